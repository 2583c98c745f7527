import { describe, expect, test } from 'vitest';
import { newUnitRecord, type UnitRecord } from '../provisioning/record.ts';
import { defaultLimits } from '../provisioning/unit-event.ts';
import type { WhyFacts } from './facts.ts';
import { whyNot } from './why-not.ts';

const mac = '000e08aabbcc';
const now = 1_700_000_000_000;
const startedAt = now - 3_600_000;

const running: WhyFacts['station'] = {
  ...{ state: 'running', problem: null, locked: null, startedAt, interface: 'eth1' },
  ...{
    warnings: [],
    pool: null,
    broken: [],
    missing: [],
    hasDhcp: true,
    ownMac: '00e04c680001',
    allowAll: false,
  },
};
const nothing: WhyFacts = {
  ...{ typed: { mac }, now, limits: defaultLimits, station: running, unit: null },
  ...{ account: null, batch: null, foreign: null, kind: 'wanted', dhcp: null, heardAt: null },
  ...{ last: null, near: [] },
};

function aUnit(about: Partial<UnitRecord> = {}): UnitRecord {
  return { ...newUnitRecord(mac, now - 60_000), lastSeenAt: now - 5000, ...about };
}

const why = (facts: Partial<WhyFacts>) => whyNot({ ...nothing, ...facts });
const station = (about: Partial<WhyFacts['station']>) => ({ station: { ...running, ...about } });
const failed = (code: 'F01' | 'F04' | 'F08' | 'F09' | 'F15' | 'F21', text: string) =>
  aUnit({ condition: 'failed', reason: { code, text }, address: '192.168.76.20' });
const heldText = (text: string) => aUnit({ condition: 'waiting', reason: { code: null, text } });
const client = {
  ...{ mac, vendorClass: null, hostName: null, count: 1 },
  ...{ firstSeenAt: now - 9000, lastSeenAt: now - 9000 },
};

