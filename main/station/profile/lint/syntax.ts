/** L01, L14, L17, L38, L40: what the readers of both formats could not read. */
import type { SourceProblem } from '../text/source.ts';
import type { LintCodeName } from './codes.ts';
import type { Edit, LintContext } from './context.ts';

/** The code of a problem of the readers, which every verb names alike. */
export function codeOf({ kind }: { kind: string }): LintCodeName {
  return CODES[kind] ?? 'L14';
}

const CODES: Readonly<Record<string, LintCodeName>> = {
  'expected-name': 'L01',
  'expected-string': 'L01',
  'missing-semicolon': 'L01',
  'unterminated-string': 'L01',
  'too-many-entries': 'L01',
  'missing-file': 'L17',
  'outside-folder': 'L17',
  'import-cycle': 'L17',
  'import-too-deep': 'L17',
  'too-many-imports': 'L17',
  'not-ascii': 'L38',
  'bad-access': 'L40',
};

export function checkSyntax(context: LintContext): void {
  const { source } = context;
  for (const problem of source.problems) {
    const fix = fixOf(problem);
    context.add(codeOf(problem), problem, problem.message, { fix });
  }
  for (const { name, place, nameAt, file } of source.elements) {
    if (place === 'nested') {
      const message = `${name} holds elements; units read parameters only, one inside of the other none.`;
      context.add('L14', { ...nameAt, file }, message);
    } else if (source.hasFlatProfile && context.options.catalogue.byXmlName(name)) {
      const message = `${name} stands outside of <flat-profile>, where units do not look for parameters.`;
      context.add('L14', { ...nameAt, file }, message, { severity: 'warning' });
    }
  }
}

function fixOf({ kind, start, end, file }: SourceProblem) {
  const edit = editFor(kind, start, end, file.text);
  return edit && { title: edit.title, edits: [edit.edit] };
}

function editFor(
  kind: string,
  start: number,
  end: number,
  text: string,
): { title: string; edit: Edit } | null {
  if (kind === 'missing-semicolon') {
    return { title: 'Add the semicolon', edit: { start, end: start, text: ' ;' } };
  }
  if (kind === 'bad-entity' && text[start] === '&') {
    return { title: 'Write &amp;', edit: { start, end: start + 1, text: '&amp;' } };
  }
  if (kind === 'bad-attribute' && text[start] === "'" && text[end - 1] === "'") {
    const inside = text.slice(start + 1, end - 1);
    if (inside.includes('"')) return null;
    return { title: 'Use double quotes', edit: { start, end, text: `"${inside}"` } };
  }
  return null;
}
