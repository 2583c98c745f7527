import { useClient, useStore } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { useToast } from '../ui/toast.tsx';
import { countUnits } from '../units/tile-state.ts';

/** Stopping asks while units are at work: half-done units have to begin again. */
export function useStartStop(): { stop: () => Promise<void> } {
  const client = useClient();
  const store = useStore();
  const confirm = useConfirm();
  const toast = useToast();
  return {
    stop: async () => {
      const { status, units } = store.mirror();
      const { working } = countUnits(units.values());
      const isPractice = status?.isPractice === true;
      if (isPractice || working > 0) {
        const answer = await confirm(isPractice ? practiceQuestion : workQuestion(working));
        if (answer === null) return;
      }
      try {
        await (isPractice ? client.practice.end() : client.station.stop());
      } catch (error) {
        toast(refusalText(error), { tone: 'fail' });
      }
    },
  };
}

const practiceQuestion = {
  title: 'End the practice?',
  body: 'The simulated units and everything bound or exported here are thrown away.',
  verb: 'End practice',
  keep: 'Keep practising',
};

function workQuestion(working: number) {
  const who = working === 1 ? '1 unit is' : `${working} units are`;
  return {
    title: 'Stop the station?',
    body: `${who} still being provisioned and will wait until the station runs again. What is verified or bound stays so.`,
    verb: 'Stop the station',
    keep: 'Keep running',
  };
}
