/**
 * What one unit would get and do with the templates, shown to a person: the rules that lead it from
 * file to file, every value of the end with who said it, and the unit's own steps played through.
 * Secrets show as fingerprints. Pure.
 */
import type { Preview, PreviewStep, PreviewUnit, PreviewValue } from '../../contract/profiles.ts';
import type { EpochMs } from '../../contract/values.ts';
import {
  commonProfile,
  finalValues,
  type IspValues,
  lastProfile,
  ownProfile,
  rehearsalProfile,
  type StationAddress,
  type UnitKeys,
} from '../files/chain-files.ts';
import type { LayeredEntry } from '../profile/layers/merge.ts';
import { placeWords } from '../profile/layers/merge.ts';
import { gzipProfile } from '../profile/packed/gzip.ts';
import { openProfile } from '../profile/packed/pack.ts';
import type { Read } from '../profile/problem.ts';
import type { ProfileEntry } from '../profile/text/entry.ts';
import { scanFields } from '../profile/text/fields.ts';
import { explainEvents } from '../profile/unit/explain.ts';
import type { FileAnswer } from '../profile/unit/file-source.ts';
import { concealing, secretFingerprint } from '../profile/unit/fingerprint.ts';
import { simulateUnit } from '../profile/unit/simulate.ts';
import type { ModelFacts } from '../profile/unit/unit-state.ts';
import type { Catalogue } from '../profile/values/catalogue.ts';
import { isSecretParameter } from '../profile/values/secrets.ts';
import type { Model } from '../units/models.ts';
import { type ChainRules, previewSteps } from './preview-steps.ts';

export interface PreviewSources {
  unit: PreviewUnit;
  model: Model | null;
  station: StationAddress;
  stationHost: string;
  isRehearsing: boolean;
  bootstrapKey: string;
  /** The unit's own, or samples where it has none yet. */
  keys: UnitKeys;
  common: Read<ProfileEntry[]>;
  isp: Read<IspValues>;
  /** Merged layers of SEC-PRV-1 and SEC-PRV-2, before their fields were filled. */
  layered: readonly LayeredEntry[];
  /** Columns of the account that are no secrets. */
  openColumns: ReadonlySet<string>;
  /** Values that never show, beside the keys. */
  secrets: readonly string[];
  catalogue: Catalogue;
  now: EpochMs;
}

/** Sentences enough for the whole chain; a template that goes round in circles has no end. */
const MOST_SENTENCES = 60;

export function previewOf(sources: PreviewSources): Preview {
  const { unit, model, common, isp } = sources;
  const about = { mac: unit.mac, model: model?.model ?? null };
  const nothing = { steps: [], values: [], sizes: null, story: [] };
  const broken = !common.ok ? common : !isp.ok ? isp : null;
  if (broken !== null) return { ...about, ...nothing, problem: broken.problem.message };
  if (!common.ok || !isp.ok) return { ...about, ...nothing, problem: null };
  if (model === null) {
    return { ...about, ...nothing, problem: 'Which model it is is not known; choose one.' };
  }
  const files = chainFiles(sources, common.value, isp.value);
  if (!files.ok) return { ...about, ...nothing, problem: files.problem.message };
  const rules = rulesOf(files.value, isp.value);
  return {
    ...about,
    steps: previewSteps(rules, { ...sources, model }),
    values: valuesOf(sources, isp.value),
    sizes: sizesOf(files.value.main, sources.keys.key),
    story: storyOf({ ...sources, model }, files.value),
    problem: null,
  };
}

interface ChainFiles {
  common: Uint8Array;
  own: Uint8Array;
  rehearsal: Uint8Array | null;
  last: Uint8Array;
  /** The one that holds most of the templates. */
  main: Uint8Array;
}

function chainFiles(
  { station, keys, bootstrapKey, isRehearsing }: PreviewSources,
  commonEntries: readonly ProfileEntry[],
  isp: IspValues,
): Read<ChainFiles> {
  const common = commonProfile(commonEntries);
  const own = ownProfile(station, keys, bootstrapKey, isp, isRehearsing);
  const rehearsal = rehearsalProfile(station, keys, isp);
  const last = lastProfile(keys, isp);
  for (const made of [common, own, rehearsal, last]) if (!made.ok) return made;
  if (!common.ok || !own.ok || !rehearsal.ok || !last.ok) return common as Read<never>;
  const main = isRehearsing ? rehearsal.value : own.value;
  return {
    ok: true,
    value: {
      ...{ common: common.value, own: own.value, last: last.value, main },
      rehearsal: isRehearsing ? rehearsal.value : null,
    },
  };
}

