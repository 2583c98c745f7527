/**
 * Reflection: what an unanswered TFTP request to the station as it ships makes it send. 200 reads, half of them with a window
 * of 16 blocks, each from a socket that never acknowledges.
 */
import { cleanUp, onLoopback, startStation } from '../../test/cli/station-process.ts';
import { abandonReads } from './abandoned.ts';
import { figure, seconds } from './figures.ts';
import { shownByTests } from './tests.ts';

const REQUESTS = 200;
const station = await startStation(onLoopback);
const seen = await abandonReads(station.ready.ports.tftp ?? 0, '/spa962.cfg', REQUESTS, 75_000);
figure(
  13,
  'at most 6 packets per unanswered request',
  `${seen.answered} requests, ${seen.mostPackets} at most`,
  seen.answered === REQUESTS && seen.mostPackets <= 6,
);
figure(
  13,
  'stops within 60 s',
  `the last after ${seconds(seen.lastMs)}, listened for 75 s`,
  seen.lastMs <= 60_000,
);
await station.stop('SIGTERM');
await cleanUp();
shownByTests(13, 'only own subnet served (TFTP, HTTP, syslog, DNS, NTP, another card)', [
  ['integration', 'test/station/tftp.test.ts', 'outside the bench network'],
  ['integration', 'test/station/http.test.ts', 'outside the bench network'],
  ['integration', 'test/station/syslog.test.ts', 'outside the bench network|no stranger'],
  ['fuzz', 'test/fuzz/syslog-dns-ntp.test.ts', 'running (DNS|NTP) server'],
  ['net', 'test/net/two-cards.test.ts', ''],
]);
