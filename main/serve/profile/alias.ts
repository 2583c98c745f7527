/** `profile alias MAP DOCUMENT`: what a unit takes from a customer's document through an alias map. */
import {
  aliasAmbiguities,
  readAliasMap,
  writeAliasMap,
} from '../../station/profile/rules/alias-map.ts';
import { readAliasedProfile } from '../../station/profile/unit/aliased-profile.ts';
import { exitCode, type Printer } from '../print.ts';
import { WrongUse } from '../usage.ts';
import { parsed } from './options.ts';
import { textOf } from './source-file.ts';

/** @returns 1 when the map is ambiguous, or map or document cannot be read */
export function aliasCommand(args: string[], printer: Printer): number {
  const { positionals } = parsed(args, {});
  const [mapPath, documentPath, ...more] = positionals;
  if (mapPath === undefined || more.length > 0) {
    throw new WrongUse(
      'profile alias needs a file with the map, and a document: profile alias MAP FILE',
    );
  }
  const map = readAliasMap(textOf(mapPath));
  if (!map.ok) return refuse(mapPath, map.problem, printer);
  // On one line, as the unit's web page and GPP_… take it.
  const line = writeAliasMap(map.value);
  printer.value({ map: line }, line);
  for (const text of aliasAmbiguities(map.value)) printer.value({ ambiguous: text }, text);
  const isClear = aliasAmbiguities(map.value).length === 0;
  if (documentPath !== undefined) {
    const read = readAliasedProfile(textOf(documentPath), map.value);
    if (!read.ok) return refuse(documentPath, read.problem, printer);
    for (const [name, parameter] of read.value.parameters) {
      const value = 'value' in parameter ? parameter.value : null;
      printer.value(
        { name, value },
        `${name} ${value === null ? '(keeps its value)' : `"${value}"`}`,
      );
    }
  }
  return isClear ? exitCode.done : exitCode.refused;
}

function refuse(
  path: string,
  { line = 1, column = 1, message }: { line?: number; column?: number; message: string },
  printer: Printer,
): number {
  printer.problem('NOT_READ', `${path}:${line}:${column}: ${message}`);
  return exitCode.refused;
}
