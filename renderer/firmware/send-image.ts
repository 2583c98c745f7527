/** An image on its way to the station, part by part: however long it is, neither side holds it whole. */
import type { FirmwareImage } from '../../main/contract/firmware.ts';
import type { StationClient } from '../mirror/wire.ts';
import { toBase64 } from '../ui/download.ts';

/** A multiple of 3, so that no part is padded; far below what the contract takes. */
const PART_BYTES = 3 * 128 * 1024;

export interface ImageToSend {
  file: Blob;
  fileName: string;
  models: string[];
  version: string;
  /** As typed, or a checksum file's text; empty: none. */
  checksum: string;
}

/**
 * @param onProgress  bytes the station has on its disk
 * @throws the station's refusal; an Error with a sentence when the file cannot be read, or `signal` ended it
 */
export async function sendImage(
  { firmware }: Pick<StationClient, 'firmware'>,
  image: ImageToSend,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<FirmwareImage> {
  const { file, fileName, models, version, checksum } = image;
  const { upload } = await firmware.beginUpload({ fileName, bytes: file.size, models, version });
  try {
    for (let offset = 0; offset < file.size; offset += PART_BYTES) {
      if (signal.aborted) throw new Error('The image was not added.');
      const part = await readPart(file.slice(offset, offset + PART_BYTES), fileName);
      const { bytes } = await firmware.sendPart({ upload, offset, base64: toBase64(part) });
      onProgress(bytes);
    }
    const sum = checksum.trim();
    return await firmware.finishUpload({ upload, ...(sum !== '' && { checksum: sum }) });
  } catch (error) {
    // What the station refused is gone there already; this is for the rest, and harmless then.
    await firmware.cancelUpload({ upload }).catch(() => undefined);
    throw error;
  }
}

async function readPart(part: Blob, name: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await part.arrayBuffer());
  } catch (cause) {
    throw new Error(`"${name}" could not be read. Copy it to this computer, then try again.`, {
      cause,
    });
  }
}
