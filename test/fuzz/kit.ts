/** What the attacks on running servers share. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { numRuns } from './texts.ts';

/** `npm run fuzz` runs long. */
export const isLong = process.env.SPA_BENCH_FUZZ_RUNS !== undefined;
/** Inputs for one server: half of those for a parser, a million of `npm run fuzz`. */
export const inputs = (usual: number): number => (isLong ? Math.ceil(numRuns / 2) : usual);
export const seed = Number(process.env.SPA_BENCH_FUZZ_SEED ?? 20_261_128);
export const mostGrowthBytes = 20 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

export type Random = (below: number) => number;

/** mulberry32: small, seeded, good enough to mutate with. */
export function randomFrom(start: number): Random {
  let state = start;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Lets what is under way go on for a while. */
export async function turns(count = 3): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((go) => setImmediate(go));
}

/** What is held, buffers too: those are given back a turn after their owner was found to be gone. */
export async function heapBytes(): Promise<number> {
  collectGarbage();
  await turns();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
