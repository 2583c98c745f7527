import { describe, expect, it } from 'vitest';
import { packProfile } from '../packed/pack.ts';
import type { Fetch, UnitAction, UnitAnswer } from './actions.ts';
import { type Readings, readingsOf } from './readings.ts';
import { resync } from './resync.ts';
import { stateOf } from './simulate.ts';

const model = {
  ...{ name: 'SPA962', series: '962', hardware: '1.0.0' },
  ...{ factoryRule: '/spa$PSN.cfg', takesUrlFromDhcp: false },
};
const facts = { model, mac: '000e08012345', serial: 'S1', firmware: '6.1.5(a)', ip: '10.0.0.9' };

function unitWith(
  parameters: Record<string, string>,
  {
    readings = {},
    option66 = '10.0.0.1',
  }: { readings?: Partial<Readings>; option66?: string } = {},
) {
  const all = new Map(Object.entries({ Syslog_Server: '10.0.0.5', ...parameters }));
  return stateOf({ ...facts, option66, parameters: all }, readingsOf(readings));
}

const xml = (text: string) => Buffer.from(`<flat-profile>${text}</flat-profile>`);

/** Plays a resync; `files` by path, what is not there was not found. */
function play(
  unit: ReturnType<typeof unitWith>,
  files: Record<string, Uint8Array | UnitAnswer> = {},
) {
  const actions: UnitAction[] = [];
  const steps = resync(unit, 'power-up');
  let step = steps.next();
  while (!step.done) {
    actions.push(step.value);
    step = steps.next(answer(step.value, files));
  }
  const fetched = actions.filter((action): action is Fetch => action.type === 'fetch');
  const lines = actions.flatMap((action) => (action.type === 'log' ? [action.line] : []));
  return { end: step.value, actions, fetched, lines, paths: fetched.map(({ path }) => path) };
}

function answer(action: UnitAction, files: Record<string, Uint8Array | UnitAnswer>): UnitAnswer {
  if (action.type === 'look-up') {
    return { type: 'address', address: `ip-of-${action.server}`, port: action.port };
  }
  if (action.type !== 'fetch') return { type: 'nothing' };
  const file = files[action.path];
  if (file instanceof Uint8Array) return { type: 'file', bytes: file };
  return file ?? { type: 'not-found' };
}

