import { describe, expect, it } from 'vitest';
import type { ProofLevel, ReadBackView } from '../../contract/proof.ts';
import { advance } from '../provisioning/advance.ts';
import { newUnitRecord, type UnitRecord } from '../provisioning/record.ts';
import { defaultLimits, type Limits } from '../provisioning/unit-event.ts';
import { ladderOf } from './ladder.ts';
import { awaitsReadBack, levelOf, mayLeave } from './level.ts';
import { isLocked, releaseProblem } from './release-check.ts';
import { toldOf } from './told.ts';
import { wantsReadBack } from './when.ts';

const mac = '000e08aabbcc';
const told = (changes: Partial<ReadBackView> = {}): ReadBackView => ({
  ...{ at: 50, phase: 'rehearsal', by: 'web', outcome: 'equal', why: null, differences: [] },
  ...{ sameCount: 12, notShownCount: 2, namingStation: [], softwareVersion: null, ...changes },
});
const at = (level: ProofLevel): Limits => ({ ...defaultLimits, proofs: level });

/** It has its last file, whole, since the moment 100. */
function gone(changes: Partial<UnitRecord> = {}): UnitRecord {
  const fresh = newUnitRecord(mac, 1);
  const step = (askedAt: number) => ({
    ...{ askedAt, servedAt: askedAt + 5, servedCount: 1, reportedAt: null },
  });
  const steps = { common: step(10), own: step(20), rehearsal: step(30), last: step(95) };
  const seen = { model: 'SPA962', address: '192.168.76.20', lastLeaseAt: 5, lastRequestAt: 95 };
  return { ...fresh, ...seen, stage: 'SEC-PRV-2', steps, releaseCheckedAt: 90, ...changes };
}
const readBefore = { rehearsal: told(), last: null };
const success = {
  ...({ type: 'reported', at: 110, operation: 'resync', phase: 'success' } as const),
  ...({ step: 'last', text: 'Successful resync' } as const),
};

describe('the level', () => {
  it('is the model’s own, else the one for all', () => {
    const limits = { ...defaultLimits, proofsOf: { SPA962: 'message' as const } };
    expect(levelOf({ model: 'SPA962' }, limits)).toBe('message');
    expect(levelOf({ model: 'toString' }, limits)).toBe('usual');
    expect(levelOf({ model: null }, limits)).toBe('usual');
  });

  it('makes the chain’s proof wait only for a unit whose web server answered', () => {
    expect(awaitsReadBack(gone(), at('usual'))).toBe(false);
    expect(awaitsReadBack(gone({ readBacks: readBefore }), at('usual'))).toBe(true);
    for (const level of ['chain', 'message'] as const) {
      expect(awaitsReadBack(gone({ readBacks: readBefore }), at(level))).toBe(false);
    }
    expect(awaitsReadBack(gone(), at('read-back'))).toBe(true);
    const locked = gone({ readBacks: readBefore, isLockedAtEnd: true });
    expect(awaitsReadBack(locked, at('read-back'))).toBe(false);
  });

  it('lets a unit go to its last file', () => {
    const with_ = (outcome: ReadBackView['outcome']) =>
      gone({ readBacks: { rehearsal: told({ outcome }), last: null } });
    const may = (['chain', 'usual', 'message', 'read-back'] as const).map((level) =>
      (['equal', 'not-read', 'different'] as const).map((one) => mayLeave(with_(one), at(level))),
    );
    expect(may).toEqual([
      [true, true, true],
      [true, true, false],
      [true, true, false],
      [true, false, false],
    ]);
  });
});

