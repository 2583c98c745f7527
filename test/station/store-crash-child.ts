/** A station that binds and exports as fast as it can, and prints what it was told is done. It is made to be killed. */
import { bindingStore } from './binding-store.ts';

const [dir = '', out = '', first = '0'] = process.argv.slice(2);
const { bind, exporter } = await bindingStore(dir);

const tell = (done: object) => process.stdout.write(`${JSON.stringify(done)}\n`);
tell({ ready: true });
for (let n = Number(first); ; n += 1) {
  const account = `A${n}`;
  const mac = `000e08${n.toString(16).padStart(6, '0')}`;
  const verdict = await bind(mac, account);
  if (verdict === 'bound') tell({ mac, account });
  if (n % 5 === 4) tell(await exporter.make('billing', out));
}
