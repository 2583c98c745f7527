import { StationError } from '../../contract/errors.ts';
import { formatMac, type Mac } from '../../contract/values.ts';
import { heldKeys, isPresent } from '../escrow/held-keys.ts';
import type { UnitKey } from '../provisioning/unit-keys.ts';
import { writeSecretFile } from '../secret-file.ts';
import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';
import { knownUnit } from './known-unit.ts';

export function keyQuestions(station: Station): BenchFacade['keys'] {
  return {
    exportTo: async ({ file, mac }) => {
      const keys = issuedKeys(station, mac);
      const lines = keys.map((key) => keyLine(station, key));
      await writeSecretFile(file, lines.join('')).catch((cause: unknown) => {
        const message = `The key file ${file} cannot be written.`;
        throw new StationError('KEYS_NOT_WRITTEN', message, { cause });
      });
      const at = station.clock.now();
      await station.store.write((tables) => {
        const present = keys.filter((key) => isPresent(tables, key));
        tables.keys.markExported(
          present.map((key) => key.mac),
          at,
        );
      });
      station.unitViews.announce(keys.map((key) => key.mac));
      return { file, keys: lines.length };
    },
    overview: () => station.keys.overview(),
    signer: () => station.signer.show(),
    recipients: async ({ files }) => station.keys.recipients(files.map(named)),
    exportFor: ({ scope, certificates, out }) =>
      station.keys.exportFor(scope, certificates.map(named), out),
    importFrom: ({ file, manifest, signature, privateKey, passphrase, signer, ...asked }) =>
      station.keys.import({
        ...asked,
        ...{ file: bytesOf(file), manifest: bytesOf(manifest), signature: bytesOf(signature) },
        privateKey: bytesOf(privateKey),
        passphrase: passphrase ?? null,
        signer: signer ?? null,
      }),
    fileSet: ({ scope, dir }) => station.fieldSets.make(scope, dir ?? null),
    ofUnit: async ({ mac }) => station.keyChanges.ofUnit(mac),
    rotate: async ({ mac }) => {
      knownUnit(station, mac);
      return station.keyChanges.rotate(mac);
    },
    undoRotation: async ({ mac }) => {
      await station.keyChanges.undo(mac);
      return station.keyChanges.ofUnit(mac);
    },
  };
}

/** Keys that were given to their units. @throws StationError NO_KEY when there is none for `only` */
function issuedKeys(station: Station, only: Mac | undefined): UnitKey[] {
  const keys = station.store.read((tables) => heldKeys(tables)).map(({ key }) => key);
  const wanted = keys.filter((key) => only === undefined || key.mac === only);
  if (only !== undefined && wanted.length === 0) {
    throw new StationError(
      'NO_KEY',
      `${formatMac(only)} has no key yet: it has not been given its own profile.`,
    );
  }
  return wanted;
}

function named({ name, base64 }: { name: string; base64: string }) {
  return { name, bytes: bytesOf(base64) };
}

function bytesOf(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}

/** One JSON object per line and unit: what the ISP needs to encrypt its later profiles and to log in. */
function keyLine(station: Station, unitKey: UnitKey): string {
  const { mac, key, directory } = unitKey;
  const rule = station.builds.permanentRule(mac, unitKey);
  const secrets = Object.fromEntries(station.store.read((tables) => tables.secrets.of(mac)));
  return `${JSON.stringify({ mac, key, directory, rule, secrets })}\n`;
}
