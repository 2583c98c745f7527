import { describe, expect, it } from 'vitest';
import { macroValues } from '../rules/macros-of-unit.ts';
import { runResyncSequence } from './resync-sequence.ts';

const value = (outcome: 'success' | 'failure', ...requests: string[]) => ({
  ok: true,
  value: {
    requests,
    outcome,
    next: outcome === 'success' ? 'Resync_Periodic' : 'Resync_Error_Retry_Delay',
  },
});

describe('a resync with servers that say yes or no', () => {
  it('goes through the four rules until one fails', () => {
    const rules = { Profile_Rule: 'http://s/a', Profile_Rule_B: '', Profile_Rule_D: 'http://s/d' };
    const answers = { 'http://s/a': 'ok', 'http://s/d': 'ok' } as const;
    expect(runResyncSequence({ rules, answers })).toEqual(
      value('success', 'http://s/a', 'http://s/d'),
    );
    expect(runResyncSequence({ rules, answers: { ...answers, 'http://s/a': 'fail' } })).toEqual(
      value('failure', 'http://s/a'),
    );
    expect(runResyncSequence({ rules: {}, answers: {} })).toEqual(value('success'));
    expect(runResyncSequence({ rules: { Profile_Rule: '(1' }, answers: {} })).toEqual(
      value('failure'),
    );
  });

  it('takes a missing file as Resync_Fails_On_FNF says', () => {
    const rules = { Profile_Rule: '/a', Profile_Rule_B: '/b' };
    const answers = { '/a': 'not-found', '/b': 'ok' } as const;
    const ends = [undefined, 'Yes', 'No', 'no'].map((Resync_Fails_On_FNF) => {
      const sequence = { rules, answers, ...(Resync_Fails_On_FNF && { Resync_Fails_On_FNF }) };
      const end = runResyncSequence(sequence, { option66: 's' });
      return end.ok && end.value.outcome;
    });
    expect(ends).toEqual(['failure', 'failure', 'success', 'success']);
  });

  it('spells its requests as the answers do, else as the rule has them', () => {
    const rules = { Profile_Rule: 's/$MA.cfg', Profile_Rule_B: 'http://s/b', Profile_Rule_C: '/c' };
    const answers = { 'tftp://s/0a.cfg': 'ok', 'http://s:80/b': 'ok' } as const;
    const context = { values: new Map([['MA', '0a']]), option66: 'other' };
    expect(runResyncSequence({ rules, answers }, context)).toEqual(
      value('failure', 'tftp://s/0a.cfg', 'http://s:80/b', '/c'),
    );
    expect(runResyncSequence({ rules, answers: { 's/0a.cfg': 'not-found' } }, context)).toEqual(
      value('failure', 's/0a.cfg'),
    );
  });

  it('knows the macros it is given, registers that a rule changes, and keys', () => {
    const rules = {
      Profile_Rule: '($REGTMR1 gt 10)? (a = "new")! [--key $SA] http://s/$A',
      Profile_Rule_B: '("$A" eq "new")? http://s/$A',
    };
    const unit = { mac: '', productName: '', psn: '', serial: '', swver: '', hwver: '', ip: '' };
    const more = { REGTMR1: '17', A: 'old', SA: 'k', CCERT: '' };
    const values = macroValues({ ...unit, more });
    const answers = { 'http://s/old': 'ok', 'http://s/new': 'ok' } as const;
    expect(runResyncSequence({ rules, answers }, { values })).toEqual(
      value('success', 'http://s/old', 'http://s/new'),
    );
  });

  it('is not misled by answers with the names of JavaScript', () => {
    const rules = { Profile_Rule: 'http://s/toString' };
    expect(runResyncSequence({ rules, answers: {} })).toEqual(
      value('failure', 'http://s/toString'),
    );
  });
});
