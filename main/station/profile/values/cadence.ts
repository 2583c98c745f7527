import { good, type Read } from '../problem.ts';
import { type ValueFinding, warning } from './finding.ts';
import { checkScript } from './script-check.ts';
import { ScriptReader, tooLong } from './script-reader.ts';
import { readSections, type Sections } from './sections.ts';

/** A ring or call waiting pattern. */
export type Cadence = Sections;

/**
 * Decodes a CadScript, `60(.2/.2,1/4)` (guide: Data Types, CadScript): one or two sections of one to
 * six segments.
 *
 * The guide's syntax line has `:` between two sections and no example; ToneScript and other editions of
 * the guide have `;`. We read both; {@link checkCadScript} warns of the second. Any time may be `*`, also the off time and the first section's
 * length, though what follows it is never heard; a time may be 0. Blanks may stand around commas (two
 * factory defaults have them), nowhere else.
 *
 * @returns problems with the column: `too-long`, `no-duration`, `too-many-decimals`, `no-parenthesis`,
 *          `missing-slash`, `too-many-segments`, `too-many-sections`, `blank`, `unexpected-text`
 */
export function decodeCadScript(text: string): Read<Cadence> {
  const failed = tooLong(text);
  if (failed) return failed;
  return readSections(new ScriptReader(text), /[:;]/y, (segment) => good(segment));
}

/** As the decoder has it; `;` between two sections is a warning, for the guide's syntax prints `:`. */
export function checkCadScript(value: string): ValueFinding[] {
  const findings = checkScript(value, decodeCadScript);
  const at = value.indexOf(';');
  if (findings.length > 0 || at < 0) return findings;
  const message = 'The guide has a colon between two sections of a cadence; try this on a unit.';
  return [warning('other-separator', message, at, at + 1)];
}
