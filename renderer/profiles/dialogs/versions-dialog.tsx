import type { TemplateDetail } from '../../../main/contract/profiles.ts';
import { countOf, dayAndTime } from '../../ui/format.ts';
import { templateName } from '../template-words.ts';
import { Dialog } from './dialog.tsx';

/** Everything published of a template: to read, to compare, to begin from again. */
export function VersionsDialog(props: {
  detail: TemplateDetail;
  canRestore: boolean;
  onView: (version: number) => void;
  onCompare: (version: number) => void;
  onRestore: (version: number) => void;
  onClose: () => void;
}) {
  const { detail, canRestore, onView, onCompare, onRestore, onClose } = props;
  const versions = detail.versions.toSorted((a, b) => b.version - a.version);
  return (
    <Dialog
      title={`Versions of ${templateName(detail)}`}
      size={720}
      closes="Close"
      onClose={onClose}
    >
      {versions.length === 0 ? (
        <p className="muted">Nothing is published yet. Publish the draft to make version 1.</p>
      ) : (
        <ul className="versions">
          {versions.map(({ version, note, publishedAt, units }) => (
            <li key={version}>
              <div>
                <b>Version {version}</b>
                {version === detail.version && <span className="pill soft ok">In force</span>}
                <p className="muted">
                  {dayAndTime(publishedAt)} · {countOf(units, 'unit')}
                  {version === detail.lastServed?.version && ' · served last'}
                </p>
                {note !== '' && <p>{note}</p>}
              </div>
              <div className="version-actions">
                <button type="button" className="button small" onClick={() => onView(version)}>
                  Read<span className="hidden"> version {version}</span>
                </button>
                <button type="button" className="button small" onClick={() => onCompare(version)}>
                  Compare<span className="hidden"> with version {version}</span>
                </button>
                {canRestore && (
                  <button type="button" className="button small" onClick={() => onRestore(version)}>
                    Restore as draft<span className="hidden"> version {version}</span>
                  </button>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
