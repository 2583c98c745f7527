import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';

export function vaultQuestions({ vault }: Station): BenchFacade['vault'] {
  return {
    status: () => vault.status(),
    unlock: ({ passphrase = null }) => vault.unlock(passphrase),
    lock: () => vault.lock(),
    setPassphrase: ({ passphrase, isBeside }) => vault.setPassphrase(passphrase, isBeside),
    setKeyFile: ({ file, isBeside }) => vault.setKeyFile(file, isBeside),
    setSystem: ({ isBeside }) => vault.setSystem(isBeside),
  };
}
