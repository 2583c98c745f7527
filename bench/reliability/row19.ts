/** Sleep, and a clock that is set: shown by tests with a clock of their own, and by one that is told the computer slept. */
import { shownByTests } from './tests.ts';

shownByTests(19, 'an hour forward, a day back: no live lease given away, no mass expiry', [
  ['unit', 'main/station/dhcp/leases-restart.test.ts', 'the clock'],
  ['integration', 'test/station/clock-set.test.ts', ''],
]);
shownByTests(19, 'after resume sockets re-checked', [
  ['unit', 'main/station/net/sleep.test.ts', ''],
  ['unit', 'main/station/net/watch.test.ts', ''],
  ['net', 'test/net/live-network.test.ts', 'slept'],
]);
