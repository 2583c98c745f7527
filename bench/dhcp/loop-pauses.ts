/**
 * `node --import` this before the station: on SIGUSR2 it prints how long the event loop stood still since the last
 * time, in milliseconds over the timer's own, as one line of JSON.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 1;
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delays.enable();

const ms = (nanoseconds: number) =>
  Math.max(0, Math.round(nanoseconds / 1e4) / 100 - RESOLUTION_MS);
process.on('SIGUSR2', () => {
  const said = { loop_p99_ms: ms(delays.percentile(99)), loop_max_ms: ms(delays.max) };
  process.stdout.write(`${JSON.stringify(said)}\n`);
  delays.reset();
});
