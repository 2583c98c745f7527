/** The command line of the vendor's profile compiler (guide: Encrypting a File with the SPC). */
import { bad, good, type Read } from '../profile/problem.ts';

export interface SpcArguments {
  mode: 'compile' | 'sample-profile' | 'sample-xml';
  /** 12 lower-case hex digits: only that unit reads the file. */
  target: string | null;
  /** Its one argument, which only adds randomness. */
  scramble: string | null;
  cipher: 'rc4' | 'aes' | null;
  /** Hex digits in lower case, up to 64; a phrase as given. */
  key: { kind: 'ascii' | 'hex'; value: string } | null;
  quiet: boolean;
  log: string | null;
  /** null in the sample modes. */
  source: string | null;
  output: string;
}

const MOST_HEX_DIGITS = 64;

type Taken = Omit<SpcArguments, 'output' | 'source' | 'mode'> & {
  mode: SpcArguments['mode'];
  sample: string | null;
  files: string[];
};

/**
 * Reads the arguments after the word `spc`, in any order. Any combination of scrambling, targeting and
 * a key is allowed; a key needs its cipher, and a cipher its key.
 * @returns problems `unknown-option`, `missing-argument`, `given-twice`, `bad-target`, `bad-hex-key`,
 *          `bad-key`, `missing-file`, `too-many-files`; never showing a key
 */
export function parseSpcArguments(args: readonly string[]): Read<SpcArguments> {
  const taken: Taken = {
    ...{ mode: 'compile', target: null, scramble: null, cipher: null, key: null },
    ...{ quiet: false, log: null, sample: null, files: [] },
  };
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (!word.startsWith('-')) {
      taken.files.push(word);
      continue;
    }
    const value = args[at + 1];
    const took = take(taken, word, value);
    if (!took.ok) return took;
    if (took.value) at += 1;
  }
  return whole(taken);
}

/** @returns whether the option took the word behind it */
function take(taken: Taken, option: string, value: string | undefined): Read<boolean> {
  if (option === '--quiet') {
    taken.quiet = true;
    return good(false);
  }
  if (option === '--rc4' || option === '--aes') {
    if (taken.cipher !== null)
      return bad('given-twice', 'Only one of --rc4 and --aes can be used.');
    taken.cipher = option === '--rc4' ? 'rc4' : 'aes';
    return good(false);
  }
  if (!withArgument.has(option)) return bad('unknown-option', `There is no option ${option}.`);
  if (value === undefined || value === '' || value.startsWith('--')) {
    return bad('missing-argument', `${option} needs an argument.`);
  }
  return takeValue(taken, option, value);
}

const withArgument = new Set([
  ...['--target', '--scramble', '--ascii-key', '--hex-key', '--log'],
  ...['--sample-profile', '--sample-xml'],
]);

function takeValue(taken: Taken, option: string, value: string): Read<boolean> {
  const twice = bad('given-twice', `${option} is given twice, or with another that excludes it.`);
  switch (option) {
    case '--target':
      if (taken.target !== null) return twice;
      if (!/^[0-9a-fA-F]{12}$/.test(value)) {
        return bad('bad-target', 'The argument of --target is a MAC of 12 hex digits.');
      }
      taken.target = value.toLowerCase();
      break;
    case '--scramble':
      if (taken.scramble !== null) return twice;
      taken.scramble = value;
      break;
    case '--log':
      if (taken.log !== null) return twice;
      taken.log = value;
      break;
    case '--ascii-key':
    case '--hex-key':
      if (taken.key !== null) return twice;
      return takeKey(taken, option, value);
    default:
      if (taken.sample !== null) return twice;
      taken.sample = value;
      taken.mode = option === '--sample-xml' ? 'sample-xml' : 'sample-profile';
  }
  return good(true);
}

function takeKey(taken: Taken, option: string, value: string): Read<boolean> {
  if (option === '--ascii-key') {
    taken.key = { kind: 'ascii', value };
    return good(true);
  }
  if (!/^[0-9a-fA-F]+$/.test(value) || value.length > MOST_HEX_DIGITS) {
    return bad('bad-hex-key', 'The argument of --hex-key is 1 to 64 hex digits, 256 bits at most.');
  }
  taken.key = { kind: 'hex', value: value.toLowerCase() };
  return good(true);
}

function whole({ sample, files, ...taken }: Taken): Read<SpcArguments> {
  if ((taken.key === null) !== (taken.cipher === null)) {
    const message =
      taken.key === null
        ? '--rc4 and --aes need a key: --ascii-key or --hex-key.'
        : 'A key needs a cipher: --rc4 or --aes.';
    return bad('bad-key', message);
  }
  const [source, output, ...more] = files;
  if (sample !== null) {
    if (files.length > 0) return bad('too-many-files', 'A sample needs no file but its own.');
    return good({ ...taken, source: null, output: sample });
  }
  if (source === undefined || output === undefined) {
    return bad('missing-file', 'The compiler needs a source file and an output file.');
  }
  if (more.length > 0)
    return bad('too-many-files', 'One source file and one output file are enough.');
  return good({ ...taken, source, output });
}
