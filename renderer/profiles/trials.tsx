import { IconFlask } from '@tabler/icons-react';
import type { Unit } from '../../main/contract/model.ts';
import { useClient, useMirror } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useToast } from '../ui/toast.tsx';
import { useElapsed } from '../units/clock.ts';
import { macTail } from '../units/names.ts';
import { trialLeft } from '../units/trial.ts';

/** Units a draft is tried on now, whichever template it is of: each can be ended. */
export function Trials() {
  const units = useMirror((mirror) => mirror.units);
  const tried = [...units.values()].filter(({ trialUntil }) => trialUntil !== null);
  if (tried.length === 0) return null;
  return (
    <ul className="trials" aria-label="Trials">
      {tried.map((unit) => (
        <Running key={unit.mac} unit={unit} until={unit.trialUntil ?? 0} />
      ))}
    </ul>
  );
}

function Running({ unit, until }: { unit: Unit; until: number }) {
  const client = useClient();
  const toast = useToast();
  const left = useElapsed(until, trialLeft);
  async function end(): Promise<void> {
    try {
      await client.profiles.endTrial({ mac: unit.mac });
      toast(`The trial on ${macTail(unit.mac)} is over.`);
    } catch (error) {
      toast(refusalText(error), { tone: 'fail' });
    }
  }
  return (
    <li>
      <IconFlask size={16} aria-hidden />
      <span>
        Trial on <b className="mono">{macTail(unit.mac)}</b>
        <span className="muted"> · {left} left</span>
      </span>
      <button type="button" className="button small" onClick={() => void end()}>
        End<span className="hidden"> the trial on {macTail(unit.mac)}</span>
      </button>
    </li>
  );
}
