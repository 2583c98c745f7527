import type { TemplateDetail, TemplateStage, Trial } from '../../main/contract/profiles.ts';
import type { Mac } from '../../main/contract/values.ts';
import { useToast } from '../ui/toast.tsx';
import { macTail } from '../units/names.ts';
import { CatalogueDialog } from './dialogs/catalogue-dialog.tsx';
import { FirmwareDialog } from './dialogs/firmware-dialog.tsx';
import { ImportDialog } from './dialogs/import-dialog.tsx';
import { OrderDialog } from './dialogs/order-dialog.tsx';
import { PublishDialog } from './dialogs/publish-dialog.tsx';
import { TrialDialog } from './dialogs/trial-dialog.tsx';
import { VersionsDialog } from './dialogs/versions-dialog.tsx';
import { draftWords } from './draft/draft-words.ts';
import type { EditingSession } from './draft/editing-session.ts';
import { formatOf } from './editor/language.ts';
import { parameterValue } from './editor/parameter-text.ts';
import { nextVersion } from './side/comparisons.ts';
import { templateName } from './template-words.ts';
import type { TemplateCommands } from './use-template-commands.ts';
import type { WorkDialog, WorkView } from './work-view.ts';

/** The dialog that is open, if any. */
export function WorkDialogs(props: {
  dialog: WorkDialog | null;
  onClose: () => void;
  detail: TemplateDetail;
  session: EditingSession | null;
  settle: (detail: TemplateDetail) => void;
  stage: TemplateStage;
  model: string;
  mac: Mac | null;
  commands: TemplateCommands;
  onView: (view: WorkView) => void;
}) {
  const { dialog, onClose, detail, session, settle, stage, model, commands, onView } = props;
  const toast = useToast();
  if (dialog === null) return null;
  if (dialog.kind === 'catalogues') return <CatalogueDialog model={model} onClose={onClose} />;
  if (dialog.kind === 'order') return <OrderDialog onClose={onClose} />;
  if (dialog.kind === 'versions') {
    const after = (act: () => void) => {
      onClose();
      act();
    };
    return (
      <VersionsDialog
        detail={detail}
        canRestore={session !== null}
        onView={(version) => after(() => onView({ kind: 'version', version }))}
        onCompare={(version) =>
          after(() =>
            onView({
              kind: 'compare',
              with: version === detail.version ? 'published' : `v${version}`,
            }),
          )
        }
        onRestore={(version) => after(() => void commands.restore(version))}
        onClose={onClose}
      />
    );
  }
  if (session === null) return null;
  const text = session.textOf(stage);
  switch (dialog.kind) {
    case 'publish':
      return (
        <PublishDialog
          session={session}
          detail={detail}
          onEnd={(outcome) => {
            if (outcome.kind === 'done') settle(outcome.detail);
            onClose();
            const done = `${templateName(detail)} is version ${nextVersion(detail)} now.`;
            toast(...draftWords(outcome, { done, not: 'it is not published' }));
          }}
          onClose={onClose}
        />
      );
    case 'import':
      return (
        <ImportDialog
          stage={stage}
          model={model}
          // An empty text becomes what newer units read.
          format={text.trim() === '' ? 'xml' : formatOf(text)}
          files={dialog.files}
          onTake={(taken) => {
            commands.takeText(taken);
            onClose();
          }}
          onClose={onClose}
        />
      );
    case 'firmware':
      return (
        <FirmwareDialog
          stage={stage}
          hasRule={parameterValue(text, 'Upgrade_Rule') !== null}
          onTake={(rule) => {
            const why = commands.takeRule(rule);
            if (why === null) onClose();
            return why;
          }}
          onClose={onClose}
        />
      );
    case 'trial':
      return (
        <TrialDialog
          session={session}
          mac={props.mac}
          onBegun={({ mac }: Trial) => {
            onClose();
            toast(`The draft is served to ${macTail(mac)} for ten minutes.`);
          }}
          onClose={onClose}
        />
      );
  }
}
