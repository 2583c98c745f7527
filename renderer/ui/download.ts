/** Files in and out of the page: a browser's upload and download, and the desktop app's dialogs. */

/** Hands a file to the person, under this name. */
export function saveFile(
  name: string,
  mime: string,
  content: string | Uint8Array<ArrayBuffer>,
): void {
  const url = URL.createObjectURL(new Blob([content], { type: mime }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has read it long before; a browser that shows a dialog keeps its own hold.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

export interface PickedFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Asks the person for one file.
 * @param accept  as an input's `accept`, such as `.csv,text/csv`
 * @returns null when none was chosen
 */
export async function pickFile(accept: string): Promise<PickedFile | null> {
  const [file] = await choose(accept, false);
  return file === undefined ? null : readFile(file);
}

/** Asks for one file or several; none chosen is an empty list. */
export async function pickFiles(accept: string): Promise<PickedFile[]> {
  return Promise.all((await choose(accept, true)).map(readFile));
}

function choose(accept: string, isMultiple: boolean): Promise<File[]> {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.multiple = isMultiple;
  return new Promise((resolve) => {
    input.addEventListener('cancel', () => resolve([]));
    input.addEventListener('change', () => resolve([...(input.files ?? [])]));
    input.click();
  });
}

/** Reads a chosen or dropped file. */
export async function readFile(file: File): Promise<PickedFile> {
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

const CHUNK = 0x8000;

/** As the contract carries files. */
export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(from, from + CHUNK));
  }
  return btoa(text);
}

/** The inverse of {@link toBase64}. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
