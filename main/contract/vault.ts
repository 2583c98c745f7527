/** How the secrets in the database are kept: locked or not, and what opens them. No secret is in an answer. */
import * as z from 'zod';

/** One way to open the keys. `system`: the keyring of this computer's user, in the app only. */
export const vaultWaySchema = z.object({
  kind: z.enum(['key-file', 'passphrase', 'system']),
  /** Where a key file lies. */
  file: z.string().nullable(),
});
export type VaultWay = z.infer<typeof vaultWaySchema>;

export const vaultStatusSchema = z.object({
  isLocked: z.boolean(),
  /** Why it is locked, and what to do. */
  why: z.string().nullable(),
  /** Tells this station's data key from another's; says nothing of it. */
  id: z.string().nullable(),
  /** Any one of them opens it. Empty: nothing is kept on the disk, or vault.json is not there. */
  ways: z.array(vaultWaySchema),
  /** Whether the way `system` can be chosen here. */
  hasSystem: z.boolean(),
});
export type VaultStatus = z.infer<typeof vaultStatusSchema>;

/** Longer ones are refused unread. */
export const passphraseSchema = z.string().min(1).max(1024);
