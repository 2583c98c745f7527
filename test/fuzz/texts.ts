/** Texts made of pieces of the languages, which reach deeper than random characters do. */
import fc from 'fast-check';

/** 100,000 inputs for each parser in a usual run; `npm run fuzz` sets more. */
export const numRuns = Number(process.env.SPA_BENCH_FUZZ_RUNS ?? 100_000);
/** Long runs take their time. */
export const timeoutMs = Math.max(120_000, numRuns);

const rulePieces = [
  ...pieces(
    '$A $(A:1:2) $SA $$ $MAU $NOPE $( ( )? )! [ ] | " ; = ! < # : / :// --key --post --alias',
  ),
  ...pieces('2.0.6(b) 7.5.2b -1 300 http://h/a tftp:// 192.168.1.300 :69 GPP_A User_ID_1_'),
  ...['--key ', '--post f', '--alias a', ' and ', ' eq ', ' lt ', ' ', '\n'],
];
const textPieces = [
  ...pieces('Profile_Rule Dial_Plan[1] GPP_SA ! ? " "x" ; {{unit.mac}} {{ }} secret:a'),
  ...[' ', '\n', '\r\n', '# c\n', 'import a.txt\n', 'import ../b\n', '| upper', '\u00fc'],
];
const xmlPieces = [
  ...pieces('<flat-profile> </flat-profile> <A> </A> <A/> </Profile_Rule> <r><A/></r> text'),
  ...pieces('&lt; &#0; &#x41; & <!-- --> <![CDATA[ ]]> \0 \ufeff \ud800'),
  ...['<Profile_Rule ua="ro">', "<B ua='rw'/>", '<B ua="x"/>', ' '],
  ...['<?xml version="1.0"?>', '<!DOCTYPE a ['],
];
const scriptPieces = [...pieces('350@-19 , ; : 10( ) / * .5 1+2 0 - @ 60 (2/4) + 9'), ' '];
const valuePieces = [
  ...pieces('0x ff - + 1 255 256 . : @ * # %2a ? , X20 yes Enable (xx.| S0 <:1> [2-9] " )'),
  ...pieces('a.example 192.168.1.1 1800+300 00:0e:08'),
  ' ',
];

function pieces(words: string): string[] {
  return words.split(' ');
}

function madeOf(known: readonly string[], maxLength = 14): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { arbitrary: fc.constantFrom(...known), weight: 8 },
    { arbitrary: fc.string({ unit: 'binary', maxLength: 3 }), weight: 1 },
  );
  return fc.array(piece, { maxLength, size: 'max' }).map((some) => some.join(''));
}

export const ruleText = madeOf(rulePieces);
export const plainText = madeOf([...textPieces, ...rulePieces]);
export const xmlText = madeOf([...xmlPieces, ...textPieces, ...rulePieces.slice(0, 8)]);
export const scriptText = madeOf(scriptPieces);
export const valueText = madeOf([...valuePieces, ...scriptPieces]);
export const profileText = fc.oneof(
  plainText,
  xmlText.map((inside) => `<flat-profile>${inside}`),
  xmlText,
);
export const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc
    .tuple(
      fc.constantFrom('Salted__', '\x1f\x8b\x08', '<', '\ufeff<', ''),
      fc.uint8Array({ maxLength: 48 }),
    )
    .map(([head, rest]) => Buffer.concat([Buffer.from(head, 'latin1'), rest])),
);

/** Values with macros and rule structure in them, as a register may hold. */
export const values: ReadonlyMap<string, string> = new Map([
  ['A', 'x" | ) ] $B'],
  ['B', '$MA $(A:1) $$'],
  ['SA', '$SA"'],
  ['MA', '000e08aabbcc'],
  ['MAU', '000E08AABBCC'],
  ['SWVER', '2.0.6'],
  ['F', 'n = "$A";'],
]);

/** A text as the file that another imports. */
export const files = (text: string): Map<string, string> => new Map([['a.txt', text]]);
