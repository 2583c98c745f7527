import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { characterOf, pressOf } from './layouts.ts';
import { idleReader, step } from './reader.ts';
import { aStroke, enter, hear, strokesOf, timing } from './scanner.test-kit.ts';

const MAC = '000E086A300D';
const printable = fc.string({
  unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)),
  minLength: 6,
  maxLength: 40,
});

describe('timing mode', () => {
  test('any text of six characters and more, 5 ms apart, is one scan, and its Enter goes nowhere', () => {
    fc.assert(
      fc.property(
        printable,
        fc.boolean(),
        fc.integer({ min: 0, max: 34 }),
        (text, inField, gap) => {
          const keys = strokesOf(text, gap, { inField });
          const heard = hear([...keys, enter(text.length * gap, { inField })]);
          expect(heard.scans).toEqual([text]);
          expect(heard.passed.some(({ key }) => key === 'Enter')).toBe(false);
        },
      ),
    );
  });

  test('typing at 60 to 120 ms in a field is never a scan and loses no key', () => {
    const gaps = fc.array(fc.integer({ min: 60, max: 120 }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(printable, gaps, (text, pauses) => {
        let at = 0;
        const keys = strokesOf(text, 0, { inField: true }).map((key, index) => {
          at += pauses[index] ?? 60;
          return { ...key, at };
        });
        const heard = hear([...keys, enter(at + 80, { inField: true })]);
        expect(heard.scans).toEqual([]);
        expect(heard.typed).toBe('');
        expect(heard.passed).toHaveLength(text.length + 1);
      }),
    );
  });

  test('a scan without suffix ends by silence, and a late Enter is still the scanner’s', () => {
    const heard = hear([...strokesOf(MAC, 5, { inField: true }), enter(11 * 5 + 120)]);
    expect(heard.scans).toEqual([MAC]);
    expect(heard.passed.some(({ key }) => key === 'Enter')).toBe(false);
  });

  test('two scans back to back are two, in their order', () => {
    const second = strokesOf('10-448213', 5, { at: 70 });
    const heard = hear([...strokesOf(MAC, 5), enter(60), ...second, enter(115)]);
    expect(heard.scans).toEqual([MAC, '10-448213']);
  });

  test('CR and LF, or Enter twice, press nothing', () => {
    const lineFeed = aStroke({ code: 'KeyJ', key: 'j', ctrl: true, at: 70 });
    const heard = hear([...strokesOf(MAC, 5), enter(60), enter(65), lineFeed]);
    expect(heard.scans).toEqual([MAC]);
    expect(heard.passed).toHaveLength(MAC.length);
  });

  test('one gap over the limit in a field makes it typing', () => {
    const rest = strokesOf('6A300D', 5, { at: 70, inField: true });
    const first = strokesOf('00E08', 5, { inField: true });
    expect(hear([...first, ...rest.slice(0, 5)]).scans).toEqual([]);
  });

  test('a held key is no scan', () => {
    const keys = strokesOf('aaaaaaaaaaaa', 30).map((key, index) => ({ ...key, repeat: index > 0 }));
    expect(hear([...keys, enter(400)]).scans).toEqual([]);
  });

  test('a scanner slower than the limit works where no field has the focus', () => {
    const typedAt = strokesOf(MAC, 80);
    const heard = hear([...typedAt, enter(12 * 80)]);
    expect(heard.scans).toEqual([MAC]);
    expect(heard.passed.some(({ key }) => key === 'Enter')).toBe(false);
  });

  test('what a person types outside a field is handed over, each character once', () => {
    expect(hear(strokesOf('10-44', 90)).typed).toBe('10-44');
  });

  test('a key that came late for the clock, but was pressed in time, still belongs to its scan', () => {
    let state = idleReader;
    const keys = [...strokesOf(MAC, 5), enter(60)];
    const scans: (string | null)[] = [];
    keys.forEach((stroke, index) => {
      // The page was busy: its clock ran out twice before the next key arrived.
      if (index === 1 || index === 4) {
        state = step(state, { kind: 'tick', at: stroke.at + 100 }, timing).state;
      }
      state = step(state, { kind: 'tick', at: stroke.at }, timing).state;
      const inField = index > 1;
      const done = step(state, { kind: 'down', stroke: { ...stroke, inField } }, timing);
      state = done.state;
      scans.push(done.scanned);
    });
    expect(scans.filter((scan) => scan !== null)).toEqual([MAC]);
  });

  test('shortcuts and arrows end what looked like a burst', () => {
    const arrow = aStroke({ code: 'ArrowDown', key: 'ArrowDown', at: 20 });
    const keys = [...strokesOf('000E', 5, { inField: true }), arrow];
    expect(hear([...keys, ...strokesOf('08', 5, { at: 25, inField: true })]).scans).toEqual([]);
  });

  test('a blank inside a scan does not press the button that has the focus', () => {
    const heard = hear([...strokesOf('S/N 88012BA', 5), enter(60)]);
    expect(heard.scans).toEqual(['S/N 88012BA']);
    expect(heard.passed.some(({ code }) => code === 'Space')).toBe(false);
  });

  test('a window that loses the focus in mid-burst forgets it', () => {
    let { state } = step(idleReader, { kind: 'blur' }, timing);
    for (const stroke of strokesOf('000E08', 5)) {
      state = step(state, { kind: 'down', stroke }, timing).state;
    }
    expect(step(state, { kind: 'blur' }, timing).state).toEqual(idleReader);
  });

  test('a control character in the midst of a scan goes nowhere else', () => {
    const separator = aStroke({ code: 'BracketRight', key: ']', ctrl: true, at: 30 });
    const heard = hear([
      ...strokesOf('000E08', 5),
      separator,
      ...strokesOf('6A300D', 5, { at: 35 }),
      enter(70),
    ]);
    expect(heard.scans).toEqual(['000E08\u001d6A300D']);
    expect(heard.passed).not.toContain(separator);
  });
});

describe('prefix mode', () => {
  const byKey = { ...timing, mode: 'prefix' as const, prefix: 'F19' };
  const byCharacter = { ...byKey, prefix: '~' };
  const f19 = (at: number, inField = true) => aStroke({ code: 'F19', key: 'F19', at, inField });

  test('from prefix to suffix nothing reaches the page, whatever the speed', () => {
    fc.assert(
      fc.property(printable, fc.integer({ min: 0, max: 120 }), (text, gap) => {
        const keys = strokesOf(text, gap, { at: gap, inField: true });
        const heard = hear([f19(0), ...keys, enter((text.length + 1) * gap)], byKey);
        expect(heard.scans).toEqual([text]);
        expect(heard.passed).toEqual([]);
      }),
    );
  });

  test('short codes count too', () => {
    const heard = hear([f19(0), ...strokesOf('42', 5, { at: 5 }), enter(20)], byKey);
    expect(heard.scans).toEqual(['42']);
  });

  test('fast keys without prefix in a field are a person’s', () => {
    const heard = hear(
      [...strokesOf(MAC, 5, { inField: true }), enter(80, { inField: true })],
      byKey,
    );
    expect(heard.scans).toEqual([]);
    expect(heard.passed).toHaveLength(MAC.length + 1);
  });

  test('a prefix character typed by a person is given back', () => {
    const keys = strokesOf('~a', 90, { inField: true });
    const heard = hear(keys, byCharacter);
    expect(heard.scans).toEqual([]);
    expect(heard.steps.find(({ givenBack }) => givenBack !== null)?.givenBack).toBe('~');
    expect(heard.passed.map(({ key }) => key)).toEqual(['a']);
  });

  test('a burst whose suffix never comes is cut off, and the keyboard is free again', () => {
    const heard = hear(
      [
        f19(0),
        ...strokesOf('000E', 5, { at: 5 }),
        ...strokesOf('x', 5, { at: 900, inField: true }),
      ],
      byKey,
    );
    expect(heard.scans).toEqual([]);
    expect(heard.steps.some(({ isCut }) => isCut)).toBe(true);
    expect(heard.passed).toHaveLength(1);
  });

  test('a second prefix begins anew', () => {
    const heard = hear(
      [
        f19(0),
        ...strokesOf('000E', 5, { at: 5 }),
        f19(60),
        ...strokesOf(MAC, 5, { at: 65 }),
        enter(200),
      ],
      byKey,
    );
    expect(heard.scans).toEqual([MAC]);
  });
});

describe('keyboards', () => {
  test.each(['us', 'de', 'fr'] as const)('a %s scanner says what it read', (layout) => {
    const text = 'MAC:00-0E/08*Zy_q';
    const keys = strokesOf(text, 5, {}, layout).map((key) => ({ ...key, key: 'Dead' }));
    expect(hear([...keys, enter(200)], { ...timing, layout }).scans).toEqual([text]);
  });

  test.each(['us', 'de', 'fr'] as const)('Caps Lock changes nothing on a %s keyboard', (layout) => {
    const keys = strokesOf(MAC, 5, { capsLock: true }, layout).map((key) => ({
      ...key,
      key: key.key.toLowerCase(),
    }));
    expect(hear([...keys, enter(80)], { ...timing, layout }).scans).toEqual([MAC]);
  });

  test('the computer’s own layout does not matter', () => {
    // A US scanner on a French computer: the keys say "à" for 0 and "q" for A.
    const french: Record<string, string> = { Digit0: 'à', Digit8: '_', KeyA: 'q' };
    const keys = strokesOf(MAC, 5).map((key) => ({ ...key, key: french[key.code] ?? key.key }));
    expect(hear([...keys, enter(80)]).scans).toEqual([MAC]);
  });

  test('every printable character of a layout comes back from the key that makes it', () => {
    for (const layout of ['us', 'de', 'fr'] as const) {
      for (let code = 33; code < 127; code += 1) {
        const character = String.fromCharCode(code);
        const press = pressOf(character, layout);
        if (press === null) continue;
        expect(characterOf({ ...press, key: '', capsLock: false }, layout)).toBe(character);
      }
    }
  });

  test('Alt sequences are decoded', () => {
    let state = idleReader;
    let at = 0;
    const scans: string[] = [];
    const take = (input: Parameters<typeof step>[1]): void => {
      const done = step(state, input, timing);
      state = done.state;
      if (done.scanned !== null) scans.push(done.scanned);
    };
    for (const character of '000E08') {
      take({ kind: 'down', stroke: aStroke({ code: 'AltLeft', key: 'Alt', alt: true, at }) });
      for (const digit of String(character.charCodeAt(0)).padStart(3, '0')) {
        at += 2;
        const stroke = aStroke({ code: `Numpad${digit}`, key: digit, alt: true, at });
        take({ kind: 'down', stroke });
      }
      take({ kind: 'up', code: 'AltLeft', at: at + 2 });
      at += 4;
    }
    take({ kind: 'down', stroke: enter(at) });
    expect(scans).toEqual(['000E08']);
  });
});