describe('why not', () => {
  test.each<[rule: string, facts: Partial<WhyFacts>, sentence: RegExp, todo: RegExp | null]>([
    [
      'not-a-mac',
      { typed: { mac: null, problem: 'That is no MAC: it has 3 digits.', digits: '123' } },
      /3 digits/,
      /label/,
    ],
    ['own-card', station({ ownMac: mac }), /own card, eth1/, /on the unit/],
    ['verified', { unit: aUnit({ stage: 'VERIFIED' }) }, /verified.*bound to nobody/, /Scan/],
    [
      'verified',
      { unit: aUnit({ stage: 'VERIFIED', isBound: true }), account: '4711', batch: 3 },
      /account 4711, exported in batch 3/,
      null,
    ],
    // Finished is finished, also while the station is stopped.
    [
      'verified',
      { unit: aUnit({ stage: 'VERIFIED' }), ...station({ state: 'stopped' }) },
      /^No/,
      /./,
    ],
    [
      'bound',
      { unit: aUnit({ isBound: true, attention: 'It asks again' }), account: '4711' },
      /bound to account 4711.*It asks again\.$/,
      /Release it/,
    ],
    ['locked', station({ locked: 'They were locked by hand.' }), /keys are locked/, /Unlock/],
    ['not-serving', station({ state: 'stopped', startedAt: null }), /not serving\.$/, /Start/],
    [
      'start-failed',
      station({ state: 'failed', problem: 'UDP port 67 is taken' }),
      /could not start: UDP port 67 is taken\.$/,
      /press Start/,
    ],
    [
      'service-not-running',
      station({ missing: ['TFTP was stopped by hand. Until it runs, no unit gets a file.'] }),
      /^TFTP was stopped by hand/,
      /in the top bar/,
    ],
    ['starting', station({ state: 'starting' }), /is starting/, /Wait/],
    ['no-link', station({ state: 'no-link', problem: 'No link on it.' }), /^No link/, /cable/],
    ['customised', { unit: aUnit({ customisation: 'Pending' }) }, /maker customised it/, /Open/],
    ['off-board', { unit: aUnit({ isOffBoard: true }) }, /took it off the board/, /off and on/],
    ['held', { unit: aUnit({ heldBecause: 'It wrote over /a' }) }, /suspicion.*\/a\.$/, /again/],
    [
      'known-foreign',
      { foreign: { ...client, vendorClass: 'MSFT 5.0', count: 7 }, kind: 'foreign' },
      /7 times, last 9 s ago\. It gets no address: its vendor class “MSFT 5.0”/,
      /factory reset/,
    ],
    [
      'known-foreign',
      {
        ...{ foreign: { ...client, vendorClass: 'MSFT 5.0' }, kind: 'foreign' },
        ...station({ allowAll: true }),
      },
      /has an address, and no boot options/,
      /./,
    ],
    ['not-wanted', { foreign: client, kind: 'unknown' }, /names no vendor class/, /macPrefixes/],
    [
      'dhcp-only',
      { dhcp: { at: now - 4000, message: 'RELEASE', outcome: '192.168.76.20 released' } },
      /said RELEASE 4 s ago: 192\.168\.76\.20 released\./,
      /off and on/,
    ],
    ['broken-service', station({ broken: ['DHCP: no OFFER came back'] }), /no OFFER/, /self-test/],
    [
      'f04',
      { unit: failed('F04', 'Leased, nothing asked'), ...station({ broken: ['TFTP: silent'] }) },
      /^Leased/,
      /./,
    ],
    ['heard-only', { heardAt: now - 120_000 }, /came 2 min ago/, /off and on/],
    [
      'fixed-address',
      station({
        pool: {
          ...{ first: '192.168.76.20', last: '192.168.76.99', size: 80, used: 1 },
          setAside: [{ address: '192.168.76.30', mac, until: now, why: 'in-use' }],
        },
      }),
      /uses 192\.168\.76\.30 without a lease/,
      /DHCP/,
    ],
    [
      'never-seen',
      station({ warnings: ['Nothing has come in on eth1 for a minute'] }),
      /Nothing has come in on eth1 for a minute\.$/,
      /power/,
    ],
    ['never-seen', {}, /ever received from 00:0E:08:AA:BB:CC on eth1 since Start, 60 min/, /WAN/],
    ['never-seen', { kind: 'unknown' }, /no known maker’s: is it read right\?/, /./],
    ['never-seen', station({ hasDhcp: false }), /ever received/, /dhcp=off/],
    [
      'never-seen',
      { near: [{ mac: '000e08aabbcd', how: 'one digit differs', what: 'unit' }] },
      /Known is 00:0E:08:AA:BB:CD/,
      /./,
    ],
    [
      'not-heard',
      {
        unit: aUnit({
          lastSeenAt: now - 7_200_000,
          reason: { code: 'F04', text: 'Nothing asked' },
        }),
      },
      /last heard 2 h ago, before the station was started\. Before that: Nothing asked\.$/,
      /power/,
    ],
    [
      'no-answer',
      {
        unit: aUnit({
          ...{ condition: 'link-lost', reason: { code: null, text: 'It does not answer' } },
        }),
      },
      /^It does not answer\.$/,
      /cable/,
    ],
    ['f01', { unit: failed('F01', 'File not found: /a.cfg') }, /\/a\.cfg\.$/, /Add its model/],
    ['f04', { unit: failed('F04', 'Leased, nothing asked') }, /^Leased/, /factory reset/],
    ['f08', { unit: failed('F08', 'Two units use it') }, /^Two units/, /both units/],
    ['f09', { unit: failed('F09', 'No address left') }, /^No address/, /off the board/],
    ['f15', { unit: failed('F15', 'Its profile does not build: L1') }, /L1/, /template/],
    ['f21', { unit: failed('F21', 'spc: exit 3') }, /exit 3/, /spc/],
    ['held-at-first-file', { unit: heldText('No ISP address set') }, /ISP/, /Set the ISP’s rule/],
    ['held-at-first-file', { unit: heldText('Something new') }, /new\.$/, /asks again every 30 s/],
    [
      'refused',
      { unit: aUnit({ attention: '/p/x.cfg: another unit’s file' }) },
      /another/,
      /again/,
    ],
    [
      'no-lease',
      {
        unit: aUnit(),
        dhcp: { at: now, message: 'REQUEST', outcome: 'NAK: another address is its own' },
      },
      /no address: it said REQUEST just now, NAK: another/,
      /asks again/,
    ],
    ['on-its-way', { unit: aUnit({ address: '192.168.76.20' }) }, /^Nothing stopped it/, /40 s/],
  ])('%s', (rule, facts, sentence, todo) => {
    const answer = why(facts);
    expect(answer.rule).toBe(rule);
    expect(answer.sentence).toMatch(sentence);
    if (todo === null) expect(answer.todo).toBeNull();
    else expect(answer.todo).toMatch(todo);
  });

  test('the verdict says whether anything stopped it', () => {
    expect(why({ unit: aUnit({ stage: 'VERIFIED' }) }).verdict).toBe('done');
    expect(why({ unit: aUnit() }).verdict).toBe('on-its-way');
    expect(why({}).verdict).toBe('not-seen');
    expect(why(station({ state: 'stopped' })).verdict).toBe('stopped');
    expect(why({ typed: { mac: null, problem: '', digits: '' } }).verdict).toBe('not-a-mac');
  });

  test('a bound unit that may go again is asked about like any other', () => {
    const unit = aUnit({ isBound: true, mayGoAgain: true, stage: 'VERIFIED' });
    expect(why({ unit, account: '4711' }).rule).toBe('on-its-way');
  });

  test('every failure of the catalogue has a sentence and something to do', () => {
    for (let number = 1; number <= 22; number += 1) {
      const code = `F${String(number).padStart(2, '0')}` as 'F01';
      const answer = why({ unit: failed(code, 'It is so') });
      expect(answer).toMatchObject({ code, verdict: 'stopped', sentence: 'It is so.' });
      expect(answer.todo).toMatch(/\.$/);
    }
  });
});
