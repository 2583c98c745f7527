import { useState } from 'react';
import { type ServiceName, serviceWords } from '../../main/contract/preflight.ts';
import { useClient, useStore } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { useToast } from '../ui/toast.tsx';
import { countUnits } from '../units/tile-state.ts';

/** One service alone; stopping one that units need asks while units are at work. */
export function useService(name: ServiceName): {
  isBusy: boolean;
  start: () => void;
  stop: () => void;
} {
  const client = useClient();
  const store = useStore();
  const confirm = useConfirm();
  const toast = useToast();
  const [isBusy, setBusy] = useState(false);
  const word = serviceWords[name];

  async function isMeant(): Promise<boolean> {
    const { status, units } = store.mirror();
    const { working } = countUnits(units.values());
    if (status?.ports[name]?.isNeeded !== true || working === 0) return true;
    const who = working === 1 ? '1 unit is' : `${working} units are`;
    const answer = await confirm({
      title: `Stop ${word}?`,
      body: `${who} still being provisioned and need it. They wait until it runs again.`,
      verb: `Stop ${word}`,
      keep: 'Keep it running',
    });
    return answer !== null;
  }

  async function doing(work: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      toast(refusalText(error), { tone: 'fail' });
    } finally {
      setBusy(false);
    }
  }

  return {
    isBusy,
    start: () => void doing(() => client.station.startService({ service: name })),
    stop: () =>
      void doing(async () => {
        if (await isMeant()) await client.station.stopService({ service: name });
      }),
  };
}
