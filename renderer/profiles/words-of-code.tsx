import { splitCode } from './code-words.ts';

/** A sentence whose words of the profile language stand out, as in the editor. */
export function CodeWords({ children }: { children: string }) {
  return splitCode(children).map(({ text, isCode }, at) =>
    isCode ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a word is its place
      <b key={at} className="mono">
        {text}
      </b>
    ) : (
      text
    ),
  );
}
