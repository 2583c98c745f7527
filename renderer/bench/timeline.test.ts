import { expect, test } from 'vitest';
import { timelineEntry } from './timeline.ts';

test.each([
  ['dhcp', 'Leased 192.168.77.23', 'Leased 192.168.77.23', 'DHCP'],
  [
    'served',
    'Fetched /spa2102.cfg\nSP-CUST · TFTP · 1\u202f204 bytes · 41 ms',
    'Fetched /spa2102.cfg',
    'SP-CUST · TFTP · 1\u202f204 bytes · 41 ms',
  ],
  [
    'failed',
    'F03 Transfer stopped at 62 %\nno ACK for block 4',
    'Transfer stopped at 62 %',
    'F03 · Transfer stopped · no ACK for block 4',
  ],
  [
    'failed',
    'F02 It rejected its profile: took it 3 times',
    'It rejected its profile: took it 3 times',
    'F02 · Profile rejected · its own message: Resync failed',
  ],
  ['telepathy', 'Something new', 'Something new', 'telepathy'],
  ['constructor', 'Something new', 'Something new', 'constructor'],
])('%s: %s', (kind, detail, sentence, technical) => {
  expect(timelineEntry({ at: 1, kind, detail })).toMatchObject({ sentence, technical });
});

test('the unit’s own words are quoted as they came', () => {
  const detail = '<b>SPA-2102</b> Successful resync';
  expect(timelineEntry({ at: 1, kind: 'syslog', detail })).toMatchObject({
    sentence: 'The unit says',
    technical: detail,
    isQuoted: true,
  });
});

test('a sentence before the unit’s words is the station’s', () => {
  const detail = 'Unit says: Successful resync\nSPA962 00:0e:08:4f:1a:92 -- Successful resync';
  expect(timelineEntry({ at: 1, kind: 'syslog', detail })).toMatchObject({
    sentence: 'Unit says: Successful resync',
    technical: 'SPA962 00:0e:08:4f:1a:92 -- Successful resync',
    isQuoted: true,
  });
});
