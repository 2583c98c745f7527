/** One line that is not shown: typed at a terminal, or the first line of what is piped in. */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { StationError } from '../contract/errors.ts';

const noPassphrase = new StationError(
  'NO_PASSPHRASE_GIVEN',
  'No passphrase was given. Type it, pipe it in, or name its file: --passphrase-file FILE',
);

/**
 * @param missing  thrown when the input ends without a line
 * @throws StationError NO_PASSPHRASE_GIVEN, unless another is given
 */
export async function askSecret(question: string, missing = noPassphrase): Promise<string> {
  const { stdin } = process;
  const isTyped = stdin.isTTY === true;
  // Standard output is for results.
  if (isTyped) process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: stdin, output: nowhere, terminal: isTyped });
  try {
    const line = await new Promise<string | null>((resolve) => {
      reader.once('line', resolve);
      reader.once('SIGINT', () => resolve(null));
      reader.once('close', () => resolve(null));
    });
    if (line !== null && line !== '') return line;
    throw missing;
  } finally {
    reader.close();
    if (isTyped) process.stderr.write('\n');
  }
}
