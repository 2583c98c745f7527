/** A station that leases, binds and exports one after the other, and says after which flush it was told each is done. */
import { readFileSync } from 'node:fs';
import { bindingStore } from '../../test/station/binding-store.ts';

const [dir = '', out = '', counted = '', rounds = '0'] = process.argv.slice(2);
const { bind, exporter, store } = await bindingStore(dir);

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
  const verdict = await bind(mac, account);
  if (verdict === 'bound') tell({ bound: mac, account });
  if (n % 5 === 4) tell({ batch: (await exporter.make('billing', out)).batch });
}
process.kill(process.pid, 'SIGKILL');
