import type { VaultStatus, VaultWay } from '../../main/contract/vault.ts';

/** One way to open the keys, and what it protects against. */
export function wayWords({ kind, file }: VaultWay): { name: string; says: string } {
  switch (kind) {
    case 'passphrase':
      return {
        name: 'A passphrase',
        says: 'Protects a copied database, and the whole computer when it is stolen.',
      };
    case 'system':
      return {
        name: 'The keyring of this computer',
        says: 'Protects a copied data folder. Opens on this computer, for this user, and nowhere else.',
      };
    case 'key-file':
      return {
        name: `The key file ${file ?? ''}`,
        says: 'Protects a copied database or backup. Whoever has this file too reads all.',
      };
  }
}

/** What a backup needs to be opened elsewhere. */
export function restoreWords({ ways }: Pick<VaultStatus, 'ways'>): string {
  const kinds = new Set(ways.map(({ kind }) => kind));
  if (kinds.has('passphrase')) return 'A backup opens with the passphrase on any computer.';
  if (kinds.has('key-file')) {
    return 'A backup opens only with a copy of the key file, which is in none: keep one in another place.';
  }
  return kinds.has('system')
    ? 'A backup opens on this computer only. Set a passphrase beside the keyring, or its keys are lost with the computer.'
    : '';
}
