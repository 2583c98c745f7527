/**
 * The parameters a unit has (R-251; guide: Example Configuration Profile). Built in from
 * `resources/parameters.json`, whose repairs and deduced types `parameters-notes.md` lists.
 */
import builtIn from '../../../../resources/parameters.json' with { type: 'json' };
import type { Access } from '../text/entry.ts';
import { xmlName } from '../text/names.ts';
import { createFinder } from './closest.ts';

/** Grammars that values of some parameters have beside their type. */
export type ParameterSyntax =
  | 'condition'
  | 'delay-list'
  | 'hhmm'
  | 'macro-text'
  | 'profile-rule'
  | 'report-rule'
  | 'upgrade-rule'
  | 'version';

/** One entry of the catalogue; it can be handed to `checkValue` as it is. */
export interface Parameter {
  /** Plain-text name: `Dial_Plan[1]`. */
  name: string;
  /** Element name: `Dial_Plan_1_`. */
  xmlName: string;
  /** Heading of the sample profile it stands under; '' without one. */
  section: string;
  /** The number in brackets, for the parameters each line has. */
  line: number | null;
  /** '': not set. */
  default: string;
  userAccess: Access;
  /** A name of the guide's data types; `Str` is one without a stated length. */
  type: string;
  /** The members of a `choice`, else empty. */
  options: readonly string[];
  syntax: ParameterSyntax | null;
  description: string | null;
  /** The type is deduced; the guide, or the sample it comes from, does not print it. */
  isInferred: boolean;
}

/** Parameters by name, in the order of the sample profile. */
export interface Catalogue {
  readonly all: readonly Parameter[];
  byXmlName(name: string): Parameter | undefined;
  /**
   * Plain-text name of an XML name: the catalogue's, else `_2_` at the end becomes `[2]` and the rest
   * stays. Always turns back into the same XML name.
   */
  plainName(xmlName: string): string;
  /**
   * The one known XML name a name was probably meant to be: it differs in case only, or by one or two
   * letters. Never in a digit, so that line 3 is not taken for line 1. null if there is none, or more
   * than one as near.
   */
  closest(name: string): string | null;
}

/** @param parameters of those with the same XML name only the last counts, in the place of the first */
export function createCatalogue(parameters: readonly Parameter[]): Catalogue {
  const byName = new Map<string, Parameter>();
  for (const parameter of parameters) byName.set(parameter.xmlName, parameter);
  const all = [...byName.values()];
  const find = createFinder(all.map((parameter) => parameter.xmlName));
  return {
    all,
    byXmlName: (name) => byName.get(name),
    plainName(name) {
      const known = byName.get(name)?.name;
      if (known !== undefined && xmlName(known) === name) return known;
      return name.replace(/(?<=.)_(\d+)_$/, '[$1]');
    },
    closest: (name) => (byName.has(name) ? name : find(xmlName(name))),
  };
}

/** A catalogue with more parameters; one of a known XML name replaces it in its place. */
export function withParameters(base: Catalogue, more: readonly Parameter[]): Catalogue {
  return createCatalogue([...base.all, ...more]);
}

interface Row {
  section: string;
  name: string;
  xmlName: string;
  line?: number | undefined;
  default: string;
  userAccess: string;
  type: string;
  inferred: boolean;
  options?: string[] | undefined;
  syntax?: string | undefined;
  description?: string | undefined;
}

let loaded: Catalogue | null = null;

function load(): Catalogue {
  loaded ??= createCatalogue(builtIn.parameters.map(readRow));
  return loaded;
}

/** The guide's 554 parameters, put together when they are first asked for. */
export const builtInCatalogue: Catalogue = {
  get all() {
    return load().all;
  },
  byXmlName: (name) => load().byXmlName(name),
  plainName: (name) => load().plainName(name),
  closest: (name) => load().closest(name),
};

function readRow(row: Row): Parameter {
  const { section, name, xmlName, line = null, type, options = [], description = null } = row;
  return {
    name,
    xmlName,
    section,
    line,
    default: row.default,
    userAccess: row.userAccess === 'ro' || row.userAccess === 'rw' ? row.userAccess : 'na',
    type,
    options,
    syntax: isSyntax(row.syntax) ? row.syntax : null,
    description,
    isInferred: row.inferred,
  };
}

const SYNTAXES: Record<ParameterSyntax, true> = {
  condition: true,
  'delay-list': true,
  hhmm: true,
  'macro-text': true,
  'profile-rule': true,
  'report-rule': true,
  'upgrade-rule': true,
  version: true,
};

function isSyntax(text: string | undefined): text is ParameterSyntax {
  return text !== undefined && Object.hasOwn(SYNTAXES, text);
}