describe('verified', () => {
  it('comes with the chain’s proof at once where nothing can be read back', () => {
    expect(advance(gone(), success, at('usual')).record.stage).toBe('VERIFIED');
  });

  it('waits for the read-back, keeps the proof, and comes with the first equal answer', () => {
    const proved = advance(gone({ readBacks: readBefore }), success, at('usual')).record;
    expect([proved.stage, proved.lastProof?.kind]).toEqual(['SEC-PRV-2', 'syslog']);
    const event = { type: 'read-back', at: 130, isFinal: false } as const;
    const early = advance(
      proved,
      { ...event, told: told({ phase: 'last', outcome: 'different', why: 'x' }) },
      at('usual'),
    ).record;
    expect([early.stage, early.condition]).toEqual(['SEC-PRV-2', 'ok']);
    const done = advance(early, { ...event, told: told({ phase: 'last' }) }, at('usual'));
    expect(done.record.stage).toBe('VERIFIED');
  });

  it('comes with the chain’s proof when the web server no longer answers, but not at read-back', () => {
    const silent = {
      ...({ type: 'read-back', at: 130, isFinal: true } as const),
      told: told({ phase: 'last', outcome: 'not-read', why: 'nobody' }),
    };
    for (const [level, stage] of [
      ['usual', 'VERIFIED'],
      ['read-back', 'SEC-PRV-2'],
    ] as const) {
      const proved = advance(gone({ readBacks: readBefore }), success, at(level)).record;
      expect(advance(proved, silent, at(level)).record.stage).toBe(stage);
    }
  });

  it('is lost when the values turn out to be others, or to name the bench', () => {
    const unit = gone({ stage: 'VERIFIED' });
    const event = { type: 'read-back', at: 130, isFinal: true } as const;
    const other = told({ phase: 'last', outcome: 'different', by: 'report', why: 'w' });
    const lost = advance(unit, { ...event, told: other }, at('usual')).record;
    expect([lost.stage, lost.reason?.code]).toEqual(['SEC-PRV-2', 'F17']);
    const naming = { ...other, namingStation: ['Log_Server'] };
    const left = advance(unit, { ...event, told: naming }, at('usual')).record;
    expect([left.condition, left.reason?.code]).toEqual(['failed', 'F19']);
  });

  it('what differed stays so while nothing answers, however often it is asked', () => {
    const event = { type: 'read-back', isFinal: true } as const;
    const first = advance(
      gone(),
      { ...event, at: 60, told: told({ outcome: 'different', why: 'w' }) },
      at('usual'),
    );
    expect(first.evidence.map(({ kind }) => kind)).toEqual(['read-back', 'failed']);
    const silent = told({ outcome: 'not-read', why: 'nobody' });
    const then = advance(first.record, { ...event, at: 70, told: silent }, at('usual')).record;
    expect(mayLeave(then, at('usual'))).toBe(false);
    const mended = advance(then, { ...event, at: 80, told: told() }, at('usual')).record;
    expect([mended.condition, mayLeave(mended, at('usual'))]).toEqual(['ok', true]);
  });
});

describe('a unit held at its rehearsal', () => {
  it('asks and asks without filling its history, its key proved', () => {
    const rehearsed = gone();
    const steps = { ...rehearsed.steps, last: newUnitRecord(mac, 1).steps.last };
    const event = { type: 'read-back', at: 60, isFinal: true } as const;
    const differing = told({ outcome: 'different', why: 'w' });
    let unit = advance({ ...rehearsed, steps }, { ...event, told: differing }, at('usual')).record;
    const kinds: string[] = [];
    const tell = (next: Parameters<typeof advance>[1]) => {
      const { record, evidence } = advance(unit, next, at('usual'));
      unit = record;
      kinds.push(...evidence.map(({ kind }) => kind));
    };
    for (let now = 100; now < 200; now += 10) {
      const about = { step: 'rehearsal', at: now } as const;
      tell({
        ...{ type: 'asked', ...about, name: '/n', address: '192.168.76.20', isClaimed: false },
        ...{ why: null, self: { model: null, serial: null, firmware: null } },
      });
      const file = { name: '/n', at: now, bytes: 9, sha256: '', complete: true };
      tell({ type: 'served', ...about, file, took: { via: 'tftp', ms: 1 } });
    }
    expect([unit.condition, unit.reason?.code, unit.stage]).toEqual([
      ...['failed', 'F17', 'SEC-PRV-2'],
    ]);
    expect(kinds).toEqual(['asked', 'served']);
    const opened = ladderOf(unit, at('usual')).find(({ id }) => id === 'key-opened');
    expect(opened?.state).toBe('done');
  });
});

describe('its firmware', () => {
  const check = { type: 'release-check', part: 'firmware' } as const;
  const problem = { code: 'F13', text: 'It has firmware 5.1.6' } as const;
  const at95 = (unit: UnitRecord) => advance(unit, { ...check, at: 95, problem }, at('usual'));

  it('keeps it at its rehearsal while it is another than its model is to leave with', () => {
    const held = at95(gone());
    expect([held.record.reason?.code, held.evidence.length]).toEqual(['F13', 1]);
    expect(at95(held.record).evidence).toEqual([]);
    const rung = ladderOf(held.record, at('usual')).find(({ id }) => id === 'release-check');
    expect(rung).toMatchObject({ state: 'failed', evidence: problem.text });
    const right = advance(held.record, { ...check, at: 99, problem: null }, at('usual')).record;
    expect(right.condition).toBe('ok');
  });

  it('is known from what the unit told', () => {
    const event = { type: 'read-back', at: 60, isFinal: true } as const;
    const read = told({ softwareVersion: '6.1.5(a)' });
    const { record } = advance(gone(), { ...event, told: read }, at('usual'));
    expect(record.firmware).toBe('6.1.5(a)');
  });
});

describe('asking again', () => {
  it('begins a moment after the last file, and is final after two quiets', () => {
    const unit = gone({ readBacks: readBefore });
    const limits = at('usual');
    expect(wantsReadBack(unit, 200, limits)).toBeNull();
    expect(wantsReadBack(unit, 3_200, limits)).toEqual({ isFinal: false });
    expect(wantsReadBack(unit, 64_000, limits)).toEqual({ isFinal: true });
    expect(wantsReadBack({ ...unit, isReadBackOver: true }, 64_000, limits)).toBeNull();
    expect(wantsReadBack({ ...unit, isLockedAtEnd: true }, 64_000, limits)).toBeNull();
    expect(wantsReadBack(gone(), 64_000, limits)).toBeNull();
    expect(wantsReadBack(gone(), 64_000, at('read-back'))).toEqual({ isFinal: true });
  });
});

