import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPassphraseFile } from './key-file.ts';
import { openText, sealText } from './seal.ts';
import { Vault, type VaultOptions } from './vault.ts';
import type { SystemStore } from './wraps.ts';

const passphrase = 'correct horse battery';
const cheap = { N: 2 ** 10, r: 8, p: 1 };
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'spa-bench-vault-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const open = (options: Partial<VaultOptions> = {}) =>
  new Vault({ dir, sealedWith: null, scrypt: cheap, delayMs: 0, ...options });
const vaultJson = () => join(dir, 'vault.json');
const keyFile = () => join(dir, 'vault.key');
const place = ['keys', '000e08aabbcc', 'key'];
const reopens = (sealed: string, options?: Partial<VaultOptions>) =>
  open(options).open(place, sealed);
const onPosix = it.skipIf(process.platform === 'win32');

/** A keyring as Electron gives one: `owner` stands for user and computer. */
function keyring(owner: string, isAvailable = true): SystemStore {
  return {
    isAvailable: async () => isAvailable,
    encrypt: async (plain) => Buffer.from(`${owner}:${plain}`).toString('base64'),
    decrypt: async (sealed) => {
      const [by, plain = ''] = Buffer.from(sealed, 'base64').toString().split(':');
      if (by !== owner) throw new Error('another user');
      return plain;
    },
  };
}

describe('a sealed text', () => {
  const key = Buffer.alloc(32, 7);

  it('opens in its own place, is another one each time, and shows nothing', () => {
    for (const text of ['', 'a', 'päss wörd 🔑', 'x'.repeat(100_000)]) {
      const sealed = sealText(key, place, text);
      expect(openText(key, place, sealed)).toBe(text);
      expect(sealText(key, place, text)).not.toBe(sealed);
      expect(sealed.startsWith('$seal1$')).toBe(true);
      if (text.length > 3) expect(sealed).not.toContain(text);
    }
  });

  it('opens nowhere else, under no other key, and not when a bit of it is another', () => {
    const sealed = sealText(key, place, 'secret');
    const broken = expect.objectContaining({ code: 'SEAL_BROKEN' });
    const others = [['keys', '000e08aabbcd', 'key'], ['keys', '000e08aabbcc'], []];
    for (const other of others) expect(() => openText(key, other, sealed)).toThrowError(broken);
    expect(() => openText(Buffer.alloc(32, 8), place, sealed)).toThrowError(broken);
    const bytes = Buffer.from(sealed.slice('$seal1$'.length), 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 1;
      const text = `$seal1$${altered.toString('base64')}`;
      expect(() => openText(key, place, text)).toThrowError(broken);
      const short = `$seal1$${bytes.subarray(0, at).toString('base64')}`;
      expect(() => openText(key, place, short)).toThrowError(broken);
    }
    expect(() => openText(key, place, 'secret')).toThrowError(broken);
  });
});

