/** `vault`: whether the keys are locked, and what opens them. No passphrase is ever an argument. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StationError } from '../contract/errors.ts';
import type { VaultStatus } from '../contract/vault.ts';
import { readPassphraseFile } from '../station/vault/key-file.ts';
import { askSecret } from './ask-secret.ts';
import type { Connect } from './command.ts';
import { exitCode, type Printer } from './print.ts';
import { WrongUse } from './usage.ts';

const words = 'vault knows: status, unlock, lock, passphrase, key-file';

export async function vaultCommand(
  connect: Connect,
  args: string[],
  printer: Printer,
): Promise<number> {
  const [word, ...rest] = args;
  const { values, positionals } = parsed(rest);
  const [file, ...more] = positionals;
  const mayName = word === 'key-file';
  if (more.length > 0 || (file !== undefined && !mayName)) throw new WrongUse(words);
  const isBeside = values.beside ?? false;
  const given = values['passphrase-file'];
  const vault = async () => (await connect()).vault;
  const print = (status: VaultStatus) => printer.value({ ...status }, sentence(status));

  switch (word) {
    case 'status':
      print(await (await vault()).status());
      return exitCode.done;
    case 'lock':
      print(await (await vault()).lock());
      return exitCode.done;
    case 'unlock': {
      const client = await vault();
      const before = await client.status();
      const needsPassphrase = before.isLocked && before.ways.some(isPassphrase);
      const others = before.ways.some((way) => !isPassphrase(way));
      // A key file that is back opens them without a word.
      if (others && given === undefined) {
        const after = await client.unlock({}).catch((error: unknown) => {
          if (needsPassphrase) return null;
          throw error;
        });
        if (after !== null) {
          print(after);
          return exitCode.done;
        }
      }
      const passphrase = needsPassphrase ? await passphraseOf(given, 'Passphrase: ') : undefined;
      print(await client.unlock(passphrase === undefined ? {} : { passphrase }));
      return exitCode.done;
    }
    case 'passphrase': {
      const client = await vault();
      const passphrase = await passphraseOf(given, 'New passphrase: ');
      if (given === undefined && process.stdin.isTTY) {
        const again = await askSecret('The same again: ');
        if (again !== passphrase)
          throw new StationError('NOT_THE_SAME', 'The two are not the same; nothing was changed.');
      }
      print(await client.setPassphrase({ passphrase, isBeside }));
      return exitCode.done;
    }
    case 'key-file':
      print(await (await vault()).setKeyFile({ ...(file && { file: resolve(file) }), isBeside }));
      return exitCode.done;
    default:
      throw new WrongUse(words);
  }
}

function isPassphrase({ kind }: VaultStatus['ways'][number]): boolean {
  return kind === 'passphrase';
}

async function passphraseOf(file: string | undefined, question: string): Promise<string> {
  return file === undefined ? askSecret(question) : readPassphraseFile(resolve(file));
}

function sentence({ isLocked, why, ways }: VaultStatus): string {
  const named = ways.map(({ kind, file }) => (file === null ? kind : `${kind} ${file}`));
  const opens = named.length === 0 ? 'nothing on the disk' : named.join(' or ');
  return isLocked ? `locked: ${why}\nOpened by: ${opens}` : `open. Opened by: ${opens}`;
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: { 'passphrase-file': { type: 'string' }, beside: { type: 'boolean' } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new WrongUse(error instanceof Error ? error.message : String(error));
  }
}
