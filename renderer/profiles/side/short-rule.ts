/**
 * A rule as it is told beside the URL it leads to: the server stands there, and the key has a line of
 * its own. A rule with alternatives stays whole. Pure.
 */
export function shortRule(rule: string): string {
  const plain = rule.replace(/^\s*\[[^\]]*\]\s*/, '').trim();
  const path = /^[a-z]+:\/\/[^/\s|]+(\/[^\s|]*)$/i.exec(plain)?.[1];
  return path ?? (/[|?]/.test(rule) ? rule : plain);
}
