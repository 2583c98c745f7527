import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { StationError } from '../../contract/errors.ts';
import { formatMac, type Mac } from '../../contract/values.ts';
import type { UnitKey } from '../provisioning/unit-keys.ts';
import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';

export function keyQuestions(station: Station): BenchFacade['keys'] {
  return {
    exportTo: async ({ file, mac }) => {
      const keys = issuedKeys(station, mac);
      const lines = keys.map((key) => keyLine(station, key));
      await writeSecretFile(file, lines.join(''));
      const macs = keys.map((key) => key.mac);
      await station.store.write((tables) => tables.keys.markExported(macs, station.clock.now()));
      station.announceUnits(macs);
      return { file, keys: lines.length };
    },
  };
}

/** Keys that were given to their units. @throws StationError NO_KEY when there is none for `only` */
function issuedKeys(station: Station, only: Mac | undefined): UnitKey[] {
  const keys = station.store.read((tables) => tables.keys.all());
  const wanted = keys.filter(
    (key) => key.issuedAt !== null && (only === undefined || key.mac === only),
  );
  if (only !== undefined && wanted.length === 0) {
    throw new StationError(
      'NO_KEY',
      `${formatMac(only)} has no key yet: it has not been given its own profile.`,
    );
  }
  return wanted;
}

/** One JSON object per line and unit: what the ISP needs to encrypt its later profiles and to log in. */
function keyLine(station: Station, unitKey: UnitKey): string {
  const { mac, key, directory } = unitKey;
  const rule = station.permanentRule(unitKey);
  const secrets = Object.fromEntries(station.store.read((tables) => tables.secrets.of(mac)));
  return `${JSON.stringify({ mac, key, directory, rule, secrets })}\n`;
}

/** Readable by its owner only; whole, in place of what was there, or as it was. */
async function writeSecretFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.new`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new StationError('KEYS_NOT_WRITTEN', `The key file ${file} cannot be written.`, {
      cause,
    });
  }
}
