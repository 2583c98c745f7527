import { expect, test } from 'vitest';
import { timelineEntry } from './timeline.ts';

test.each([
  ['dhcp', 'Leased 192.168.77.23', 'Leased 192.168.77.23', 'DHCP'],
  [
    'served',
    'Took /spa2102.cfg whole, 1204 bytes',
    'Fetched /spa2102.cfg',
    'Transfer, every block acknowledged · 1\u202f204 bytes',
  ],
  [
    'served',
    'Took /p/1.cfg whole, 9 bytes; key not rehearsed',
    'Fetched /p/1.cfg',
    'Transfer, every block acknowledged · 9 bytes · key not rehearsed',
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
