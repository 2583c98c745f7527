/** An account file on its way to the station, which reads it: the page parses nothing. */

export interface ChosenFile {
  /** Tells two files of the same name apart. */
  id: number;
  name: string;
  sizeBytes: number;
  base64: string;
}

/** A message to the station holds 32 MB at most; base64 makes 4 bytes of 3. */
export const LARGEST_FILE_BYTES = 20_000_000;

let lastId = 0;

/** Encoded in one go: some milliseconds. A multiple of 3, so that the parts join without padding. */
const PART_BYTES = 3 * 128 * 1024;

/**
 * Reads and encodes a file part by part: however long it is, the page stays responsive.
 * @throws Error with a sentence to show: too long, or no longer readable
 */
export async function readAccountFile(name: string, content: Blob): Promise<ChosenFile> {
  if (content.size > LARGEST_FILE_BYTES) {
    throw new Error(
      `"${name}" is longer than 20 MB. Split it into parts; each keeps the heading row.`,
    );
  }
  let base64 = '';
  try {
    for (let from = 0; from < content.size; from += PART_BYTES) {
      base64 += await encode(content.slice(from, from + PART_BYTES));
    }
  } catch (cause) {
    throw new Error(`"${name}" could not be read. Copy it to this computer, then try again.`, {
      cause,
    });
  }
  lastId += 1;
  return { id: lastId, name, sizeBytes: content.size, base64 };
}

/** The browser encodes when it has read the part, as a task of its own. */
function encode(part: Blob): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.addEventListener('load', () => {
      const url = String(reader.result);
      resolve(url.slice(url.indexOf(',') + 1));
    });
    reader.addEventListener('error', () => reject(reader.error));
    reader.readAsDataURL(part);
  });
}
