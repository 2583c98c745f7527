/**
 * What one unit would get and do with the templates, shown to a person: the rules that lead it from
 * file to file, every value of the end with who said it, and the unit's own steps played through.
 * Pure. No secret comes in here: whoever asks has put its fingerprint in the place of each.
 */
import type { Preview, PreviewUnit, PreviewValue } from '../../contract/profiles.ts';
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
import { secretFingerprint, withoutKeys } from '../profile/unit/fingerprint.ts';
import { simulateUnit } from '../profile/unit/simulate.ts';
import type { ModelFacts } from '../profile/unit/unit-state.ts';
import type { Catalogue } from '../profile/values/catalogue.ts';
import { isSecretParameter } from '../profile/values/secrets.ts';
import { factoryRule, type Model } from '../units/models.ts';
import { previewSteps } from './preview-steps.ts';
import { isSecretField } from './unit-profiles.ts';

export interface PreviewSources {
  unit: PreviewUnit;
  model: Model | null;
  station: StationAddress;
  stationHost: string;
  isRehearsing: boolean;
  bootstrapKey: string;
  /** Of the unit's own, or of samples where it has none yet; the key as fingerprint. */
  keys: UnitKeys;
  common: Read<ProfileEntry[]>;
  isp: Read<IspValues>;
  /** Merged layers of SEC-PRV-1 and SEC-PRV-2, before their fields were filled. */
  layered: readonly LayeredEntry[];
  /** Every fingerprint that stands for a secret. */
  fingerprints: ReadonlySet<string>;
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
  const rules = { common: ruleOf(common.value), permanent: isp.value.rule ?? '' };
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
  const last = lastProfile(station, keys, isp);
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

function ruleOf(entries: readonly ProfileEntry[]): string {
  return entries.findLast(({ name }) => name === 'Profile_Rule')?.value ?? '';
}

function sizesOf(bytes: Uint8Array, key: string): Preview['sizes'] {
  const text = openProfile(bytes, key);
  if (!text.ok) return null;
  const plain = Buffer.from(text.value);
  return { text: plain.length, compressed: gzipProfile(plain).length };
}

function valuesOf(sources: PreviewSources, isp: IspValues): PreviewValue[] {
  const { keys, layered, fingerprints, catalogue } = sources;
  const said = new Map(layered.map((entry) => [entry.name, entry]));
  return finalValues(keys, isp).map(({ name, value, access }) => {
    const entry = said.get(name) ?? null;
    const isFilled = entry !== null && holdsSecret(entry);
    const isSecret = isFilled || isSecretParameter(name);
    const isOpen = isSecret && value !== null && !isFilled && !fingerprints.has(value);
    const factory = catalogue.byXmlName(name)?.userAccess ?? null;
    return {
      name,
      value: isOpen ? secretFingerprint(value) : value && withoutKeys(value),
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

function holdsSecret({ value }: LayeredEntry): boolean {
  return scanFields(value ?? '').uses.some(({ name }) => isSecretField(name));
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
  const sentences = explainEvents(events, end).slice(0, MOST_SENTENCES);
  return sentences.map((sentence) => {
    // The simulator conceals what it takes for a secret: here that is a fingerprint already.
    return [...sources.fingerprints].reduce(
      (said, fingerprint) => said.replaceAll(secretFingerprint(fingerprint), fingerprint),
      sentence,
    );
  });
}

/** A model of the table as the simulator takes it. */
export function factsOf(model: Model): ModelFacts {
  return {
    ...{ name: model.model, series: model.psn, hardware: '', takesUrlFromDhcp: false },
    factoryRule: factoryRule(model),
  };
}
