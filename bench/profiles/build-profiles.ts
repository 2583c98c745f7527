/**
 * Builds profiles of every parameter in one process and prints one JSON line per case; `profiles.sh`
 * runs it beside gzip and openssl.
 *
 *     node build-profiles.ts COUNT FOLDER [CASE]   writes FOLDER/check.xml, .enc and .key too
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rehearsalProfile } from '../../main/station/files/chain-files.ts';
import { type PreparedLayers, prepareLayers } from '../../main/station/profile/layers/fill.ts';
import type { Layer } from '../../main/station/profile/layers/layer.ts';
import { lintProfile } from '../../main/station/profile/lint/lint.ts';
import { openProfile } from '../../main/station/profile/packed/pack.ts';
import type { Read } from '../../main/station/profile/problem.ts';
import { scanProfile } from '../../main/station/profile/text/scan.ts';
import { builtInCatalogue } from '../../main/station/profile/values/catalogue.ts';
import { writeSample } from '../../main/station/profile/values/sample.ts';
import { newUnitKey } from '../../main/station/provisioning/unit-keys.ts';
import { ispValuesFor } from '../../main/station/templates/unit-profiles.ts';

const [count, folder, only] = [
  Number(process.argv[2] ?? 2000),
  process.argv[3] ?? '.',
  process.argv[4],
];
const address = '192.168.76.1';
const account = new Map([
  ['user_id', '4930123456'],
  ['password', 'p4ssw0rd'],
  ['display_name', 'Reception'],
]);

/** Every parameter from the station's layer; the ISP, the model and the unit have their say above it. */
const layers: Layer[] = [
  layer('station', '', orThrow(writeSample(builtInCatalogue, 'xml'))),
  layer(
    'isp',
    '',
    'Proxy[1] "sip.example.net" ;\nProfile_Rule "https://prov.example.net/$B/$MA.cfg" ;\n',
  ),
  layer(
    'model',
    'SPA962',
    'Dial_Plan[1] "(*xx|[3469]11|0|00|[2-9]xxxxxx|1xxx[2-9]xxxxxxS0|xxxxxxxxxxxx.)" ;\n',
  ),
  layer(
    'account',
    '',
    'User_ID[1] "{{account.user_id}}" ;\nPassword[1] "{{account.password}}" ;\nDisplay_Name[1] "{{account.display_name}}" ;\nStation_Name "{{unit.mac | upper}}" ;\n',
  ),
];
const none = prepareLayers([]);
const units = Array.from({ length: 250 }, (_, index) =>
  newUnitKey(`000e08${index.toString(16).padStart(6, '0')}`, 0),
);

function build(full: PreparedLayers, index: number): Uint8Array {
  // Keys are made when a unit is first seen, and kept; that is no part of building.
  const keys = units[index % units.length] ?? newUnitKey('000e08000000', 0);
  const { mac } = keys;
  const sources = {
    ...{ mac, model: null, serial: null, stationAddress: address, batch: null, account, keys },
    ...{ secrets: new Map<string, string>(), isCheck: false },
  };
  const isp = orThrow(ispValuesFor({ own: none, full, rule: null }, sources));
  const station = { scheme: 'tftp', files: address, syslog: address } as const;
  const bytes = orThrow(rehearsalProfile(station, keys, isp));
  if (index === 0) keep(bytes, keys.key);
  return bytes;
}

/** The same profile for the peers to pack, and for openssl to open. */
function keep(bytes: Uint8Array, key: string): void {
  writeFileSync(join(folder, 'check.xml'), orThrow(openProfile(bytes, key)), 'latin1');
  writeFileSync(join(folder, 'check.enc'), bytes);
  writeFileSync(join(folder, 'check.key'), key);
}

function timed(peer: string, runs: number, once: (index: number) => unknown): void {
  if (only !== undefined && !peer.includes(only)) return;
  for (let index = 0; index < Math.min(runs, 200); index += 1) once(index);
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  for (let index = 0; index < runs; index += 1) once(index);
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(cpu);
  const line = {
    ...{ peer, ok: runs, per_s: runs / seconds, us_each: (seconds * 1e6) / runs },
    ...{ wall_s: seconds, srv_cpu_s: (used.user + used.system) / 1e6 },
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Merging is part of the measured time: once for all, as the station does for a group of units. */
let prepared: PreparedLayers | null = null;
timed('ours, layers merged once', count, (index) => {
  prepared = index === 0 || prepared === null ? prepareLayers(layers) : prepared;
  return build(prepared, index);
});
timed('ours, layers merged every time', Math.ceil(count / 20), (index) =>
  build(prepareLayers(layers), index),
);

const long = longProfile();
timed('ours, lint of a 120 KB profile', 30, () =>
  lintProfile(scanProfile({ name: '', text: long })),
);

/** All parameters of a phone with four times as many of everything, to the length of a full one. */
function longProfile(): string {
  const text = orThrow(writeSample(builtInCatalogue, 'xml'));
  const elements = text.split('\n').filter((line) => /^ *<[A-Z]/.test(line));
  const renamed = (round: number) =>
    elements.map((line) =>
      line.replace(/(<\/?)([A-Za-z_]\w*)/g, `$1$2${round === 0 ? '' : `_${round}`}`),
    );
  let lines: string[] = [];
  for (let round = 0; lines.join('\n').length < 120_000; round += 1)
    lines = [...lines, ...renamed(round)];
  return `<flat-profile>\n${lines.join('\n')}\n</flat-profile>\n`;
}

function layer(kind: Layer['kind'], key: string, text: string): Layer {
  return { kind, key, version: 1, source: scanProfile({ name: '', text }) };
}

function orThrow<T>(read: Read<T>): T {
  if (read.ok) return read.value;
  throw new Error(read.problem.message);
}
