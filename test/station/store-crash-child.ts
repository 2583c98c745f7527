/** A station that binds and exports as fast as it can, and prints what it was told is done. It is made to be killed. */
import { createBinder } from '../../main/station/binding/bind.ts';
import { createExporter } from '../../main/station/export/batches.ts';
import { openStore } from '../../main/station/store/store.ts';

const [dir = '', out = '', first = '0'] = process.argv.slice(2);
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

const tell = (done: object) => process.stdout.write(`${JSON.stringify(done)}\n`);
tell({ ready: true });
for (let n = Number(first); ; n += 1) {
  const account = `A${n}`;
  const mac = `000e08${n.toString(16).padStart(6, '0')}`;
  const texts = { name: null, workOrder: null, model: null, userId: null, displayName: null };
  await store.write((t) => t.accounts.save({ account, ...texts, allowed: 1, isClosed: false }));
  await binder.submit('cli', `MAC:${mac}`);
  const { verdict } = await binder.submit('cli', account);
  if (verdict === 'bound') tell({ mac, account });
  if (n % 5 === 4) tell(await exporter.make('billing', out));
}