describe('the ladder', () => {
  const shown = (unit: UnitRecord, level: ProofLevel = 'usual') =>
    ladderOf(unit, at(level)).map(({ id, state }) => `${id} ${state}`);

  it('of a fresh unit stands at its first step', () => {
    expect(shown(newUnitRecord(mac, 1))).toEqual([
      ...['leased now', 'asked open', 'served open', 'next-asked open', 'key-opened open'],
      ...['message open', 'read-back open', 'release-check open', 'verified open'],
    ]);
  });

  it('of a unit with its last file has what is left, by level', () => {
    expect(shown(gone()).slice(4)).toEqual([
      ...['key-opened done', 'message now', 'read-back open', 'release-check done'],
      'verified open',
    ]);
    expect(shown(gone(), 'message').slice(5, 7)).toEqual(['message now', 'read-back needless']);
  });

  it('shows a failed read-back with its words', () => {
    const readBacks = { rehearsal: told({ outcome: 'different', why: 'A differs' }), last: null };
    const rung = ladderOf(gone({ readBacks }), at('usual'))[6];
    expect(rung).toMatchObject({ state: 'failed', evidence: 'A differs', at: 50 });
  });

  it('is the same for the same record', () => {
    expect(ladderOf(gone(), at('usual'))).toEqual(ladderOf(gone(), at('usual')));
  });
});

describe('the release check', () => {
  const station = ['192.168.76.1'];
  const good = {
    ...{ Profile_Rule: '[--key $SA] https://prov.example.net/$B/spa$PSN.cfg' },
    ...{ Resync_Periodic: '3600', Resync_Error_Retry_Delay: '3600', Syslog_Server: '' },
  };
  const problem = (changes: Record<string, string>, rehearsed: Record<string, string> = {}) =>
    releaseProblem({
      final: entries({ ...good, ...changes }),
      rehearsed: entries(rehearsed),
      station,
    });
  const entries = (values: Record<string, string>) =>
    Object.entries(values).map(([name, value]) => ({ name, value }));

  it('has nothing against the ISP’s rule, field timers and a lock at the end', () => {
    expect(problem({ Enable_Web_Server: 'No', Resync_Periodic: '0' })).toBeNull();
  });

  it.each([
    ['a rule of the station', { Profile_Rule: 'tftp://192.168.76.1/x' }, 'F19', /this station/],
    ['no rule', { Profile_Rule: '[--key $SA] ' }, 'F19', /without a Profile_Rule/],
    ['a trace of the bench', { Debug_Server: '192.168.76.1:514' }, 'F19', /^Debug_Server would/],
    ['a timer of the bench', { Resync_Periodic: '5' }, 'F19', /^Resync_Periodic would stay/],
  ])('refuses %s', (_what, changes, code, text) => {
    expect(problem(changes as Record<string, string>)).toMatchObject({
      ...{ code, text: expect.stringMatching(text) },
    });
  });

  it('refuses a lock before the read-back', () => {
    const early = { Enable_Web_Admin_Access: 'No' };
    expect(problem({}, early)).toMatchObject({ code: 'F18' });
    expect(isLocked(entries(early))).toBe(true);
  });
});

describe('what a unit told', () => {
  const nothing = { differences: [], sameCount: 0, notShown: [], namingStation: [] };
  const about = {
    ...{ identity: { mac: null, serial: null, product: null }, softwareVersion: null },
    ...{ serial: null, customization: null, provisionEnable: null, takenAt: 9 },
  };

  it('with none of the wanted values in it is not read, and never equal', () => {
    const answer = { ok: true, value: { ...nothing, ...about, isEqual: false } } as const;
    expect(toldOf(answer, { phase: 'last', by: 'web' }).outcome).toBe('not-read');
  });

  it('does not count against it where its model has no such parameter, but for the chain’s own', () => {
    const missing = (name: string) =>
      ({ name, state: 'missing', wanted: 'x', found: null, isSecret: false }) as const;
    const view = (name: string) => {
      const value = { ...nothing, ...about, differences: [missing(name)], sameCount: 3 };
      return toldOf(
        { ok: true, value: { ...value, isEqual: false } },
        { phase: 'last', by: 'web' },
      );
    };
    expect([view('Display_Name_8_').outcome, view('Resync_Periodic').outcome]).toEqual([
      ...['equal', 'different'],
    ]);
    expect(view('Display_Name_8_').differences).toHaveLength(1);
  });

  it('naming the bench is different though every value is as wanted', () => {
    const value = { ...nothing, ...about, isEqual: true, sameCount: 3, namingStation: ['A'] };
    const view = toldOf({ ok: true, value }, { phase: 'last', by: 'web' });
    expect([view.outcome, view.why]).toEqual(['different', 'A names the bench']);
  });
});
