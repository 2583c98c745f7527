import type { KeyExport, KeyOverview } from '../../main/contract/escrow.ts';
import { countOf, dayAndTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { EmptyState, Skeletons } from '../ui/states.tsx';
import { names } from './words.ts';

/** Encrypted exports so far: when, of how many units, and who can open them. */
export function ExportsPanel({ overview }: { overview: KeyOverview | undefined }) {
  return (
    <Panel title="Exports">
      {overview === undefined && <Skeletons rows={3} height={52} says="The exports are loading." />}
      {overview?.exports.length === 0 && (
        <EmptyState icon="lock" title="Nothing was exported yet.">
          Without the units’ keys the ISP cannot write their later profiles.
        </EmptyState>
      )}
      {overview !== undefined && overview.exports.length > 0 && (
        <ul className="keys-list">
          {overview.exports.map((one) => (
            <Row key={one.number} past={one} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ past }: { past: KeyExport }) {
  const { at, fileName, sha256, units, recipients } = past;
  return (
    <li data-export={past.number}>
      <Icon name="lock" />
      <div>
        <b>{dayAndTime(at)}</b> · {countOf(units, 'unit')}
        <p className="muted">
          For{' '}
          <span title={recipients.map(({ fingerprint }) => fingerprint).join('\n')}>
            {names(recipients)}
          </span>
        </p>
        <p className="muted mono" title={sha256}>
          {fileName} · sha256 {sha256.slice(0, 8)}…{sha256.slice(-8)}
        </p>
      </div>
    </li>
  );
}
