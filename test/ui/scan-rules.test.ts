import { describe, expect, test } from 'vitest';
import type { Seat } from '../../main/contract/model.ts';
import { whySkipped } from './page.ts';
import {
  type Answer,
  bound,
  held,
  heldAccount,
  OTHER,
  refused,
  UNIT,
  withAccount,
  withUnit,
} from './scan-answers.ts';
import { eventually, type ScanPage, useScanPages } from './scan-kit.ts';

/** Each row of the scan rules: what is held, what the station answers, and what a person gets. */
const rules: [
  string,
  Partial<Seat>,
  Answer,
  { word: string; sound: string | null; row: string },
][] = [
  [
    'a device, nothing held',
    {},
    held,
    { word: 'Now scan the account', sound: 'half', row: 'Held' },
  ],
  [
    'an account, nothing held',
    {},
    heldAccount,
    { word: 'Now scan the device', sound: 'half', row: 'Held' },
  ],
  ['a device with an account', withAccount, bound, { word: 'BOUND', sound: 'bound', row: 'Bound' }],
  ['an account with a device', withUnit, bound, { word: 'BOUND', sound: 'bound', row: 'Bound' }],
  [
    'another device',
    withUnit,
    {
      ...held,
      verdict: 'replaced',
      unit: OTHER,
      reason: '4F:1A:92 back to Ready.',
      seat: { heldUnit: OTHER },
    },
    { word: 'Now scan the account', sound: 'dropped', row: 'Replaced' },
  ],
  [
    'another account',
    withAccount,
    {
      ...heldAccount,
      verdict: 'replaced',
      account: '10-2',
      reason: '10-448213 back to Ready.',
      seat: { heldAccount: '10-2' },
    },
    { word: 'Now scan the device', sound: 'dropped', row: 'Replaced' },
  ],
  [
    'the same value within two seconds',
    withUnit,
    { verdict: 'ignored', unit: UNIT, seat: withUnit },
    { word: 'Now scan the account', sound: null, row: 'Scanned twice' },
  ],
  [
    'the pair that is bound already',
    withUnit,
    { ...bound, verdict: 'already', reason: 'Already done at 13:31.' },
    { word: 'Already done', sound: 'half', row: 'Already done' },
  ],
  [
    'a device bound elsewhere',
    withAccount,
    refused,
    { word: 'NOT BOUND', sound: 'refused', row: 'Refused' },
  ],
  [
    'a device that is not verified',
    withAccount,
    { ...refused, reason: 'Not ready: SEC-PRV-1 since 0:24' },
    { word: 'NOT BOUND', sound: 'refused', row: 'Refused' },
  ],
  [
    'a device never seen',
    withAccount,
    { ...refused, unit: null, reason: 'This station has never seen it.' },
    { word: 'NOT BOUND', sound: 'refused', row: 'Refused' },
  ],
  [
    'a full account',
    withUnit,
    { ...refused, unit: UNIT, reason: '2 of 2 devices: 00:0E:08:00:00:01', seat: withUnit },
    { word: 'NOT BOUND', sound: 'refused', row: 'Refused' },
  ],
  [
    'an unknown account',
    {},
    { ...refused, class: 'unknown', unit: null, account: null, reason: 'Not in the account list.' },
    { word: 'NOT BOUND', sound: 'refused', row: 'Refused' },
  ],
  [
    'the wrong model',
    withAccount,
    { ...refused, reason: 'Order asks for SPA962, this is SPA942.' },
    { word: 'NOT BOUND', sound: 'refused', row: 'Refused' },
  ],
  [
    'a product code',
    withUnit,
    {
      verdict: 'not-readable',
      class: 'product-code',
      reason: 'That is the product code. Scan MAC or S/N.',
      seat: withUnit,
    },
    { word: 'Scan again', sound: 'refused', row: 'Not read' },
  ],
  [
    'a MAC not read completely',
    {},
    { verdict: 'not-readable', class: 'unreadable', reason: 'Not read completely. Scan again.' },
    { word: 'Scan again', sound: 'refused', row: 'Not read' },
  ],
  [
    'a command barcode',
    {},
    { verdict: 'command', class: 'command', text: '*PPS-OK*' },
    { word: 'Ready', sound: 'half', row: 'Command OK' },
  ],
];

describe.skipIf(whySkipped !== null)(
  `the rules of scanning${whySkipped ? ` (${whySkipped})` : ''}`,
  () => {
    let at: ScanPage;
    const openPage = useScanPages();

    async function open(...about: Parameters<typeof openPage>): Promise<ScanPage> {
      at = await openPage(...about);
      return at;
    }

    test.each(rules)('%s: verdict, sound and row', async (_, seat, answer, expected) => {
      const { bench } = await open({ seat });
      bench.answerScan = () => answer;
      await at.scan('000E084F1A92');
      await eventually(() => at.rows()).toEqual([expected.row]);
      await at.says(expected.word);
      expect(await at.sounds()).toEqual(expected.sound === null ? [] : [expected.sound]);
      if (answer.reason && expected.word !== 'Now scan the account') {
        await at.verdict.getByText(answer.reason).first().waitFor();
      }
    });
  },
);
