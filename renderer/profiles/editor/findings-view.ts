/** What the station found wrong, in the editor: squiggles, marks in the gutter, coloured lines. */
import {
  type Diagnostic,
  forEachDiagnostic,
  linter,
  lintGutter,
  setDiagnostics,
  setDiagnosticsEffect,
} from '@codemirror/lint';
import {
  type EditorState,
  type Extension,
  RangeSetBuilder,
  StateField,
  type TransactionSpec,
} from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import type { Finding } from '../../../main/contract/profiles.ts';

/** @param mend  applies the finding's safe change */
export function findingsIn(
  state: EditorState,
  findings: readonly Finding[],
  mend: (finding: Finding) => void,
): TransactionSpec {
  const { length } = state.doc;
  const diagnostics = findings.map((finding): Diagnostic => {
    const from = Math.min(Math.max(0, finding.start), length);
    const to = Math.min(Math.max(from, finding.end), length);
    return {
      from,
      to,
      severity: finding.severity,
      message: finding.message,
      source: finding.code,
      actions:
        finding.fix === null ? [] : [{ name: finding.fix.title, apply: () => mend(finding) }],
    };
  });
  return setDiagnostics(state, diagnostics);
}

const lines = {
  error: Decoration.line({ class: 'problem-error' }),
  warning: Decoration.line({ class: 'problem-warning' }),
};

/** The line of each error and warning; it moves with the text until the station has looked again. */
const problemLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    const isNew = transaction.effects.some((effect) => effect.is(setDiagnosticsEffect));
    return isNew ? linesOf(transaction.state) : shown.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

function linesOf(state: EditorState): DecorationSet {
  const worst = new Map<number, keyof typeof lines>();
  forEachDiagnostic(state, ({ severity }, from) => {
    if (severity !== 'error' && severity !== 'warning') return;
    const line = state.doc.lineAt(from).from;
    if (worst.get(line) !== 'error') worst.set(line, severity);
  });
  const builder = new RangeSetBuilder<Decoration>();
  for (const [from, severity] of [...worst].toSorted(([a], [b]) => a - b)) {
    builder.add(from, from, lines[severity]);
  }
  return builder.finish();
}

/** The station is asked by `draft/findings.ts`; here its answers are only shown. */
export const findingsView: Extension = [linter(null), lintGutter(), problemLines];
