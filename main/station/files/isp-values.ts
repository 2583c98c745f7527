/**
 * The ISP's part of a unit's profile: templates of three layers (common, isp, model), later ones
 * winning, with our `{{…}}` fields filled for one unit.
 */
import { StationError } from '../../contract/errors.ts';
import type { Ipv4, Mac } from '../../contract/values.ts';
import { formatMac } from '../../contract/values.ts';
import { decodeText } from '../profile/packed/pack.ts';
import type { Read } from '../profile/problem.ts';
import { resolveUrl } from '../profile/rules/url.ts';
import type { ProfileEntry } from '../profile/text/entry.ts';
import { fillFields } from '../profile/text/fields.ts';
import { readProfile } from '../profile/text/profile.ts';
import { readXmlProfile } from '../profile/text/xml.ts';
import { writeXmlProfile } from '../profile/text/xml-write.ts';
import type { Model } from '../units/models.ts';
import {
  commonProfile,
  defaultCommonTemplate,
  type IspValues,
  permanentUrl,
} from './chain-files.ts';

export interface TemplateTexts {
  /** Text of the common file in place of the built-in one. */
  commonFile?: string | undefined;
  common?: string | undefined;
  isp?: string | undefined;
  /** Model name → profile text. */
  model: Readonly<Record<string, string>>;
}

interface Layer {
  name: string;
  entries: readonly ProfileEntry[];
}

export interface Templates {
  commonFile: string;
  /** The rule made of `--isp`; null while it is not set. */
  rule: string | null;
  base: readonly Layer[];
  byModel: ReadonlyMap<string, Layer>;
}

/** What a template may name between `{{` and `}}`. */
export interface FieldSources {
  mac: Mac;
  model: Model | null;
  serial: string | null;
  stationAddress: Ipv4;
  /** Columns of the account the unit is bound to, secrets among them; null while it is not bound. */
  account: ReadonlyMap<string, string> | null;
}

/**
 * Reads all layers once, at start.
 * @throws StationError BAD_TEMPLATE naming layer, line and column; BAD_SETTINGS for a wrong `--isp`
 */
export function readTemplates(texts: TemplateTexts, ispUrl: string | undefined): Templates {
  const layer = (name: string, text: string): Layer => {
    const read = readProfile(text);
    if (!read.ok) {
      const { line, column, message } = read.problem;
      const place = line === undefined ? name : `${name}, line ${line}, column ${column ?? 1}`;
      throw new StationError('BAD_TEMPLATE', `Template ${place}: ${message}`);
    }
    const taken = read.value.find(({ name: each }) => each === 'GPP_SA' || each === 'GPP_B');
    if (taken) {
      throw new StationError(
        'BAD_TEMPLATE',
        `Template ${name}: ${taken.name} holds the unit's own key or directory and cannot be set here.`,
      );
    }
    return { name, entries: read.value };
  };
  if (ispUrl !== undefined) {
    // Macros are expanded on the unit; for the check a letter stands in their place.
    const url = resolveUrl(permanentUrl(ispUrl).replaceAll('$', 'x'));
    if (!url.ok) throw new StationError('BAD_SETTINGS', `isp: ${url.problem.message}`);
  }
  const base: Layer[] = [];
  if (texts.common !== undefined) base.push(layer('common', texts.common));
  if (texts.isp !== undefined) base.push(layer('isp', texts.isp));
  return {
    commonFile: readCommonFile(texts.commonFile),
    rule: ispUrl === undefined ? null : `[--key $SA] ${permanentUrl(ispUrl)}`,
    base,
    byModel: new Map(
      Object.entries(texts.model).map(([name, text]) => [name.toUpperCase(), layer(name, text)]),
    ),
  };
}

/** The text itself, when a unit could read it and be led on by it. */
function readCommonFile(text: string | undefined): string {
  if (text === undefined) return defaultCommonTemplate;
  const refuse = (why: string) => new StationError('BAD_TEMPLATE', `Template commonFile: ${why}`);
  const station = { scheme: 'tftp', files: '192.0.2.1', syslog: '192.0.2.1' } as const;
  const tried = commonProfile(text, station, 'k');
  if (!tried.ok) throw refuse(tried.problem.message);
  const read = readXmlProfile(decodeText(tried.value));
  if (!read.ok) throw refuse(read.problem.message);
  const rule = read.value.parameters.get('Profile_Rule');
  if (rule === undefined || !('value' in rule) || !rule.value.startsWith('[--key k] ')) {
    throw refuse('its Profile_Rule must begin with [--key {{bootstrap.key}}]');
  }
  return text;
}

/**
 * The merged layers for one unit. A value that names an account's field is left out while the unit is
 * not bound: the ISP's server delivers it later. Any other unknown field is a problem, and so is a
 * value that cannot be written into a profile.
 */
export function ispValuesFor(templates: Templates, sources: FieldSources): Read<IspValues> {
  const own =
    sources.model === null ? undefined : templates.byModel.get(sources.model.model.toUpperCase());
  const merged = new Map<string, ProfileEntry>();
  const fields = fieldValues(sources);
  for (const layer of own === undefined ? templates.base : [...templates.base, own]) {
    for (const entry of layer.entries) {
      if (entry.value === null || !entry.value.includes('{{')) {
        merged.set(entry.name, entry);
        continue;
      }
      if (sources.account === null && /\{\{\s*account\./.test(entry.value)) continue;
      const filled = fillFields(entry.value, fields, { escape: 'none' });
      if (!filled.ok) {
        const message = `layer ${layer.name}, ${entry.name}: ${filled.problem.message}`;
        return { ok: false, problem: { ...filled.problem, message } };
      }
      merged.set(entry.name, { ...entry, value: filled.value.text });
    }
  }
  const entries = [...merged.values()];
  // A value no profile can hold is found before the unit gets its first file, not halfway.
  const written = writeXmlProfile(entries);
  if (!written.ok) return written;
  const rule = merged.get('Profile_Rule')?.value ?? templates.rule;
  return { ok: true, value: { rule: rule === '' ? null : rule, entries } };
}

function fieldValues(sources: FieldSources): Map<string, string> {
  const values = new Map<string, string>([
    ['unit.mac', sources.mac],
    ['unit.mac_upper', formatMac(sources.mac, 'plain-upper')],
    ['unit.mac_colon', formatMac(sources.mac, 'colon')],
    ['unit.model', sources.model?.model ?? ''],
    ['unit.psn', sources.model?.psn ?? ''],
    ['unit.serial', sources.serial ?? ''],
    ['station.address', sources.stationAddress],
  ]);
  for (const [column, value] of sources.account ?? []) values.set(`account.${column}`, value);
  return values;
}
