/** `profile convert FILE --to xml|text`, `profile sample --to xml|text`. */

import type { ProfileFormat } from '../../contract/profiles.ts';
import { convertProfile } from '../../station/profile/text/convert.ts';
import { builtInCatalogue } from '../../station/profile/values/catalogue.ts';
import { writeSample } from '../../station/profile/values/sample.ts';
import { exitCode, type Printer } from '../print.ts';
import { WrongUse } from '../usage.ts';
import { writePrivateFile } from './files-out.ts';
import { catalogueOf, onlyFile, parsed } from './options.ts';
import { printProblem } from './problems.ts';
import { readSource } from './source-file.ts';

const flags = {
  to: { type: 'string' },
  out: { type: 'string', short: 'o' },
  catalogue: { type: 'string' },
} as const;

export function convertCommand(args: string[], printer: Printer): number {
  const { values, positionals } = parsed(args, flags);
  const path = onlyFile(positionals, 'convert');
  const to = formatOf(values.to);
  const catalogue =
    values.catalogue === undefined ? builtInCatalogue : catalogueOf(values.catalogue);
  const { source, pathOf } = readSource(path);
  if (source.problems.length > 0) {
    for (const problem of source.problems) printProblem(problem, pathOf, printer);
    return exitCode.refused;
  }
  const converted = convertProfile(source, to, catalogue);
  if (!converted.ok) {
    printer.problem('NOT_CONVERTED', `${path}: ${converted.problem.message}`);
    return exitCode.refused;
  }
  for (const note of converted.value.notes) printer.say(`${path}: ${note}`);
  give(converted.value.text, values.out, printer);
  return exitCode.done;
}

/** The whole catalogue as a profile with the factory's values (guide: --sample-xml, --sample-profile). */
export function sampleCommand(args: string[], printer: Printer): number {
  const { values, positionals } = parsed(args, flags);
  if (positionals.length > 0) throw new WrongUse(`"${positionals[0]}" is not understood here`);
  const catalogue =
    values.catalogue === undefined ? builtInCatalogue : catalogueOf(values.catalogue);
  const sample = writeSample(catalogue, formatOf(values.to));
  if (!sample.ok) {
    printer.problem('NO_SAMPLE', sample.problem.message);
    return exitCode.refused;
  }
  give(sample.value, values.out, printer);
  return exitCode.done;
}

function formatOf(text: string | undefined): ProfileFormat {
  if (text === 'xml') return 'xml';
  if (text === 'text' || text === 'plain-text') return 'plain-text';
  throw new WrongUse('--to xml or --to text is needed');
}

function give(text: string, out: string | undefined, printer: Printer): void {
  if (out === undefined) printer.text(text);
  else writePrivateFile(out, text);
}
