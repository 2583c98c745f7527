import { describe, expect, it } from 'vitest';
import { masked } from './report.ts';

describe('a masked text', () => {
  it.each([
    ['the key of a rule', '[--key 00ff00] tftp://192.0.2.1/x', '[--key ••••] tftp://192.0.2.1/x'],
    ['a macro in its place stays', '[--key $SA] http://a/$B', '[--key $SA] http://a/$B'],
    ['name and password in a URL', 'http://me:pw@host/p', 'http://••••@host/p'],
    ['the query of a URL', 'GET http://host/p?t=1&u=2 now', 'GET http://host/p?•••• now'],
  ])('hides %s', (_what, text, expected) => {
    expect(masked(text, [])).toBe(expected);
  });

  it('hides each secret wherever it stands, the longest first, and never a short one', () => {
    expect(masked('hunter2hunter hunter 12', ['hunter', 'hunter2hunter', '12'])).toBe(
      '•••• •••• 12',
    );
  });

  it('is ready soon with as many secrets as there are accounts', () => {
    const text = 'a line of the log with nothing in it\n'.repeat(2000);
    const secrets = Array.from({ length: 100_000 }, (_, n) => `secret-${n}`);
    const since = performance.now();
    expect(masked(`${text}secret-99999`, secrets)).toBe(`${text}••••`);
    expect(performance.now() - since).toBeLessThan(2000);
  });
});
