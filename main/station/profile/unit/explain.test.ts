import { describe, expect, it } from 'vitest';
import { explainRule } from '../rules/explain-rule.ts';
import { explainEvents } from './explain.ts';
import { durationWords, explainChoice } from './explain-words.ts';
import type { FileAnswer } from './file-source.ts';
import { secretFingerprint } from './fingerprint.ts';
import { simulateUnit } from './simulate.ts';

const model = {
  ...{ name: 'SPA962', series: '962', hardware: '1.0.0' },
  ...{ factoryRule: '/spa$PSN.cfg', takesUrlFromDhcp: false },
};
const unit = {
  ...{ model, mac: '000e08012345', serial: 'S1', firmware: '6.1.5(a)', ip: '10.0.0.9' },
  option66: '10.0.0.1',
};

function sentences(files: Record<string, FileAnswer>, parameters: Record<string, string> = {}) {
  const { events, end } = simulateUnit({
    unit: {
      ...unit,
      parameters: new Map(Object.entries(parameters)),
      macros: { REGTMR1: '17' },
    },
    files: new Map(Object.entries(files)),
    clock: { startAt: 0, random: () => 0.5 },
    options: { limits: { resyncs: 4 } },
  });
  return explainEvents(events, end);
}

const xml = (text: string) => Buffer.from(`<flat-profile>${text}</flat-profile>`);

describe('the explanation of what a unit does', () => {
  it('is a list of plain sentences', () => {
    const rule = '($REGTMR1 eq 0)? http://p/has | [--post a] http://p/lost?';
    const files = {
      '/spa962.cfg': xml(
        `<GPP_A>$PN</GPP_A><Admin_Passwd>hunter2</Admin_Passwd><Profile_Rule>${rule}</Profile_Rule>`,
      ),
      'http://p/lost?': xml(''),
    };
    expect(sentences(files)).toEqual([
      '1. After power-on it waits up to 40 s (Resync_Random_Delay 2).',
      '2. Profile_Rule leads to /spa$PSN.cfg (/spa962.cfg).',
      '3. It asks for tftp://10.0.0.1:69/spa962.cfg.',
      '4. The file comes as plain XML.',
      `5. It sets GPP_A to "$PN", Profile_Rule to "${rule}", Admin_Passwd to a secret (fingerprint ${secretFingerprint('hunter2')}).`,
      '6. The resync succeeds; 3 parameters changed, so it reboots.',
      '7. It reboots.',
      '8. It resyncs at once after the reboot.',
      '9. Profile_Rule: the second alternative, http://p/lost? posting GPP_A, is chosen because $REGTMR1 (17) eq 0 does not hold.',
      '10. It posts to http://p:80/lost?: SPA962',
      '11. The file comes as plain XML.',
      '12. It sets nothing it does not have already.',
      '13. The resync succeeds and changes nothing.',
      '14. It waits 1 h (Resync_Periodic 3600).',
      '15. Profile_Rule: the second alternative, http://p/lost? posting GPP_A, is chosen because $REGTMR1 (17) eq 0 does not hold.',
      '16. It posts to http://p:80/lost?: SPA962',
      '17. The file comes as plain XML.',
      '18. It sets nothing it does not have already.',
      '19. The resync succeeds and changes nothing.',
      '20. So it goes on until something else changes.',
    ]);
  });

  it('tells of failures, and of a unit that waits for somebody', () => {
    const told = sentences({ '/spa962.cfg': 'not-found' }, { Resync_Error_Retry_Delay: '' });
    expect(told.slice(2)).toEqual([
      '3. It asks for tftp://10.0.0.1:69/spa962.cfg.',
      '4. The server has no such file.',
      '5. That fails: File not found.',
      '6. The resync fails, and the rules behind this one are not looked at.',
      '7. Nothing more happens by itself: no timer runs.',
    ]);
    expect(sentences({ '/spa962.cfg': xml('<A ua="x">1</A>') })[3]).toBe(
      '4. That fails: corrupt file. The attribute ua of A must be "na", "ro" or "rw".',
    );
  });
});

describe('the choice of a rule in words', () => {
  const values = new Map([
    ['A', 'x'],
    ['SWVER', '2.0.6'],
    ['SA', 'topsecret'],
    ['E', ''],
  ]);
  it.each([
    ['', 'R is empty.'],
    ['# /a', 'R begins with # and is switched off.'],
    ['("$A" eq "y")? /a', 'R is skipped because "$A" ("x") eq "y" does not hold.'],
    [
      '(ge 2.0 and 1 eq 1)? /a',
      'R cannot be carried out: A value is an integer, a version such as 2.0.6(b), or text in quotes.',
    ],
    [
      '(ge 2.0.3 and 1 eq 1)? /a',
      'R: the first alternative, /a, is chosen because $SWVER (2.0.6, not written) ge 2.0.3 and 1 eq 1 hold.',
    ],
    [
      '(1 eq 2)? /a | (true)? [--key "$SA" --alias m]/b',
      `R: the second alternative, /b with a key ($SA, fingerprint ${secretFingerprint('topsecret')}) through the alias map in GPP_M, is chosen because true holds, and 1 eq 2 does not hold.`,
    ],
    ['[--key ""]/a', 'R leads to /a with a key (fingerprint of nothing).'],
    ['(a = "1")!', 'R leads to assignments alone.'],
  ])('%j: %s', (text, words) => {
    expect(explainChoice('R', explainRule(text, { values, option66: 'h' }))).toBe(words);
  });
});

it.each([
  [0, '0 s'],
  [40, '40 s'],
  [4200, '1 h 10 min'],
  [86_401, '1 day 1 s'],
  [172_800, '2 days'],
])('%i seconds are %s', (seconds, words) => {
  expect(durationWords(seconds)).toBe(words);
});
