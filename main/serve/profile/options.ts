/** Options the profile verbs share. */
import { parseArgs } from 'node:util';
import { layerKinds, templateStages } from '../../contract/profiles.ts';
import { parseMac } from '../../contract/values.ts';
import type { LintOptions } from '../../station/profile/lint/lint.ts';
import { decodeText } from '../../station/profile/packed/pack.ts';
import { parseVersion } from '../../station/profile/rules/version.ts';
import { type Catalogue, createCatalogue } from '../../station/profile/values/catalogue.ts';
import { readSample } from '../../station/profile/values/sample-read.ts';
import { createModelTable, type Model } from '../../station/units/models.ts';
import { WrongUse } from '../usage.ts';
import { readBytes } from './source-file.ts';

type Options = NonNullable<Parameters<typeof parseArgs>[0]>['options'];

/** @throws WrongUse */
export function parsed<O extends NonNullable<Options>>(args: string[], options: O) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}

/** @throws WrongUse */
export function onlyFile(files: readonly string[], verb: string): string {
  const [file, ...more] = files;
  if (file === undefined || more.length > 0) throw new WrongUse(`profile ${verb} needs one FILE`);
  return file;
}

/** @throws WrongUse */
export function macOf(text: string): string {
  const mac = parseMac(text);
  if (mac === null) throw new WrongUse(`"${text}" is not a MAC: 12 hex digits`);
  return mac;
}

/** One of the built-in table. @throws WrongUse naming those there are */
export function modelOf(text: string): Model {
  const table = createModelTable();
  const model = table.byName(text);
  if (model === null) {
    const names = table.all.map((one) => one.model).join(', ');
    throw new WrongUse(`there is no model ${text}; there are ${names}`);
  }
  return model;
}

/** @throws WrongUse */
export function firmwareOf(text: string): string {
  if (parseVersion(text) === null) {
    throw new WrongUse(`"${text}" is no firmware version, such as 2.0.6 or 6.1.5(a)`);
  }
  return text;
}

/** A sample of the vendor's compiler in place of the built-in catalogue. @throws WrongUse */
export function catalogueOf(path: string): Catalogue {
  const read = readSample(decodeText(readBytes(path)));
  if (read.ok) return createCatalogue(read.value);
  const { line, column, message } = read.problem;
  throw new WrongUse(`${path}:${line ?? 1}:${column ?? 1}: ${message}`);
}

export const lintFlags = {
  model: { type: 'string' },
  firmware: { type: 'string' },
  stage: { type: 'string' },
  layer: { type: 'string' },
  station: { type: 'string', multiple: true },
  catalogue: { type: 'string' },
  whole: { type: 'boolean' },
} as const;

/** @throws WrongUse */
export function lintOptions(values: {
  model?: string | undefined;
  firmware?: string | undefined;
  stage?: string | undefined;
  layer?: string | undefined;
  station?: string[] | undefined;
  catalogue?: string | undefined;
  whole?: boolean | undefined;
}): Partial<LintOptions> {
  const stage = oneOf(values.stage, templateStages, '--stage');
  return {
    ...(values.model !== undefined && { xmlSince: modelOf(values.model).xmlSince }),
    ...(values.firmware !== undefined && { firmware: firmwareOf(values.firmware) }),
    ...(stage !== undefined && { stage }),
    ...(values.layer !== undefined && {
      layer: oneOf(values.layer, layerKinds, '--layer') ?? null,
    }),
    ...(values.station !== undefined && { stationAddresses: values.station }),
    ...(values.catalogue !== undefined && { catalogue: catalogueOf(values.catalogue) }),
    ...(values.whole && { isWhole: true }),
    ...(stage === 'sp-cust' && { setElsewhere: new Set<string>() }),
  };
}

function oneOf<T extends string>(
  text: string | undefined,
  known: readonly T[],
  option: string,
): T | undefined {
  if (text === undefined) return undefined;
  const found = known.find((one) => one === text.toLowerCase());
  if (found === undefined) throw new WrongUse(`${option} is one of ${known.join(', ')}`);
  return found;
}

/** A key of the command line, or the first line of a file; other users can read command lines. @throws WrongUse */
export function keyOf(values: {
  key?: string | undefined;
  'key-file'?: string | undefined;
}): string | null {
  if (values.key !== undefined && values['key-file'] !== undefined) {
    throw new WrongUse('--key and --key-file exclude each other');
  }
  if (values['key-file'] !== undefined) {
    const key = readBytes(values['key-file']).toString('utf8').split(/\r?\n/)[0] ?? '';
    if (key === '') throw new WrongUse(`${values['key-file']} has no key in its first line`);
    return key;
  }
  if (values.key === '') throw new WrongUse('--key needs a key');
  return values.key ?? null;
}
