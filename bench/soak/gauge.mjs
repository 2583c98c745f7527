// Loaded into a station by `--import`: at SIGUSR2 it writes what it holds as one line of JSON to SOAK_GAUGE.
import { appendFileSync, readdirSync } from 'node:fs';

process.on('SIGUSR2', () => {
  globalThis.gc?.();
  const resources = {};
  for (const kind of process.getActiveResourcesInfo()) {
    resources[kind] = (resources[kind] ?? 0) + 1;
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  const descriptors = readdirSync('/proc/self/fd').length;
  const line = { rss, heapUsed, external, descriptors, resources, cpu: process.cpuUsage() };
  appendFileSync(process.env.SOAK_GAUGE, `${JSON.stringify(line)}\n`);
});
