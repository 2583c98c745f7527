/**
 * Golden exchanges: per model the bytes a unit and a station send each other, written down from what
 * the field knows (`test/vectors/exchanges/`), not from what our own code makes of it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { macSchema } from '../../main/contract/values.ts';

const EXCHANGES_DIR = join(dirname(fileURLToPath(import.meta.url)), '../vectors/exchanges');

const partSchema = z.union([
  z.strictObject({ hex: z.string().regex(/^([0-9a-f]{2})+$/), is: z.string() }),
  z.strictObject({ text: z.string(), is: z.string() }),
  z.strictObject({ zeros: z.number().int().positive(), is: z.string() }),
]);
const fileSchema = z.strictObject({
  model: z.string(),
  mac: macSchema,
  serial: z.string(),
  source: z.string(),
  xid: z.string().regex(/^[0-9a-f]{8}$/),
  userAgent: z.string().optional(),
  about: z.string(),
  steps: z.array(
    z.strictObject({
      from: z.enum(['unit', 'station']),
      service: z.enum(['dhcp', 'tftp', 'syslog']),
      what: z.string(),
      source: z.string().optional(),
      parts: z.array(partSchema),
    }),
  ),
});

export interface ExchangeStep {
  from: 'unit' | 'station';
  service: 'dhcp' | 'tftp' | 'syslog';
  /** Such as `DISCOVER` or `RRQ of its own file`. */
  what: string;
  bytes: Buffer;
}

export interface Exchange {
  model: string;
  mac: string;
  serial: string;
  /** Transaction number of all DHCP messages, 8 hex digits. */
  xid: string;
  /** On models that are known to ask over HTTP. */
  userAgent: string | null;
  /** In the order they cross the wire; between the syslog lines the unit reboots and leases again. */
  steps: ExchangeStep[];
}

/** All exchanges, by file name. @throws when a file is not of the documented form */
export function loadExchanges(): Exchange[] {
  const names = readdirSync(EXCHANGES_DIR).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => {
    const file = fileSchema.parse(JSON.parse(readFileSync(join(EXCHANGES_DIR, name), 'utf8')));
    const { model, mac, serial, xid, userAgent } = file;
    const steps = file.steps.map(({ from, service, what, parts }) => ({
      from,
      service,
      what,
      bytes: Buffer.concat(parts.map(bytesOf)),
    }));
    return { model, mac, serial, xid, userAgent: userAgent ?? null, steps };
  });
}

function bytesOf(part: z.infer<typeof partSchema>): Buffer {
  if ('hex' in part) return Buffer.from(part.hex, 'hex');
  return 'text' in part ? Buffer.from(part.text, 'latin1') : Buffer.alloc(part.zeros);
}
