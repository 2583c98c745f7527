/** What happened, for whoever helps: one text, without anything secret in it. */
import { arch, release } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import program from '../../package.json' with { type: 'json' };
import { type Stage, stages, type Unit } from '../contract/model.ts';
import type { Check } from '../contract/preflight.ts';
import { isoTime } from '../contract/values.ts';
import { bootstrapKey } from './provisioning/unit-keys.ts';
import type { Station } from './station.ts';
import type { Store, Tables } from './store/store.ts';

const LOG_LINES = 500;
const ACCOUNTS_AT_ONCE = 500;
/** Units that are not verified, with why. */
const MOST_UNITS = 100;
/** Shorter values stand in any text by chance; masking them would leave nothing to read. */
const SHORTEST_SECRET = 4;

/** @returns the text, and a name to save it under */
export async function stationReport(station: Station): Promise<{ fileName: string; text: string }> {
  await Promise.all([station.log.settled(), station.tracker.settled()]);
  const at = station.clock.now();
  const status = station.status();
  const settings = station.settingsAnswer();
  const card = status.interface ?? settings.values.interface;
  const { checks } = await station.preflight.checks(card);
  const units = station.units();
  const { isLocked } = station.store.vault;
  const facts = station.store.read((tables) => ({
    accounts: tables.accounts.list().length,
    bindings: tables.bindings.list().length,
    batches: tables.batches.list().length,
    keys: tables.keys.count(),
    log: tables.log.list({ last: LOG_LINES }),
  }));
  const { log, ...kept } = facts;
  const secrets = isLocked ? new Set<string>() : await secretsOf(station.store);
  for (const each of queryValues(settings.values.isp ?? '')) secrets.add(each);
  const inStage = (stage: Stage) => units.filter((unit) => unit.stage === stage).length;
  const counts = {
    units: units.length,
    ...Object.fromEntries(stages.map((stage) => [stage, inStage(stage)])),
    ...kept,
  };
  // Locked, the secrets are not known, so what a unit may have said of them is left out whole.
  const told = log.filter(({ source }) => !isLocked || source !== 'syslog');
  const lines = told.map(({ at: when, source, severity, mac, address, msg }) =>
    [isoTime(when), source, severity, mac ?? '-', address ?? '-', msg].join(' '),
  );
  const leftOut = isLocked ? ", without the units' own messages: the keys are locked" : '';
  const parts = [
    `SPA Bench ${program.version}, ${process.platform} ${release()} ${arch()}, Node ${process.version}`,
    `Report of ${isoTime(at)}. Keys, passwords and account secrets are left out.`,
    section('Status', json(status)),
    section('Checks', checks.map(checkLine).join('\n')),
    section('Settings', json(settings)),
    section('Models', [...new Set(units.map(({ model }) => model ?? 'unknown'))].join(', ')),
    section('Counts', json(counts)),
    section('Why not verified', whyNotLines(station, units).join('\n')),
    section(`Log, the last ${lines.length} lines${leftOut}`, lines.join('\n')),
  ];
  const name = isoTime(at).slice(0, 16).replace(/[T:]/g, '-');
  return { fileName: `spa-bench-report-${name}.txt`, text: masked(parts.join('\n'), secrets) };
}

/**
 * The text without the secrets that are known, and without what looks like one: a key in a rule, a
 * name and password or a query in a URL. Pure.
 */
export function masked(text: string, secrets: Iterable<string>): string {
  const plain = text
    .replace(/(--key\s+)(?!\$)[^\s\]"]+/g, '$1••••')
    .replace(/(\w:\/\/)[^/\s"@]*@/g, '$1••••@')
    .replace(/(\w:\/\/[^\s"?]+\?)[^\s"\]]+/g, '$1••••');
  // A hundred thousand accounts have as many passwords; only those whose beginning occurs are looked for.
  const beginnings = new Set<string>();
  for (let at = 0; at + SHORTEST_SECRET <= plain.length; at += 1) {
    beginnings.add(plain.slice(at, at + SHORTEST_SECRET));
  }
  const found = [...secrets].filter(
    (secret) =>
      secret.length >= SHORTEST_SECRET &&
      beginnings.has(secret.slice(0, SHORTEST_SECRET)) &&
      plain.includes(secret),
  );
  // The longest first: one secret may be the beginning of another.
  return found
    .toSorted((a, b) => b.length - a.length)
    .reduce((rest, secret) => rest.replaceAll(secret, '••••'), plain);
}

/** The values of a URL's query: what lets a unit in there may stand in them. */
function queryValues(url: string): string[] {
  const [, query = ''] = url.split('?', 2);
  return query.split('&').flatMap((pair) => pair.split('=').at(1) ?? []);
}

/** Whatever is secret in the store, as it might turn up in a line. */
async function secretsOf(store: Store): Promise<Set<string>> {
  const secrets = store.read((tables) => secretsOfUnits(tables));
  const accounts = store.read((tables) => tables.accounts.list().map(({ account }) => account));
  // A hundred thousand passwords are seconds to open: packets go in between.
  for (let at = 0; at < accounts.length; at += ACCOUNTS_AT_ONCE) {
    store.read((tables) => {
      for (const account of accounts.slice(at, at + ACCOUNTS_AT_ONCE)) {
        for (const value of Object.values(tables.accounts.secrets(account))) {
          secrets.add(value);
          // As it stands inside JSON.
          secrets.add(JSON.stringify(value).slice(1, -1));
        }
      }
    });
    await setImmediate();
  }
  return secrets;
}

function secretsOfUnits({ keys, keyHistory, meta, units, secrets: made }: Tables): Set<string> {
  const secrets = new Set(made.values());
  for (const { key, directory, lastName } of [...keys.all(), ...keyHistory.keys()]) {
    for (const each of [key, directory, lastName]) secrets.add(each);
  }
  const station = meta.secret('station.secret');
  if (station !== null) {
    secrets.add(station);
    for (const { mac } of units.all()) secrets.add(bootstrapKey(station, mac));
  }
  return secrets;
}

function section(title: string, text: string): string {
  return `\n== ${title} ==\n${text}`;
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** The first rule that stopped each unit that is not verified; those that failed first. */
function whyNotLines(station: Station, units: readonly Unit[]): string[] {
  const open = units.filter(({ stage }) => stage !== 'VERIFIED');
  const isFailed = (unit: Unit) => unit.condition === 'failed';
  const shown = [...open.filter(isFailed), ...open.filter((unit) => !isFailed(unit))];
  const lines = shown.slice(0, MOST_UNITS).map(({ mac, stage }) => {
    const { rule, sentence, todo } = station.why.of(mac);
    return [mac, stage, `${rule}:`, sentence, todo ?? ''].join(' ').trimEnd();
  });
  const more = shown.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

function checkLine({ id, result, word, detail }: Check): string {
  return `${id}: ${result}, ${word}. ${detail}`;
}
