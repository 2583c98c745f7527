/** Looks for secrets in whatever leaves a station, in every way they may be written down there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** By what they are called. */
export type Sinks = Record<string, string | Uint8Array>;
export type Secrets = Record<string, string>;

interface Needle {
  bytes: Buffer;
  name: string;
}

/** Needles are looked up by their first four bytes. */
const HEAD_BYTES = 4;
const SLOT_BITS = 22;

/** `NAME in SINK` for every secret that stands in one, once each. Secrets have at least 8 characters. */
export function found(sinks: Sinks, secrets: Secrets): string[] {
  const { isHead, byHead } = indexed(secrets);
  return Object.entries(sinks).flatMap(([sink, content]) => {
    const bytes = Buffer.from(content);
    const names = new Set<string>();
    let head = 0;
    for (let end = 0; end < bytes.length; end += 1) {
      head = (head >>> 8) | ((bytes[end] ?? 0) << 24);
      if (isHead[slotOf(head)] !== 1) continue;
      const at = end - HEAD_BYTES + 1;
      if (at < 0) continue;
      for (const needle of byHead.get(head) ?? []) {
        const { length } = needle.bytes;
        if (bytes.compare(needle.bytes, 0, length, at, Math.min(at + length, bytes.length)) === 0) {
          names.add(needle.name);
        }
      }
    }
    return [...names].map((name) => `${name} in ${sink}`);
  });
}

/** Every file below a folder, by its path there. */
export function filesOf(folder: string): Record<string, Buffer> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(files.map((file) => [relative(folder, file), readFileSync(file)]));
}

/** As it is, and as it might be written down elsewhere. */
export function formsOf(secret: string): Buffer[] {
  const text = Buffer.from(secret);
  const raw = /^(?:[0-9a-f]{2})+$/i.test(secret) ? [Buffer.from(secret, 'hex')] : [];
  const texts = [
    ...[secret, secret.toUpperCase(), secret.toLowerCase(), encodeURIComponent(secret)],
    ...[
      JSON.stringify(secret).slice(1, -1),
      ...[inXml(secret), inXml(secret).replaceAll('"', '&quot;'), secret.replaceAll('"', '""')],
      text.toString('hex'),
      text.toString('hex').toUpperCase(),
    ],
    ...[text, ...raw].flatMap(base64Of),
  ];
  const forms = [
    ...[...new Set(texts)].map((each) => Buffer.from(each)),
    Buffer.from(secret, 'utf16le'),
    ...raw,
  ];
  return forms.filter(({ length }) => length >= 8);
}

function inXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** What stands in the base64 of a longer text, wherever in it these bytes begin; both alphabets. */
function base64Of(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]);
    const [from, to] = [Math.ceil((before * 8) / 6), Math.floor((whole.length * 8) / 6)];
    return [whole.toString('base64').slice(from, to), whole.toString('base64url').slice(from, to)];
  });
}

function indexed(secrets: Secrets): { isHead: Uint8Array; byHead: Map<number, Needle[]> } {
  const isHead = new Uint8Array(1 << SLOT_BITS);
  const byHead = new Map<number, Needle[]>();
  for (const [name, secret] of Object.entries(secrets)) {
    for (const bytes of formsOf(secret)) {
      const head = bytes.readInt32LE(0);
      isHead[slotOf(head)] = 1;
      const others = byHead.get(head);
      if (others === undefined) byHead.set(head, [{ bytes, name }]);
      else others.push({ bytes, name });
    }
  }
  return { isHead, byHead };
}

function slotOf(head: number): number {
  return Math.imul(head, 0x9e3779b1) >>> (32 - SLOT_BITS);
}
