/** A store whose units are all verified, bound and exported as the station does it. For processes that are to be ended midway. */
import { createBinder } from '../../main/station/binding/bind.ts';
import { createExporter } from '../../main/station/export/batches.ts';
import { openStore } from '../../main/station/store/store.ts';

/** Opens it; batches that an earlier end left half made are finished first. */
export async function bindingStore(dir: string) {
  const clock = { now: () => Date.now(), monotonicMs: () => performance.now() };
  const store = openStore({ dir });
  const facts = { stage: 'VERIFIED', condition: 'ok', reason: null, since: 0 } as const;
  const named = { model: 'SPA942', serial: null, firmware: null };
  const binder = createBinder({
    ...{ store, clock },
    units: { byMac: (mac) => ({ mac, ...facts, ...named }), bySerial: () => null },
    lockingSeats: () => false,
  });
  const exporter = createExporter({ store, clock });
  await exporter.recover();
  return {
    store,
    exporter,
    /** @returns the verdict of the second of the two scans */
    async bind(mac: string, account: string): Promise<string> {
      const texts = { name: null, workOrder: null, model: null, userId: null, displayName: null };
      await store.write((t) => t.accounts.save({ account, ...texts, allowed: 1, isClosed: false }));
      await binder.submit('cli', `MAC:${mac}`);
      return (await binder.submit('cli', account)).verdict;
    },
  };
}
