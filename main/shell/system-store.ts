/**
 * Electron's safeStorage lives in the app's process and the vault in the station's: what is asked and answered
 * between them. The data key passes here when a vault is opened or its way in is changed, and never else.
 */
import type { SafeStorage } from 'electron';
import type { SystemStore } from '../station/vault/wraps.ts';

const asks = ['isAvailable', 'encrypt', 'decrypt'] as const;
interface Question {
  systemStore: { id: number; ask: (typeof asks)[number]; text: string };
}
interface Reply {
  systemStore: { id: number; answer: string | null };
}

/** A keychain may ask its person first. */
const LIMIT_MS = 120_000;

/**
 * The app's side.
 * @returns what to post back; null: the message is no question of this kind
 */
export async function answerSystemStore(
  safeStorage: SafeStorage,
  message: unknown,
  platform = process.platform,
): Promise<Reply | null> {
  const question = readQuestion(message);
  if (question === null) return null;
  const { id, ask, text } = question;
  const answer = await answered(safeStorage, ask, text, platform).catch(() => null);
  return { systemStore: { id, answer } };
}

async function answered(
  safeStorage: SafeStorage,
  ask: Question['systemStore']['ask'],
  text: string,
  platform: NodeJS.Platform,
): Promise<string> {
  if (ask === 'isAvailable') return String(await protects(safeStorage, platform));
  if (ask === 'encrypt') return (await safeStorage.encryptStringAsync(text)).toString('base64');
  return (await safeStorage.decryptStringAsync(Buffer.from(text, 'base64'))).result;
}

/** Without a keyring Linux has `basic_text`: a password that stands in Chromium's source. */
async function protects(safeStorage: SafeStorage, platform: NodeJS.Platform): Promise<boolean> {
  if (platform === 'linux') {
    const backend = safeStorage.getSelectedStorageBackend();
    if (backend === 'basic_text' || backend === 'unknown') return false;
  }
  return safeStorage.isAsyncEncryptionAvailable();
}

/** The station's side. */
export class RemoteSystemStore implements SystemStore {
  readonly #post: (question: Question) => void;
  readonly #waiting = new Map<number, (answer: string | null) => void>();
  #last = 0;

  constructor(post: (question: Question) => void) {
    this.#post = post;
  }

  /** @returns whether the message was an answer to this */
  take(message: unknown): boolean {
    const reply = readReply(message);
    if (reply === null) return false;
    this.#waiting.get(reply.id)?.(reply.answer);
    return true;
  }

  async isAvailable(): Promise<boolean> {
    return (await this.#ask('isAvailable', '')) === 'true';
  }

  encrypt(plain: string): Promise<string> {
    return this.#ask('encrypt', plain);
  }

  decrypt(sealed: string): Promise<string> {
    return this.#ask('decrypt', sealed);
  }

  async #ask(ask: Question['systemStore']['ask'], text: string): Promise<string> {
    this.#last += 1;
    const id = this.#last;
    let timer: NodeJS.Timeout | undefined;
    const answer = await new Promise<string | null>((resolve) => {
      timer = setTimeout(() => resolve(null), LIMIT_MS);
      this.#waiting.set(id, resolve);
      this.#post({ systemStore: { id, ask, text } });
    });
    clearTimeout(timer);
    this.#waiting.delete(id);
    if (answer === null) throw new Error(`The system did not ${ask}.`);
    return answer;
  }
}

function readQuestion(message: unknown): Question['systemStore'] | null {
  const { id, ask, text } = partOf(message);
  const known = asks.find((each) => each === ask);
  if (typeof id !== 'number' || known === undefined || typeof text !== 'string') return null;
  return { id, ask: known, text };
}

function readReply(message: unknown): Reply['systemStore'] | null {
  const { id, answer } = partOf(message);
  if (typeof id !== 'number' || (typeof answer !== 'string' && answer !== null)) return null;
  return { id, answer };
}

function partOf(message: unknown): Record<string, unknown> {
  const isOurs = typeof message === 'object' && message !== null && 'systemStore' in message;
  return isOurs ? { ...(message.systemStore as object) } : {};
}
