/**
 * `node bench/syslog/search.ts [LINES]`: how long a text is looked for in a log of a million lines, through the
 * station's own question, and how long the event loop stood still meanwhile.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createFacade } from '../../main/station/facade/index.ts';
import { readSettings } from '../../main/station/settings.ts';
import { openStation } from '../../main/station/station.ts';
import { openStore } from '../../main/station/store/store.ts';

const count = Number(process.argv[2] ?? 1_000_000);
const dir = mkdtempSync(join(tmpdir(), 'bench-search-'));
const store = openStore({ dir });
const hex = (n: number, digits: number) => n.toString(16).padStart(digits, '0');
for (let at = 0; at < count; at += 10_000) {
  const lines = Array.from({ length: 10_000 }, (_, n) => {
    const unit = (at + n) % 250;
    const msg = `SPA-962 00:0e:08:ab:cd:${hex(unit, 2)} -- Requesting resync tftp://192.168.1.200/basic.txt seq=${String(at + n).padStart(9, '0')}`;
    const about = { source: 'syslog' as const, severity: 6, facility: 16, address: '192.168.1.20' };
    return {
      ...about,
      at: 1_700_000_000_000 + at + n,
      mac: `000e08abcd${hex(unit, 2)}`,
      msg,
      raw: `<134>${msg}`,
    };
  });
  await store.writeSoon((tables) => tables.log.add(lines));
}
const station = await openStation({ store, settings: readSettings({}) });
const ask = createFacade(station);
const looks: [what: string, text: string][] = [
  ['the oldest line, by its number', 'seq=000000007'],
  ['a text nobody wrote', 'no such text'],
  ['a text of every line, 1000 newest', 'resync'],
  ['a part of a MAC, 1000 newest', '08:AB:CD:1f'],
];
process.stdout.write(
  `${count} lines\n| looked for | found | ms, median of 7 | CPU ms | longest pause ms |\n|---|---:|---:|---:|---:|\n`,
);
for (const [what, text] of looks) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const times: number[] = [];
  const cpus: number[] = [];
  let found = 0;
  delay.enable();
  for (let round = 0; round < 7; round += 1) {
    const cpu = process.cpuUsage();
    const since = performance.now();
    found = (await ask.log.find({ text, last: 1000 })).lines.length;
    times.push(performance.now() - since);
    const { user, system } = process.cpuUsage(cpu);
    cpus.push((user + system) / 1000);
  }
  delay.disable();
  const middle = (all: number[]) => all.toSorted((a, b) => a - b)[3]?.toFixed(0);
  const longest = (delay.max / 1e6).toFixed(0);
  process.stdout.write(
    `| ${what} | ${found} | ${middle(times)} | ${middle(cpus)} | ${longest} |\n`,
  );
}
await station.close();
rmSync(dir, { recursive: true });