function rulesOf(files: ChainFiles, isp: IspValues): ChainRules {
  return { common: ruleIn(files.common), permanent: isp.rule ?? '' };
}

function ruleIn(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  return /<Profile_Rule(?: [^>]*)?>([^<]*)</.exec(text)?.[1] ?? '';
}

function sizesOf(bytes: Uint8Array, key: string): Preview['sizes'] {
  const text = openProfile(bytes, key);
  if (!text.ok) return null;
  const plain = Buffer.from(text.value);
  return { text: plain.length, compressed: gzipProfile(plain).length };
}

function valuesOf(sources: PreviewSources, isp: IspValues): PreviewValue[] {
  const { keys, layered, openColumns, catalogue } = sources;
  const said = new Map(layered.map((entry) => [entry.name, entry]));
  return finalValues(keys, isp).map(({ name, value, access }) => {
    const entry = said.get(name) ?? null;
    const isSecret = isSecretParameter(name) || holdsSecret(entry, openColumns);
    const hasValue = value !== null && value !== '';
    const factory = catalogue.byXmlName(name)?.userAccess ?? null;
    return {
      name,
      value: isSecret && hasValue ? secretFingerprint(value) : value,
      isSecret,
      access: access ?? factory,
      accessFrom: accessWords(entry, access !== undefined, factory !== null),
      from: entry === null ? 'The chain' : placeWords(entry.valueFrom),
      layer:
        entry === null
          ? null
          : { kind: entry.valueFrom.layer.kind, key: entry.valueFrom.layer.key },
      line: entry?.valueFrom.line ?? null,
    };
  });
}

function accessWords(entry: LayeredEntry | null, isSaid: boolean, isKnown: boolean): string | null {
  if (isSaid && entry?.accessFrom) return placeWords(entry.accessFrom);
  return isKnown ? 'Factory' : null;
}

function holdsSecret(entry: LayeredEntry | null, openColumns: ReadonlySet<string>): boolean {
  return scanFields(entry?.value ?? '').uses.some(({ name }) => {
    if (name === 'key' || name.startsWith('secret:')) return true;
    return name.startsWith('account.') && !openColumns.has(name.slice('account.'.length));
  });
}

/** The unit turned on on this bench, with the station and, behind it, the ISP answering. */
function storyOf(sources: PreviewSources & { model: Model }, files: ChainFiles): string[] {
  const { unit, model, keys, stationHost, now } = sources;
  const answer = (path: string): FileAnswer | null => {
    if (path === `/${model.file}` || path === `/spa${model.psn}.cfg`) return files.common;
    if (path === `/p/${unit.mac}.cfg`) return files.own;
    if (path === `/profile/${keys.directory}/${keys.lastName}.cfg`) return files.last;
    return path.startsWith(`/profile/${keys.directory}/`) ? files.rehearsal : null;
  };
  const { events, end } = simulateUnit({
    unit: {
      model: factsOf(model),
      mac: unit.mac,
      serial: unit.serial ?? '',
      firmware: unit.firmware ?? '2.0.11',
      ip: '192.0.2.2',
      option66: stationHost,
      macros: unit.values,
    },
    // The ISP is taken to have what the bench gave last.
    files: ({ server, path }) =>
      server === stationHost ? (answer(path) ?? 'not-found') : files.last,
    clock: { startAt: now, random: () => 0.5 },
    options: { limits: { resyncs: 8 } },
  });
  const conceal = concealing([keys.key, sources.bootstrapKey, ...sources.secrets]);
  return explainEvents(events, end).slice(0, MOST_SENTENCES).map(conceal);
}

/** A model of the table as the simulator takes it. */
export function factsOf({ model, psn, file }: Model): ModelFacts {
  return {
    ...{ name: model, series: psn, hardware: '', takesUrlFromDhcp: false },
    factoryRule: file === `spa${psn}.cfg` ? '/spa$PSN.cfg' : `/${file}`,
  };
}

export type { PreviewStep };
