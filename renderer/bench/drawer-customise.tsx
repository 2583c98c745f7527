import type { Unit } from '../../main/contract/model.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { useToast } from '../ui/toast.tsx';
import { isCustomised } from '../units/tile-state.ts';

/** Says that the unit's maker customised it, or that it did not: an RC unit is left alone. */
export function Customise({ unit }: { unit: Unit }) {
  const client = useClient();
  const confirm = useConfirm();
  const toast = useToast();
  const isRc = isCustomised(unit);

  async function ask(): Promise<void> {
    const answer = await confirm(
      isRc
        ? {
            title: 'Provision this unit here?',
            body: 'It counts as customised by its maker. Marked Open, it gets this bench’s profiles.',
            verb: 'Mark as Open',
            keep: 'Leave it alone',
          }
        : {
            title: 'Is it an RC unit?',
            body: 'Its maker customised it, and the maker’s server provisions it. This bench then leaves it alone.',
            needsReason: 'Customization on its Info page: the company’s name, or Pending',
            verb: 'Mark as RC unit',
            keep: 'Provision it here',
          },
    );
    if (answer === null) return;
    const status = isRc ? 'Open' : answer.reason.slice(0, 60);
    try {
      await client.units.setCustomisation({ mac: unit.mac, status });
      toast(isRc ? 'Marked as Open.' : 'Marked as RC unit: it is left alone.');
    } catch (error) {
      toast(refusalText(error), { tone: 'fail' });
    }
  }

  return (
    <button type="button" className="button quiet" onClick={() => void ask()}>
      {isRc ? 'Mark as Open' : 'RC unit'}
    </button>
  );
}
