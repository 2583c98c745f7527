/** The vault's way to Electron's safeStorage, from the station's process to the app's and back. */
import type { SafeStorage } from 'electron';
import { expect, it } from 'vitest';
import { answerSystemStore, RemoteSystemStore } from '../../main/shell/system-store.ts';

const keyring = {
  isAsyncEncryptionAvailable: async () => true,
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptStringAsync: async (text: string) => Buffer.from(`sealed ${text}`),
  decryptStringAsync: async (bytes: Buffer) => {
    const text = bytes.toString();
    if (!text.startsWith('sealed ')) throw new Error(`not mine: ${text}`);
    return { result: text.slice('sealed '.length), shouldReEncrypt: false };
  },
};

/** Both sides, as the port between them joins them. */
function joined(about: Partial<typeof keyring> = {}, platform: NodeJS.Platform = 'linux') {
  const safeStorage = { ...keyring, ...about } as unknown as SafeStorage;
  const posted: unknown[] = [];
  const store = new RemoteSystemStore((question) => {
    void answerSystemStore(safeStorage, structuredClone(question), platform).then((reply) => {
      posted.push(reply);
      store.take(structuredClone(reply));
    });
  });
  return { store, posted };
}

it('what the system seals comes back, through messages that cross processes', async () => {
  const { store } = joined();
  expect(await store.isAvailable()).toBe(true);
  const sealed = await Promise.all(['one', 'two'].map((text) => store.encrypt(text)));
  expect(Buffer.from(sealed[1] ?? '', 'base64').toString()).toBe('sealed two');
  expect(await Promise.all(sealed.map((each) => store.decrypt(each)))).toEqual(['one', 'two']);
});

it('Linux without a keyring protects nothing, and counts as not available', async () => {
  for (const backend of ['basic_text', 'unknown']) {
    const { store } = joined({ getSelectedStorageBackend: () => backend });
    expect(await store.isAvailable()).toBe(false);
  }
  const elsewhere = joined(
    {
      getSelectedStorageBackend: () => {
        throw new Error('only on Linux');
      },
    },
    'darwin',
  );
  expect(await elsewhere.store.isAvailable()).toBe(true);
});

it('a refusal of the system is one, without its words', async () => {
  const { store, posted } = joined();
  const bad = Buffer.from('somebody else').toString('base64');
  await expect(store.decrypt(bad)).rejects.toThrowError('The system did not decrypt.');
  expect(JSON.stringify(posted)).not.toContain('not mine');
});

it('other messages are none of it, on both sides', async () => {
  const { store } = joined();
  const safeStorage = keyring as unknown as SafeStorage;
  for (const message of [
    ...[null, 'page', { report: {} }, { systemStore: null }, { systemStore: { id: 1 } }],
    { systemStore: { id: 1, ask: 'wipe', text: '' } },
  ]) {
    expect(await answerSystemStore(safeStorage, message)).toBeNull();
    expect(store.take(message)).toBe(false);
  }
});
