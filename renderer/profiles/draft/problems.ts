/** The list of problems: order, counts, the next one, and what mends them. Pure. */
import {
  type Finding,
  type StagedFinding,
  type TemplateStage,
  templateStages,
} from '../../../main/contract/profiles.ts';
import { countOf } from '../../ui/format.ts';

export interface ProblemCounts {
  errors: number;
  warnings: number;
  hints: number;
}

export function countProblems(findings: readonly Pick<Finding, 'severity'>[]): ProblemCounts {
  const of = (severity: Finding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length;
  return { errors: of('error'), warnings: of('warning'), hints: of('info') };
}

/** `2 errors, 1 warning`, or that there are none. */
export function problemWords({ errors, warnings, hints }: ProblemCounts): string {
  const words = [
    errors > 0 ? countOf(errors, 'error') : null,
    warnings > 0 ? countOf(warnings, 'warning') : null,
    hints > 0 ? countOf(hints, 'hint') : null,
  ].filter((word) => word !== null);
  return words.length === 0 ? 'No problems' : words.join(', ');
}

/** That text's problems first, then those of the others, each in its order. */
export function inReadingOrder(
  findings: readonly StagedFinding[],
  shown: TemplateStage,
): StagedFinding[] {
  return [
    ...findings.filter(({ stage }) => stage === shown),
    ...findings.filter(({ stage }) => stage !== shown),
  ];
}

/**
 * The problem before or behind the cursor; behind the last comes the first.
 * @param findings  in the order of files and lines
 */
export function nextProblem(
  findings: readonly StagedFinding[],
  from: { stage: TemplateStage; at: number },
  direction: 1 | -1,
): StagedFinding | null {
  const rank = (stage: TemplateStage, at: number) => templateStages.indexOf(stage) * 1e9 + at;
  const here = rank(from.stage, from.at);
  const order = direction === 1 ? findings : findings.toReversed();
  const next = order.find(({ stage, start }) => (rank(stage, start) - here) * direction > 0);
  return next ?? order[0] ?? null;
}

/** Every safe change at once, in order; of two that touch each other the first. */
export function allFixes(
  findings: readonly Finding[],
): { start: number; end: number; text: string }[] {
  const edits = findings.flatMap(({ fix }) => (fix === null ? [] : [fix.edits]));
  const taken: { start: number; end: number; text: string }[] = [];
  for (const group of edits) {
    // All of a fix or nothing of it.
    const isFree = group.every((edit) => !taken.some((other) => overlaps(edit, other)));
    if (isFree) taken.push(...group);
  }
  return taken.toSorted((a, b) => a.start - b.start);
}

function overlaps(one: { start: number; end: number }, other: { start: number; end: number }) {
  return one.start <= other.end && other.start <= one.end;
}

/** The same finding in a newer list: what a person pressed Fix for. */
export function sameFinding(findings: readonly Finding[], wanted: Finding): Finding | null {
  const alike = findings.filter(
    ({ code, message, fix }) =>
      code === wanted.code && message === wanted.message && fix?.title === wanted.fix?.title,
  );
  const distance = ({ start }: Finding) => Math.abs(start - wanted.start);
  return alike.toSorted((a, b) => distance(a) - distance(b))[0] ?? null;
}
