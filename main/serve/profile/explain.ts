/** `profile expand --rule TEXT`, `profile explain FILE`: what a unit makes of a rule and of a profile. */
import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { explainRule } from '../../station/profile/rules/explain-rule.ts';
import { expandWithMarks } from '../../station/profile/rules/macro-marks.ts';
import type { RuleKind } from '../../station/profile/rules/rule-types.ts';
import type { Fetch } from '../../station/profile/unit/actions.ts';
import { explainEvents } from '../../station/profile/unit/explain.ts';
import { explainChoice } from '../../station/profile/unit/explain-words.ts';
import type { FileAnswer } from '../../station/profile/unit/file-source.ts';
import { parseReadings, type Readings } from '../../station/profile/unit/readings.ts';
import { simulateUnit, stateOf } from '../../station/profile/unit/simulate.ts';
import { macrosOf } from '../../station/profile/unit/unit-state.ts';
import { factoryRule } from '../../station/units/models.ts';
import { exitCode, type Printer } from '../print.ts';
import { WrongUse } from '../usage.ts';
import { builtProfile, fieldFlags } from './built.ts';
import { onlyFile, parsed } from './options.ts';
import { readBytes } from './source-file.ts';
import { describedUnit, unitHelp } from './unit-option.ts';

const unitFlags = {
  unit: { type: 'string', multiple: true },
  readings: { type: 'string' },
} as const;

/** @returns 1 when the rule cannot be carried out */
export function expandCommand(args: string[], printer: Printer): number {
  const { values, positionals } = parsed(args, {
    ...unitFlags,
    rule: { type: 'string' },
    kind: { type: 'string' },
  });
  if (positionals.length > 0) throw new WrongUse(`"${positionals[0]}" is not understood here`);
  if (values.rule === undefined) throw new WrongUse('profile expand needs --rule TEXT');
  const { unit } = describedUnit(unitsOf(values.unit));
  const readings = readingsOf(values.readings);
  const state = stateOf(unit, readings);
  const macros = macrosOf(state);
  const kind = kindOf(values.kind);
  const pieces = expandWithMarks(values.rule, macros, readings);
  const expanded = pieces.map(({ text }) => text).join('');
  const explanation = explainRule(values.rule, {
    ...{ values: macros, kind, readings },
    ...(unit.option66 !== null && { option66: unit.option66 }),
  });
  const words = explainChoice('The rule', explanation);
  printer.value({ expanded, ...explanation }, `${expanded}\n${words}`);
  return explanation.outcome === 'failed' ? exitCode.refused : exitCode.done;
}

/**
 * The file is what the unit gets for its factory rule; then it lives by what stands in it.
 * @returns 1 when the file does not build
 */
export function explainCommand(args: string[], printer: Printer): number {
  const { values, positionals } = parsed(args, {
    ...{ ...unitFlags, ...fieldFlags },
    files: { type: 'string' },
    answer: { type: 'string', multiple: true },
    resyncs: { type: 'string' },
  });
  const path = onlyFile(positionals, 'explain');
  const { unit, model } = describedUnit(unitsOf(values.unit));
  const readings = readingsOf(values.readings);
  const about = { mac: unit.mac, model, serial: unit.serial, values };
  const text = builtProfile(path, about, printer);
  if (text === null) return exitCode.refused;
  const first = Buffer.from(text, 'latin1');
  const factoryPath = factoryRule(model).replace('$PSN', model.psn);
  const given = answersOf(values.answer ?? []);
  const { events, end } = simulateUnit({
    unit,
    files: (request) =>
      given(request) ??
      (request.path === factoryPath && request.server === unit.option66
        ? first
        : fromFolder(values.files, request.path)),
    clock: { startAt: Date.UTC(2026, 0, 1), random: () => 0.5 },
    options: { readings, limits: { resyncs: resyncsOf(values.resyncs) } },
  });
  for (const [index, sentence] of explainEvents(events, end).entries()) {
    printer.value({ step: index + 1, text: sentence.replace(/^\d+\. /, '') }, sentence);
  }
  return exitCode.done;
}

function unitsOf(units: string[] | undefined): string[] {
  if (units === undefined) throw new WrongUse(`--unit is needed; ${unitHelp}`);
  return units;
}

function kindOf(text = 'profile'): RuleKind {
  if (text === 'profile' || text === 'upgrade' || text === 'report') return text;
  throw new WrongUse('--kind is one of profile, upgrade, report');
}

function readingsOf(text = ''): Readings {
  const read = parseReadings(text);
  if (read.ok) return read.value;
  throw new WrongUse(`--readings: ${read.problem.message}`);
}

function resyncsOf(text = '4'): number {
  if (!/^[1-9]\d?$/.test(text)) throw new WrongUse('--resyncs takes a number from 1 to 99');
  return Number(text);
}

/** `--answer URL=FILE`, `URL=not-found`, `URL=fail`, `URL=firmware:2.0.13`. */
function answersOf(texts: readonly string[]): (request: Fetch) => FileAnswer | null {
  const answers = new Map<string, FileAnswer>();
  for (const text of texts) {
    const at = text.lastIndexOf('=');
    if (at < 1)
      throw new WrongUse(`--answer takes URL=FILE, URL=not-found or URL=fail, not "${text}"`);
    const [url, answer] = [text.slice(0, at), text.slice(at + 1)];
    answers.set(url, answerOf(answer));
  }
  return ({ url, scheme, server, port, path }) =>
    answers.get(url) ??
    answers.get(`${scheme}://${server}:${port}${path}`) ??
    answers.get(path) ??
    null;
}

function answerOf(text: string): FileAnswer {
  if (text === 'not-found' || text === 'fail') return text;
  const firmware = /^firmware:(.+)$/.exec(text)?.[1];
  return firmware === undefined ? readBytes(text) : { firmware };
}

/** A file of the folder by the path of the URL; links and what lies outside are not there. */
function fromFolder(folder: string | undefined, path: string): FileAnswer {
  if (folder === undefined) return 'not-found';
  try {
    const root = realpathSync(folder);
    const file = join(root, path.split('?')[0] ?? '');
    const isInside = file.startsWith(root + sep) && realpathSync(file) === file;
    return isInside && lstatSync(file).isFile() ? readFileSync(file) : 'not-found';
  } catch {
    return 'not-found';
  }
}
