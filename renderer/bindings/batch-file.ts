/** A batch's file from the station to the person's disk, proved on the way. */
import type { z } from 'zod';
import type { batchContentSchema } from '../../main/contract/bindings.ts';
import { saveFile } from '../ui/download.ts';

type BatchContent = z.infer<typeof batchContentSchema>;

/** Characters decoded in one go, a multiple of 4: short enough to leave every frame alone. */
const SLICE = 1 << 20;

/** The bytes of a base64 text of any length, without holding the page up. */
export async function decodeBase64(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let from = 0; from < text.length; from += SLICE) {
    const slice = atob(text.slice(from, from + SLICE));
    parts.push(Uint8Array.from(slice, (character) => character.charCodeAt(0)));
    if (from + SLICE < text.length) await new Promise((resolve) => setTimeout(resolve));
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Saves the file under its own name, when its bytes are those the station wrote.
 * @returns false when they are not; nothing is saved then
 */
export async function saveBatchFile(content: BatchContent): Promise<boolean> {
  const bytes = await decodeBase64(content.base64);
  if ((await sha256Of(bytes)) !== content.sha256) return false;
  saveFile(content.fileName, 'text/csv;charset=utf-8', bytes);
  return true;
}
