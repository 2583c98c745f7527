/** A station that leases, binds and exports one after the other, and says after which flush it was told each is done. */
import { readFileSync } from 'node:fs';
import { createBinder } from '../../main/station/binding/bind.ts';
import { createExporter } from '../../main/station/export/batches.ts';
import { openStore } from '../../main/station/store/store.ts';

const [dir = '', out = '', counted = '', rounds = '0'] = process.argv.slice(2);
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

const flushes = () => Number(readFileSync(counted, 'utf8'));
const tell = (done: object) =>
  process.stdout.write(`${JSON.stringify({ ...done, flush: flushes() })}\n`);
for (let n = 0; n < Number(rounds); n += 1) {
  const account = `A${n}`;
  const mac = `000e08${n.toString(16).padStart(6, '0')}`;
  await store.write((t) =>
    t.leases.save({
      ...{ clientKey: `mac ${mac}`, mac, address: `10.0.${n >> 8}.${n & 255}` },
      ...{ expiresAt: Date.now() + 3_600_000, grantedAt: Date.now(), state: 'leased' },
      ...{ clientId: null, vendorClass: null, hostName: null },
    }),
  );
  tell({ lease: mac });
  // Lines of the log ask for no flush of their own.
  await store.writeSoon((t) =>
    t.log.add([{ at: n, source: 'station', severity: 6, msg: `${n} ${'x'.repeat(3_000)}` }]),
  );
  const texts = { name: null, workOrder: null, model: null, userId: null, displayName: null };
  await store.write((t) => t.accounts.save({ account, ...texts, allowed: 1, isClosed: false }));
  await binder.submit('cli', `MAC:${mac}`);
  const { verdict } = await binder.submit('cli', account);
  if (verdict === 'bound') tell({ bound: mac, account });
  if (n % 5 === 4) tell({ batch: (await exporter.make('billing', out)).batch });
}
process.kill(process.pid, 'SIGKILL');
