import type { Read } from '../problem.ts';
import { readAssignments } from '../rules/assignment.ts';
import { evaluateExpanded } from '../rules/condition.ts';
import { expand } from '../rules/expansion.ts';
import { settle } from '../rules/macro.ts';
import { readResyncOptions } from '../rules/resync-options.ts';
import { readAlternatives } from '../rules/rule-parts.ts';
import { sampleValues } from '../rules/sample-values.ts';
import { resolveUrl } from '../rules/url.ts';
import { standardReadings } from '../unit/readings.ts';
import { error, type ValueFinding } from './finding.ts';

/**
 * Whether a text is a rule, every alternative of it, with samples in the place of macros (guide: Data
 * Types, ProvisioningRuleSyntax). The check of a profile says more, and where.
 */
export function checkRuleSyntax(value: string): ValueFinding[] {
  if (value.trim() === '' || value.trimStart().startsWith('#')) return [];
  const read = readAlternatives(value);
  if (!read.ok) return [error('no-rule', read.problem.message, 0, value.length)];
  for (const { condition, assignments, options, url } of read.value) {
    const parts: [{ text: string; at: number } | null, (text: string) => Read<unknown>][] = [
      [condition, (text) => evaluateExpanded(text, { softwareVersion: '2.0.6' })],
      [assignments, readAssignments],
      [options, (text) => readResyncOptions(text, sampleValues())],
      [url, (text) => resolveUrl(text, { option66: 'server' })],
    ];
    for (const [part, check] of parts) {
      if (part === null) continue;
      const found = check(settle(expand(part.text, sampleValues(), standardReadings).text));
      if (found.ok) continue;
      const end = part.at + part.text.length;
      return [error('no-rule', found.problem.message, part.at, end)];
    }
  }
  return [];
}