describe('a resync', () => {
  it('fetches, applies and reports, each rule in turn', () => {
    const unit = unitWith({ Profile_Rule_C: 'http://s/c' });
    const files = { '/spa962.cfg': xml('<GPP_A>1</GPP_A>'), '/c': xml('') };
    const { end, lines, fetched } = play(unit, files);
    expect(end).toEqual({
      ...{ outcome: 'changed', why: null, changed: ['GPP_A'], reboots: true, usedOwnKey: false },
    });
    expect(fetched[0]).toMatchObject({
      ...{ scheme: 'tftp', server: '10.0.0.1', address: 'ip-of-10.0.0.1', port: 69 },
      ...{ method: 'GET', url: '/spa962.cfg', body: null, hasKey: false },
    });
    expect(lines).toEqual([
      'SPA962 00:0e:08:01:23:45 -- Requesting resync tftp://ip-of-10.0.0.1:69/spa962.cfg',
      'SPA962 00:0e:08:01:23:45 -- Successful resync tftp://ip-of-10.0.0.1:69/spa962.cfg',
      'SPA962 00:0e:08:01:23:45 -- Requesting resync http://ip-of-s:80/c',
      'SPA962 00:0e:08:01:23:45 -- Successful resync http://ip-of-s:80/c',
    ]);
  });

  it('ends at the first failure, which keeps what was applied before', () => {
    const unit = unitWith({ Profile_Rule: '/a', Profile_Rule_B: '/b', Profile_Rule_C: '/c' });
    const files = { '/a': xml('<GPP_A>1</GPP_A>'), '/b': xml('<GPP_B>') };
    const { end, paths, lines } = play(unit, files);
    expect(end).toMatchObject({ outcome: 'failed', why: 'corrupt file', reboots: false });
    expect(end.changed).toEqual(['GPP_A']);
    expect(paths).toEqual(['/a', '/b']);
    expect(lines.at(-1)).toBe('SPA962 00:0e:08:01:23:45 -- Resync failed: corrupt file');
    const reboots = unitWith(
      { Profile_Rule: '/a', Profile_Rule_B: '/b' },
      { readings: { failedPass: 'reboots' } },
    );
    expect(play(reboots, files).end).toMatchObject({ outcome: 'failed', reboots: true });
  });

  it('takes a missing file for a failure, unless Resync_Fails_On_FNF says no', () => {
    const rules = { Profile_Rule: '/a', Profile_Rule_B: '/b' };
    expect(play(unitWith(rules)).end).toMatchObject({ outcome: 'failed', why: 'File not found' });
    const mild = play(unitWith({ ...rules, Resync_Fails_On_FNF: 'No' }));
    expect(mild).toMatchObject({ end: { outcome: 'same' }, paths: ['/a', '/b'] });
  });

  it('carries assignments out before the download, and shows them to the next rule', () => {
    const rules = {
      Profile_Rule: '(a = "x"; Line_Enable_1_ = "No")! [--post a] http://s/$A/p',
      Profile_Rule_B: '/$A',
    };
    const unit = unitWith({ ...rules, GPP_A: 'old' });
    const { actions, paths, fetched } = play(unit, { '/old/p': xml(''), '/x': xml('') });
    const kinds = actions.map(({ type }) => type);
    expect(kinds.indexOf('assign')).toBeLessThan(kinds.indexOf('fetch'));
    expect(paths).toEqual(['/old/p', '/x']);
    expect(fetched[0]).toMatchObject({ method: 'POST', body: 'x' });
    const byParts = unitWith(
      { ...rules, GPP_A: 'old' },
      { readings: { ruleExpansion: 'part-by-part' } },
    );
    expect(play(byParts).paths).toEqual(['/x/p']);
  });

  it('posts the expanded register over HTTP, and reads by TFTP whatever --post says', () => {
    const body = 'Product = "$PN"; Ser_Num = "$SN"; x = "$SA"; y = "$SCHEME"';
    const rules = {
      Profile_Rule: '[--post f] http://s/a?',
      Profile_Rule_B: '[--post f] tftp://s/b',
    };
    const unit = unitWith({ ...rules, GPP_F: body, GPP_SA: 'secret' });
    const { fetched } = play(unit, { '/a?': xml(''), '/b': xml('') });
    expect(fetched[0]?.body).toBe('Product = "SPA962"; Ser_Num = "S1"; x = "$SA"; y = "http"');
    expect(fetched[1]).toMatchObject({ method: 'GET', body: null });
  });

  it('reads a customer’s document through the alias map of its register', () => {
    const rules = {
      Profile_Rule: '[--alias m] http://s/a',
      GPP_M: '/name = /flat-profile/GPP_A ;',
    };
    const file = Buffer.from('<CPE><name>J. Smith</name></CPE>');
    const unit = unitWith(rules);
    expect(play(unit, { '/a': file }).end).toMatchObject({ outcome: 'changed' });
    expect(unit.parameters.get('GPP_A')).toBe('J. Smith');
    const broken = play(unitWith({ ...rules, GPP_M: 'x' }), { '/a': file });
    expect(broken.end).toMatchObject({ outcome: 'failed', why: 'corrupt alias map' });
  });

  it('opens with the key of its rule, and tells when that is its own', () => {
    const unit = unitWith({ Profile_Rule: '[--key $SA] http://s/a', GPP_SA: 'k' });
    const sealed = packProfile('<flat-profile><GPP_A>1</GPP_A></flat-profile>', {
      gzip: true,
      key: 'k',
    });
    expect(play(unit, { '/a': sealed }).end).toMatchObject({
      outcome: 'changed',
      usedOwnKey: true,
    });
    const plain = { '/a': xml('') };
    const refusing = unitWith({ Profile_Rule: '[--key k] http://s/a' });
    expect(play(refusing, plain).end).toMatchObject({ outcome: 'failed', why: 'corrupt file' });
    const mild = unitWith(
      { Profile_Rule: '[--key k] http://s/a' },
      { readings: { keyForPlainFile: 'ignored' } },
    );
    expect(play(mild, plain).end).toMatchObject({ outcome: 'same', usedOwnKey: false });
  });

  it('follows a rule that came in the same resync, or leaves it for the next', () => {
    const rules = { Profile_Rule: '/a', Profile_Rule_B: '/old' };
    const files = {
      '/a': xml('<Profile_Rule_B>/new</Profile_Rule_B>'),
      '/new': xml(''),
      '/old': xml(''),
    };
    expect(play(unitWith(rules), files).paths).toEqual(['/a', '/new']);
    const later = unitWith(rules, { readings: { newRuleInSamePass: 'next-pass' } });
    expect(play(later, files).paths).toEqual(['/a', '/old']);
  });

  it('has nobody to ask without a server, and says nothing without a syslog server', () => {
    const { end, lines, paths } = play(unitWith({}, { option66: '' }));
    expect(end).toMatchObject({ outcome: 'failed', why: 'no server' });
    expect(paths).toEqual([]);
    expect(lines).toEqual(['SPA962 00:0e:08:01:23:45 -- Resync failed: no server']);
    expect(play(unitWith({ Syslog_Server: '' })).lines).toEqual([]);
  });

  it('does nothing with Provision_Enable off', () => {
    const { end, actions } = play(unitWith({ Provision_Enable: 'No' }));
    expect(end).toMatchObject({ outcome: 'off' });
    expect(actions).toEqual([]);
  });

  it('takes the URL of DHCP in the place of the factory rule when its model does', () => {
    const cisco = { ...facts, model: { ...model, takesUrlFromDhcp: true } };
    const read = (option66: string) =>
      play(stateOf({ ...cisco, option66 }, readingsOf())).fetched[0]?.url;
    expect(read('http://10.0.0.1/x/$PSN.cfg')).toBe('http://10.0.0.1/x/962.cfg');
    expect(read('http://10.0.0.1')).toBe('http://10.0.0.1/spa962.cfg');
    expect(play(unitWith({}, { option66: 'http://10.0.0.1/x' })).end.why).toBe('no server');
  });

  it('keeps the scheme in the case the guide is read in', () => {
    const line = (schemeCase: 'lower' | 'upper') =>
      play(unitWith({ Log_Resync_Request_Msg: '$SCHEME $METH' }, { readings: { schemeCase } }))
        .lines[0];
    expect([line('lower'), line('upper')]).toEqual(['tftp tftp', 'TFTP TFTP']);
  });

  it('explains its rule without its secrets', () => {
    const unit = unitWith({ Profile_Rule: '[--key $A] http://s/$A', GPP_A: 'key-of-this-unit' });
    const [rule] = play(unit).actions;
    expect(rule).toMatchObject({ type: 'rule', parameter: 'Profile_Rule' });
    const explained = rule?.type === 'rule' ? JSON.stringify(rule.explain()) : '';
    expect(explained).toContain('"from":"$A"');
    expect(explained).not.toContain('key-of-this-unit');
  });
});
