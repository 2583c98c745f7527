import { defineConfig } from 'vitest/config';

/** What is waited for comes at once on an idle machine; a busy one takes its time. */
const patient = { poll: { timeout: 15_000 } };

/**
 * Five projects. `unit` tests stand beside the code they test and touch neither socket nor disk
 * outside their own folder; `fuzz` asks every parser 100,000 times (`npm run fuzz`: two million);
 * `integration` runs real sockets, files and processes; `net` needs root and network namespaces;
 * `ui` needs Chromium and a built page. The last two skip, saying why.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{main,renderer,scripts}/**/*.test.ts'],
          // Some meet thousands of random inputs; a busy machine takes its time.
          testTimeout: 30_000,
          // They change nothing outside themselves, so files share their workers: a third of the time.
          isolate: false,
        },
      },
      {
        test: {
          name: 'fuzz',
          include: ['test/fuzz/**/*.test.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          expect: patient,
          include: ['test/{contract,station,cli,kit,vectors}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Ports of their own, folders of their own; they mostly wait for processes: three side by side.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'net',
          expect: patient,
          include: ['test/net/**/*.test.ts'],
          // Network namespaces and real ports: one file at a time.
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'ui',
          expect: patient,
          include: ['test/ui/**/*.test.ts'],
          globalSetup: ['test/ui/build-once.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // Each file has a browser and a station double of its own.
          maxWorkers: 3,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
