/** Names and checksums as people give them. Pure. */

/** What a URL in `Upgrade_Rule` and a folder can hold; bars, blanks and brackets mean something there. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/**
 * The name an image is served by: the last part of the path it had, anything a rule cannot hold as `-`.
 * @returns null when nothing usable is left
 */
export function imageName(fileName: string): string | null {
  const last = fileName.split(/[/\\]/).at(-1) ?? '';
  const name = last
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 100)
    .replace(/[.-]+$/, '');
  return NAME.test(name) ? name : null;
}

/** 64 hex digits, where no further one stands beside them. */
const SHA256 = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/gi;

/**
 * The SHA-256 in a text: hex digits, in groups or not, or lines of a checksum file, of which the one
 * that names the image counts where there are several.
 * @returns lower case; null when the text holds none, or several and none is the image's
 */
export function checksumIn(text: string, fileName: string): string | null {
  const grouped = text.replace(/[\s:]+/g, '').toLowerCase();
  if (/^[0-9a-f]{64}$/.test(grouped)) return grouped;
  const lines = text.split(/\r?\n/).filter((line) => line.match(SHA256)?.length === 1);
  const named = lines.filter((line) => line.toLowerCase().includes(fileName.toLowerCase()));
  const [line, ...more] = named.length > 0 ? named : lines;
  return more.length > 0 ? null : (line?.match(SHA256)?.[0].toLowerCase() ?? null);
}
