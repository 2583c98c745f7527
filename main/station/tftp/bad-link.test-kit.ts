/** What the tests of both directions share: the options a client asks for, and a link that is no good. */
import fc from 'fast-check';
import { type Agreement, agree } from './options.ts';

export type Fault = 'lose' | 'double' | 'swap' | 'fine';

/** What is agreed with a client that asks for these options. */
export function agreementOn(
  pairs: [string, string][],
  about: Parameters<typeof agree>[1],
): Agreement {
  return agree(
    pairs.map(([name, value]) => ({ name, value })),
    about,
  );
}

/** A file of up to `maxLength` bytes, a window, and what happens to the packets, one after another. */
export const badLinks = (maxLength: number) =>
  fc.record({
    length: fc.integer({ min: 0, max: maxLength }),
    windowsize: fc.integer({ min: 1, max: 5 }),
    faults: fc.array(fc.constantFrom<Fault[]>('lose', 'double', 'swap', 'fine', 'fine', 'fine'), {
      maxLength: 200,
    }),
  });

/** @returns what arrives of packets; each uses up one of `faults`, and all is fine afterwards */
export function disturber(faults: Fault[]): (packets: Uint8Array[]) => Uint8Array[] {
  return (packets) => {
    const out: Uint8Array[] = [];
    for (const packet of packets) {
      const fault = faults.shift() ?? 'fine';
      if (fault === 'swap') out.unshift(packet);
      else if (fault !== 'lose') out.push(packet);
      if (fault === 'double') out.push(packet);
    }
    return out;
  };
}
