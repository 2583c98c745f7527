/** Which words of a sentence are of the profile language: pure. */
const CODE =
  /\{\{[^}]*\}\}|\$\$?\(?[A-Z][\w:]*\)?|<\/?[A-Za-z][^<> ]*>|--[a-z][a-z-]*|\b[A-Z][A-Za-z0-9]*_[A-Za-z0-9_]+(?:\[\d\])?/g;

export function splitCode(sentence: string): { text: string; isCode: boolean }[] {
  const parts: { text: string; isCode: boolean }[] = [];
  let from = 0;
  for (const { 0: code, index } of sentence.matchAll(CODE)) {
    if (index > from) parts.push({ text: sentence.slice(from, index), isCode: false });
    parts.push({ text: code, isCode: true });
    from = index + code.length;
  }
  if (from < sentence.length) parts.push({ text: sentence.slice(from), isCode: false });
  return parts;
}
