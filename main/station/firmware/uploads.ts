/** Images on their way into the station, in parts; each part is on the disk before it is acknowledged. */
import { randomUUID } from 'node:crypto';
import { StationError } from '../../contract/errors.ts';
import { LARGEST_IMAGE_BYTES, LARGEST_PART_BYTES } from '../../contract/firmware.ts';
import type { ImageFolder, ImagePart } from './image-folder.ts';

/** What is known of an image before its bytes come. */
export interface WantedImage {
  file: string;
  models: string[];
  version: string;
  bytes: number;
}

interface Upload {
  wanted: WantedImage;
  part: ImagePart;
  /** One part at a time. */
  turn: Promise<unknown>;
  idle: NodeJS.Timeout;
}

/** At the same time; a person adds one after the other. */
const MOST_UPLOADS = 4;
/** One that goes no further is given up after this. */
const IDLE_MS = 5 * 60_000;

export class Uploads {
  readonly #folder: ImageFolder;
  readonly #running = new Map<string, Upload>();

  constructor(folder: ImageFolder) {
    this.#folder = folder;
  }

  /** @throws StationError IMAGE_EMPTY, IMAGE_TOO_LONG, TOO_MANY_UPLOADS, IMAGE_NOT_WRITTEN */
  async begin(wanted: WantedImage): Promise<string> {
    if (wanted.bytes === 0) {
      throw new StationError('IMAGE_EMPTY', `${wanted.file} is empty. Choose the image itself.`);
    }
    if (wanted.bytes > LARGEST_IMAGE_BYTES) {
      const most = LARGEST_IMAGE_BYTES / 1024 / 1024;
      const message = `${wanted.file} is longer than ${most} MB, more than any known image. Choose the image itself, unpacked.`;
      throw new StationError('IMAGE_TOO_LONG', message);
    }
    if (this.#running.size >= MOST_UPLOADS) {
      const message = `${MOST_UPLOADS} images are being added already. Wait until one is done.`;
      throw new StationError('TOO_MANY_UPLOADS', message);
    }
    const id = randomUUID();
    const upload: Upload = {
      wanted,
      part: await this.#folder.begin(id),
      turn: Promise.resolve(),
      idle: setTimeout(() => void this.cancel(id), IDLE_MS).unref(),
    };
    this.#running.set(id, upload);
    return id;
  }

  /**
   * The bytes from `offset` on.
   * @returns how many are there now
   * @throws StationError NO_SUCH_UPLOAD, BAD_PART (the upload is given up), IMAGE_NOT_WRITTEN
   */
  async add(id: string, offset: number, bytes: Uint8Array): Promise<number> {
    const upload = this.#known(id);
    upload.idle.refresh();
    const added = upload.turn.then(async () => {
      const { part, wanted } = upload;
      const isNext = offset === part.bytes && bytes.length <= LARGEST_PART_BYTES;
      if (!isNext || part.bytes + bytes.length > wanted.bytes) {
        throw new StationError('BAD_PART', `${wanted.file} did not come in order. Add it again.`);
      }
      await part.add(bytes);
      return part.bytes;
    });
    upload.turn = added.catch(() => undefined);
    return added.catch(async (error: unknown) => {
      await this.cancel(id);
      throw error;
    });
  }

  /**
   * The whole image, for the caller to keep or drop; no part can come any more.
   * @throws StationError NO_SUCH_UPLOAD, IMAGE_INCOMPLETE (the upload is given up)
   */
  async take(id: string): Promise<{ wanted: WantedImage; part: ImagePart }> {
    const upload = this.#known(id);
    await upload.turn;
    const { wanted, part } = upload;
    if (part.bytes !== wanted.bytes) {
      await this.cancel(id);
      const message = `Only ${part.bytes} of ${wanted.bytes} bytes of ${wanted.file} came. Add it again.`;
      throw new StationError('IMAGE_INCOMPLETE', message);
    }
    this.#forget(id, upload);
    return { wanted, part };
  }

  /** Harmless for one that is over. */
  async cancel(id: string): Promise<void> {
    const upload = this.#running.get(id);
    if (upload === undefined) return;
    this.#forget(id, upload);
    await upload.turn;
    await upload.part.drop();
  }

  async close(): Promise<void> {
    for (const id of [...this.#running.keys()]) await this.cancel(id);
  }

  #forget(id: string, { idle }: Upload): void {
    clearTimeout(idle);
    this.#running.delete(id);
  }

  #known(id: string): Upload {
    const upload = this.#running.get(id);
    if (upload !== undefined) return upload;
    const message = 'This image is no longer on its way: it took too long. Add it again.';
    throw new StationError('NO_SUCH_UPLOAD', message);
  }
}
