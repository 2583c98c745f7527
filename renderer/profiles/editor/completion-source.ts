import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  pickedCompletion,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { type Offer, offersAt } from './completion.ts';
import { editorHelp } from './help.ts';
import { wordsBox } from './hover.ts';

function complete(context: CompletionContext): CompletionResult | null {
  const text = context.state.doc.toString();
  const { vocabulary } = editorHelp();
  const found = offersAt(text, context.pos, vocabulary, context.explicit);
  if (found === null) return null;
  return {
    from: found.from,
    ...(found.to > context.pos ? { to: found.to } : {}),
    options: found.offers.map(completionOf),
    // While a word goes on, the offers stay and only fewer of them fit.
    validFor: /^[\w.[\]()-]*$/,
  };
}

function completionOf(offer: Offer): Completion {
  const { label, detail, info, text, cursor } = offer;
  return {
    label,
    detail,
    ...(info.length > 0
      ? { info: () => wordsBox({ title: label, script: null }, info, null) }
      : {}),
    apply: (view, completion, from, to) => {
      view.dispatch({
        changes: { from, to, insert: text },
        selection: { anchor: from + cursor },
        scrollIntoView: true,
        userEvent: 'input.complete',
        annotations: pickedCompletion.of(completion),
      });
    },
  };
}

/** Offers what the station's vocabulary has, while typing and on Ctrl+Space. */
export const completion: Extension = autocompletion({
  override: [complete],
  icons: false,
  aboveCursor: false,
  maxRenderedOptions: 60,
});
