import { history, undo } from '@codemirror/commands';
import { ORPCError } from '@orpc/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Finding, TemplateDetail } from '../../../main/contract/profiles.ts';
import { EditingSession } from './editing-session.ts';
import { closeSessions, openSession, sessionFor } from './sessions.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  closeSessions();
  vi.useRealTimers();
});

const stage = 'sec-prv-2';
const detail = (text: string, revision: number | null): TemplateDetail => {
  const texts = { 'sp-cust': '', 'sec-prv-1': '', 'sec-prv-2': text };
  return {
    ...{ kind: 'isp', key: '', texts, inForce: texts, origin: 'published', version: 1 },
    ...{ versions: [], lastServed: null, findings: [] },
    draft: revision === null ? null : { basedOn: 1, revision, savedAt: 5 },
  };
};

function some(text = 'one\n', revision: number | null = 3) {
  const saved: [text: string, revision: number | null][] = [];
  let refuses: string | null = null;
  let found: Finding[] = [];
  const client = {
    saveDraft: async (asked: { texts: TemplateDetail['texts']; revision: number | null }) => {
      if (refuses !== null) throw new ORPCError('REFUSED', { data: { code: refuses } });
      saved.push([asked.texts[stage], asked.revision]);
      return { revision: (asked.revision ?? 0) + 1 };
    },
    check: async () => found,
  };
  const parts = {
    client: client as never,
    extensions: () => history(),
    withFindings: () => ({}),
  };
  const askedAt = performance.now();
  const session = new EditingSession(detail(text, revision), askedAt, parts);
  const type = (words: string) => {
    const { length } = session.stateOf(stage).doc;
    session.edit(stage, { changes: { from: length, insert: words }, userEvent: 'input.type' });
  };
  const undoLast = () =>
    undo({
      state: session.stateOf(stage),
      dispatch: (transaction) => session.heard(stage, transaction.state, true),
    });
  return {
    session,
    saved,
    parts,
    askedAt,
    type,
    undoLast,
    refuse: (code: string | null) => {
      refuses = code;
    },
    find: (findings: Finding[]) => {
      found = findings;
    },
    text: () => session.textOf(stage),
    wait: vi.advanceTimersByTimeAsync,
  };
}

test('what is written is saved from the draft it began with', async () => {
  const { type, saved, wait } = some();
  type('two');
  await wait(1000);
  type(' three');
  await wait(1000);
  expect(saved).toEqual([
    ['one\ntwo', 3],
    ['one\ntwo three', 4],
  ]);
});

test('another window’s draft is taken while nothing is written here, and is no step to undo', async () => {
  const { session, saved, text, undoLast, wait } = some();
  session.hear(detail('theirs\n', 4), performance.now());
  await wait(5000);
  expect([text(), saved]).toEqual(['theirs\n', []]);
  undoLast();
  expect(text()).toBe('theirs\n');
});

test('an answer older than what was written or saved here changes nothing', async () => {
  const { session, type, text, wait } = some();
  const before = performance.now();
  type('two');
  session.hear(detail('old\n', 2), performance.now());
  expect(text()).toBe('one\ntwo');
  await wait(1000);
  session.hear(detail('old\n', 3), before);
  expect(text()).toBe('one\ntwo');
  session.hear(detail('newer\n', 9), performance.now());
  expect(text()).toBe('newer\n');
});

test('a draft changed elsewhere: theirs is shown and undo brings mine back, or mine is kept', async () => {
  const one = some();
  one.type('mine');
  one.refuse('DRAFT_CHANGED');
  await one.wait(1000);
  expect(one.session.saver.state().kind).toBe('changed');
  one.session.decide(detail('theirs\n', 8), 'theirs');
  expect([one.text(), one.session.saver.revision]).toEqual(['theirs\n', 8]);
  one.undoLast();
  expect(one.text()).toBe('one\nmine');

  const other = some();
  other.type('mine');
  other.refuse('DRAFT_CHANGED');
  await other.wait(1000);
  other.refuse(null);
  other.session.decide(detail('theirs\n', 8), 'mine');
  await other.wait(0);
  expect(other.saved).toEqual([['one\nmine', 8]]);
});

test('published: nothing is left to save, and the next change begins a draft', async () => {
  const { session, type, saved, wait } = some();
  session.settle(detail('one\n', null));
  await wait(5000);
  expect(saved).toEqual([]);
  type('two');
  await wait(1000);
  expect(saved).toEqual([['one\ntwo', null]]);
});

test('a byte order mark and foreign line ends are no text', () => {
  expect(some('\ufeffa\r\nb\rc').text()).toBe('a\nb\nc');
});

test('a problem is mended where it stands now, not where it stood', async () => {
  const { session, type, find, text, undoLast, wait } = some('$MACC\n', null);
  const at = (start: number): Finding => ({
    ...{ code: 'L04', severity: 'error', message: 'm', file: '', line: 1, column: 1 },
    ...{ start, end: start + 5 },
    fix: { title: 'Write $MAC', edits: [{ start, end: start + 5, text: '$MAC' }] },
  });
  find([at(0)]);
  type('x');
  await wait(300);
  session.edit(stage, { changes: { from: 0, insert: 'Rule ' }, userEvent: 'input.type' });
  find([at(5)]);
  await expect(session.fix(stage, at(0))).resolves.toBe(true);
  expect(text()).toBe('Rule $MAC\nx');
  undoLast();
  expect(text()).toBe('Rule $MACC\nx');
  find([]);
  session.edit(stage, { changes: { from: 0, to: 10, insert: '' } });
  await expect(session.fix(stage, at(5))).resolves.toBe(false);
});

test('a template that could not be saved is kept until it is, however many are opened', async () => {
  const { parts, askedAt } = some();
  const isp = sessionFor(detail('one\n', null), askedAt, parts);
  isp.edit(stage, { changes: { from: 0, insert: 'unsaved ' } });
  for (let model = 0; model < 20; model += 1) {
    sessionFor({ ...detail('', null), kind: 'model', key: `M${model}` }, askedAt, parts);
  }
  expect(openSession({ kind: 'isp', key: '' })).toBe(isp);
  expect(openSession({ kind: 'model', key: 'M0' })).toBeNull();
  expect(openSession({ kind: 'model', key: 'M19' })).not.toBeNull();
});
