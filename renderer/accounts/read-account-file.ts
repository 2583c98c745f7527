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

/**
 * Reads and encodes a file off the UI thread: however long it is, the page stays responsive.
 * @throws Error with a sentence to show: too long, or no longer readable
 */
export async function readAccountFile(name: string, content: Blob): Promise<ChosenFile> {
  if (content.size > LARGEST_FILE_BYTES) {
    throw new Error(
      `"${name}" is longer than 20 MB. Split it into parts; each keeps the heading row.`,
    );
  }
  const reader = new FileReader();
  const url = await new Promise<string>((resolve, reject) => {
    reader.addEventListener('load', () => resolve(String(reader.result)));
    reader.addEventListener('error', () =>
      reject(new Error(`"${name}" could not be read. Copy it to this computer, then try again.`)),
    );
    reader.readAsDataURL(content);
  });
  lastId += 1;
  const base64 = url.slice(url.indexOf(',') + 1);
  return { id: lastId, name, sizeBytes: content.size, base64 };
}
