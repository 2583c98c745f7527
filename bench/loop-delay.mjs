// node --import bench/loop-delay.mjs PROGRAM : keeps in $LOOP_DELAY_FILE how long the event loop was away, in ms, each
// half second since the last line was taken: `{"count":…,"p50":…,"p99":…,"max":…}` per interval with work in it.
import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

const file = process.env.LOOP_DELAY_FILE;
if (file) {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  let before = performance.eventLoopUtilization();
  setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    const ms = (n) => Math.round(n / 1e4) / 100;
    const line = {
      busy: Math.round(utilization * 100) / 100,
      count: delays.count,
      p50: ms(delays.percentile(50)),
      p99: ms(delays.percentile(99)),
      max: ms(delays.max),
    };
    delays.reset();
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  }, 500).unref();
}
