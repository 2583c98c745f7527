/** The settings as people see and change them on the page, and back. Pure. */
import {
  type Preset,
  type SettingsAnswer,
  type SettingsPatch,
  type SettingsView,
  settingsViewSchema,
} from '../contract/settings.ts';
import { isLoopbackAddress } from './net/subnet.ts';
import { extraPort, type Settings } from './settings.ts';

type Key = keyof SettingsView;

const settingsKeys = Object.keys(settingsViewSchema.shape) as Key[];

/** What a run of the services keeps until its end; everything else acts at once. */
const keptByRun: readonly Key[] = [
  'interface',
  'address',
  'prefix',
  'pool',
  'lease',
  'isp',
  'rehearsal',
  'reports',
  'unknownUnits',
  'allowAll',
  'https',
  'ports',
  'dns',
  'ntp',
  'models',
  'spc',
];

/**
 * @param running what the services were started with; null: they are stopped, and nothing waits
 * @param given   what `--config` and the flags said, where `settings` has stored values laid over it
 */
export function settingsAnswer(
  settings: Settings,
  running: Settings | null = null,
  given: Settings = settings,
): SettingsAnswer {
  const values = viewOf(settings);
  const fixed = fixedKeys(given);
  const started = running === null ? values : viewOf(running);
  return {
    values,
    fixed: [...fixed],
    fixedByFile: [...fixed].filter((key) => isOfFile(key, given)),
    nextStart: keptByRun.filter((key) => !isSame(values[key], started[key])),
  };
}

/** Of the keys people see, those a file or a flag fixes. The card is one thing, by name or by address. */
export function fixedKeys({ given, address, ports }: Settings): Set<Key> {
  const said = new Set(given);
  const fixed = new Set(settingsKeys.filter((key) => said.has(key)));
  if (said.has('address')) {
    fixed.add('interface');
    if (address !== undefined && isLoopbackAddress(address)) fixed.delete('address');
  }
  for (const service of ['dns', 'ntp'] as const) {
    if (ports[service] !== undefined) fixed.add(service);
  }
  return fixed;
}

/** Whether the file fixes a key, by itself or by another one that says the same. */
function isOfFile(key: Key, { given, givenByFile }: Settings): boolean {
  const places: string[] = [key];
  if (key === 'interface' || key === 'address') places.push('interface', 'address');
  if (key === 'dns' || key === 'ntp') places.push('ports');
  return places
    .filter((place) => given.includes(place))
    .every((place) => givenByFile.includes(place));
}

/** Stored values laid over what file and flags left open. */
export function layered(given: Settings, stored: SettingsPatch): Settings {
  const fixed = fixedKeys(given);
  const free = Object.entries(stored).filter(
    ([key, value]) => value !== undefined && !fixed.has(key as Key),
  );
  const whole: SettingsView = Object.assign(viewOf(given), Object.fromEntries(free));
  const { interface: card, address, prefix, pool, isp, presets, spc, ports, ...same } = whole;
  return {
    ...given,
    ...same,
    interface: card ?? undefined,
    pool: pool ?? undefined,
    isp: isp ?? undefined,
    prefix,
    cardAddress: { address, prefix },
    presets: presets.map(asExportPreset),
    spc: { ...given.spc, ...spc },
    ports: { ...given.ports, ...ports },
  };
}

function viewOf(settings: Settings): SettingsView {
  const { dhcp, tftp, http, https, syslog } = settings.ports;
  return {
    ports: { dhcp, tftp, http, https, syslog },
    interface: settings.interface ?? null,
    ...settings.cardAddress,
    pool: settings.pool ?? null,
    lease: settings.lease,
    isp: settings.isp ?? null,
    rehearsal: settings.rehearsal,
    batch: settings.batch,
    evidence: settings.evidence,
    evidenceOf: settings.evidenceOf,
    spc: { models: settings.spc.models },
    reports: settings.reports,
    capture: settings.capture,
    quiet: settings.quiet,
    allowAll: settings.allowAll,
    unknownUnits: settings.unknownUnits,
    https: settings.https,
    dns: extraPort(settings, 'dns') !== 'off',
    ntp: extraPort(settings, 'ntp') !== 'off',
    limits: settings.limits,
    upgrades: settings.upgrades,
    bindWhenReady: settings.bindWhenReady,
    halfPair: settings.halfPair,
    scanner: settings.scanner,
    sounds: settings.sounds,
    screen: settings.screen,
    labels: settings.labels,
    presets: settings.presets.map(asPreset),
    models: settings.models,
  };
}

function asPreset({ timeZone: _utc, lineEnd, ...preset }: Settings['presets'][number]): Preset {
  return { ...preset, lineEnd: lineEnd === '\n' ? 'lf' : 'crlf' };
}

/** A preset as the exporter takes it. */
function asExportPreset({ lineEnd, ...preset }: Preset): Settings['presets'][number] {
  return { ...preset, lineEnd: lineEnd === 'lf' ? '\n' : '\r\n', timeZone: 'UTC' };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