describe('a new vault', () => {
  it('opens by a key file in the data folder, both for the owner alone, also the next time', () => {
    const vault = open();
    expect([vault.isLocked, vault.isNew, vault.ways]).toEqual([
      false,
      true,
      [{ kind: 'key-file', file: keyFile() }],
    ]);
    const sealed = vault.seal(place, 'secret');
    for (const file of [vaultJson(), keyFile()]) {
      if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    expect(reopens(sealed)).toBe('secret');
    expect(open().isNew).toBe(false);
    expect(open().id).toBe(vault.id);
  });

  it('has its key file where it is told, and finds it there again by itself', () => {
    const away = join(dir, 'usb.key');
    const sealed = open({ keyFile: away }).seal(place, 'secret');
    expect(existsSync(keyFile())).toBe(false);
    expect(reopens(sealed)).toBe('secret');
  });

  it('is never made for a database that is sealed with another', () => {
    const vault = open({ sealedWith: '0123456789abcdef' });
    expect(vault.whyLocked).toMatch(/vault\.json is not in the data folder.*looked up/);
    expect(existsSync(vaultJson())).toBe(false);
  });

  it('in memory leaves nothing behind, and cannot be locked', () => {
    const vault = Vault.memory();
    expect(vault.open(place, vault.seal(place, 'secret'))).toBe('secret');
    expect(() => vault.lock()).toThrowError(expect.objectContaining({ code: 'NO_DATA_FOLDER' }));
  });
});

describe('a vault stays shut, and says why', () => {
  const shut = (options?: Partial<VaultOptions>) => {
    const vault = open(options);
    expect(vault.isLocked).toBe(true);
    const locked = expect.objectContaining({ code: 'STORE_LOCKED', message: vault.whyLocked });
    expect(() => vault.seal(place, 'x')).toThrowError(locked);
    expect(() => vault.open(place, 'x')).toThrowError(locked);
    return vault;
  };

  it('while its key file is away, and opens when it is back', async () => {
    const sealed = open().seal(place, 'secret');
    const key = readFileSync(keyFile());
    rmSync(keyFile());
    const vault = shut();
    expect(vault.whyLocked).toContain(`key file ${keyFile()} is not there`);
    await expect(vault.unlock(null)).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    writeFileSync(keyFile(), key, { mode: 0o600 });
    await vault.unlock(null);
    expect(vault.open(place, sealed)).toBe('secret');
  });

  onPosix('while others can read its key file', () => {
    open();
    chmodSync(keyFile(), 0o640);
    expect(shut().whyLocked).toContain(`chmod 600 ${keyFile()}`);
  });

  it('when the key file is another one, or none', () => {
    open();
    writeFileSync(keyFile(), `${'0'.repeat(64)}\n`);
    expect(shut().whyLocked).toContain('belongs to another vault');
    writeFileSync(keyFile(), 'hunter2');
    const { whyLocked } = shut();
    expect(whyLocked).toContain('holds no key');
    expect(whyLocked).not.toContain('hunter2');
  });

  it('when vault.json is damaged, or another than the one of the database', () => {
    const { id } = open();
    expect(shut({ sealedWith: '0123456789abcdef' }).whyLocked).toContain('another vault.json');
    expect(open({ sealedWith: id }).isLocked).toBe(false);
    const whole = readFileSync(vaultJson(), 'utf8');
    const altered = [
      whole.slice(0, -20),
      '',
      '[]',
      whole.replace(/"salt": "[^"]*"/, '"salt": 5'),
      whole.replace('"version": 1', '"version": 2'),
    ];
    for (const text of altered) {
      writeFileSync(vaultJson(), text);
      expect(shut().whyLocked).toContain('cannot be read');
    }
    const other = id?.startsWith('f') ? 'e' : 'f';
    writeFileSync(vaultJson(), whole.replace(/"id": "./, `"id": "${other}`));
    expect(shut().whyLocked).toContain('belongs to another vault');
  });
});

describe('a passphrase', () => {
  async function withPassphrase(isBeside = false) {
    const vault = open();
    const sealed = vault.seal(place, 'secret');
    await vault.setPassphrase(passphrase, isBeside);
    return { vault, sealed };
  }

  it('takes the place of the key file: the data key is the same, wrapped anew', async () => {
    const { vault, sealed } = await withPassphrase();
    expect(existsSync(keyFile())).toBe(false);
    const text = readFileSync(vaultJson(), 'utf8');
    expect(JSON.parse(text).wraps).toMatchObject([{ kind: 'passphrase', scrypt: cheap }]);
    expect(text).not.toContain(passphrase);
    const later = open();
    expect([later.id, later.whyLocked]).toEqual([vault.id, expect.stringContaining('passphrase')]);
    await later.unlock(passphrase);
    expect(later.open(place, sealed)).toBe('secret');
  });

  it('is the same however its letters are composed', async () => {
    const vault = open();
    await vault.setPassphrase('Grüße aus der Werkstatt', false);
    const later = open();
    await later.unlock('Grüße aus der Werkstatt'.normalize('NFD'));
    expect(later.isLocked).toBe(false);
  });

  it('beside a key file is a second way in', async () => {
    const { sealed } = await withPassphrase(true);
    expect(reopens(sealed)).toBe('secret');
    rmSync(keyFile());
    const later = open();
    await later.unlock(passphrase);
    expect(later.open(place, sealed)).toBe('secret');
  });

  it('that is wrong opens nothing, is never said, and one try waits for the other', async () => {
    await withPassphrase();
    const later = open({ delayMs: 1 });
    const tries = await Promise.allSettled([
      later.unlock('wrong but long enough'),
      later.unlock(passphrase),
    ]);
    const codes = tries.map((one) => one.status === 'rejected' && one.reason.code);
    expect(codes).toEqual(['WRONG_PASSPHRASE', 'UNLOCK_BUSY']);
    expect(JSON.stringify(tries)).not.toContain('wrong but');
    expect(later.isLocked).toBe(true);
    await later.unlock(passphrase);
    expect(later.isLocked).toBe(false);
  });

  it('that is short is refused, and what opened before still does', async () => {
    const vault = open();
    const short = vault.setPassphrase('a'.repeat(11), false);
    await expect(short).rejects.toMatchObject({ code: 'PASSPHRASE_SHORT' });
    expect(vault.ways.map(({ kind }) => kind)).toEqual(['key-file']);
  });

  it('is asked for again after locking; a key file then opens only when a person says so', async () => {
    const { vault, sealed } = await withPassphrase(true);
    vault.lock();
    expect(() => vault.open(place, sealed)).toThrowError(
      expect.objectContaining({ code: 'STORE_LOCKED' }),
    );
    await vault.unlock(null);
    expect(vault.open(place, sealed)).toBe('secret');
  });

  it('can be given up for a key file again, anywhere', async () => {
    const { vault, sealed } = await withPassphrase();
    vault.setKeyFile(join(dir, 'usb.key'), false);
    expect(reopens(sealed)).toBe('secret');
    const later = open();
    later.lock();
    rmSync(join(dir, 'usb.key'));
    const asked = later.unlock(passphrase);
    await expect(asked).rejects.toMatchObject({ code: 'NO_PASSPHRASE' });
  });

  onPosix('comes from a file only when nobody else can read that', () => {
    const file = join(dir, 'pass');
    writeFileSync(file, `${passphrase}\nrest\n`, { mode: 0o600 });
    expect(readPassphraseFile(file)).toBe(passphrase);
    chmodSync(file, 0o644);
    expect(() => readPassphraseFile(file)).toThrowError(
      expect.objectContaining({ code: 'PASSPHRASE_FILE_OPEN' }),
    );
  });
});

describe('a passphrase file', () => {
  const file = () => join(dir, 'pass');

  it('opens a new vault and every later one without a person, and no key file is left', async () => {
    writeFileSync(file(), `${passphrase}\n`, { mode: 0o600 });
    const vault = open({ passphraseFile: file() });
    await vault.connect(null);
    expect(vault.ways.map(({ kind }) => kind)).toEqual(['passphrase']);
    expect(existsSync(keyFile())).toBe(false);
    const sealed = vault.seal(place, 'secret');
    const later = open({ passphraseFile: file() });
    await later.connect(null);
    expect(later.open(place, sealed)).toBe('secret');
  });

  it('that is wrong or gone leaves the keys locked, with words, until it is right', async () => {
    await open().setPassphrase(passphrase, false);
    const vault = open({ passphraseFile: file() });
    await vault.connect(null);
    expect(vault.whyLocked).toContain(`passphrase file ${file()} is not there`);
    writeFileSync(file(), 'something else\n', { mode: 0o600 });
    await expect(vault.unlock(null)).rejects.toMatchObject({ code: 'STORE_LOCKED' });
    expect(vault.whyLocked).toMatch(/^The passphrase in .* is not the one/);
    expect(vault.whyLocked).not.toContain('something else');
    writeFileSync(file(), passphrase, { mode: 0o600 });
    await vault.unlock(null);
    expect(vault.isLocked).toBe(false);
  });

  it('that is too short makes no new vault usable by it', async () => {
    writeFileSync(file(), 'short\n', { mode: 0o600 });
    const asked = open({ passphraseFile: file() }).connect(null);
    await expect(asked).rejects.toMatchObject({ code: 'PASSPHRASE_SHORT' });
  });
});

describe("the system's own store", () => {
  it('keeps a new vault where there is one, and gives it back to its user alone', async () => {
    const vault = open();
    await vault.connect(keyring('me'));
    expect(vault.ways).toEqual([{ kind: 'system', file: null }]);
    expect(existsSync(keyFile())).toBe(false);
    const sealed = vault.seal(place, 'secret');

    const later = open();
    expect(later.isLocked).toBe(true);
    await later.connect(keyring('me'));
    expect(later.open(place, sealed)).toBe('secret');
    const others = open();
    await others.connect(keyring('somebody else'));
    expect(others.whyLocked).toContain('another user or computer');
  });

  it('that protects nothing is not used', async () => {
    const vault = open();
    await vault.connect(keyring('me', false));
    expect(vault.ways.map(({ kind }) => kind)).toEqual(['key-file']);
    await expect(vault.setSystem()).rejects.toMatchObject({ code: 'NO_SYSTEM_STORE' });
  });

  it('never takes over a vault whose way was chosen', async () => {
    open();
    const vault = open();
    await vault.connect(keyring('me'));
    expect(vault.ways.map(({ kind }) => kind)).toEqual(['key-file']);
    await vault.setSystem(true);
    expect(vault.ways.map(({ kind }) => kind)).toEqual(['key-file', 'system']);
  });
});
