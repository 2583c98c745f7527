import { history, undo } from '@codemirror/commands';
import { ORPCError } from '@orpc/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Finding, TemplateDetail } from '../../../main/contract/profiles.ts';
import { type EditingParts, EditingSession } from './editing-session.ts';
import { closeSessions, openSession, sessionFor } from './sessions.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  closeSessions();
  vi.useRealTimers();
});

const stage = 'sec-prv-2';
const detail = (text: string, revision: number | null, version = 1): TemplateDetail => {
  const texts = { 'sp-cust': '', 'sec-prv-1': '', 'sec-prv-2': text };
  return {
    ...{ kind: 'isp', key: '', texts, inForce: texts, origin: 'published', version },
    ...{ lastServed: null, findings: [] },
    versions: [{ version, note: '', publishedAt: 4, units: 0 }],
    draft: revision === null ? null : { basedOn: version, revision, savedAt: 5 },
  };
};

/** What a station was asked, in few words, and what it answers: revisions of drafts go up by 7. */
function aStation(begin: { text: string; revision: number | null }) {
  const asked: string[] = [];
  const now = { ...begin, version: 1 };
  let refuses: string | null = null;
  let slow: Promise<void> = Promise.resolve();
  let found: Finding[] = [];
  const told = () => detail(now.text, now.revision, now.version);
  const note = async (words: string): Promise<void> => {
    asked.push(words);
    await slow;
    if (refuses !== null) throw new ORPCError('REFUSED', { data: { code: refuses } });
  };
  const save = (text: string): void => {
    now.text = text;
    now.revision = (now.revision ?? 100) + 7;
  };
  const client: EditingParts['client'] = {
    get: async () => told(),
    saveDraft: async ({ texts, revision, basedOn }) => {
      await note(`save ${JSON.stringify(texts[stage])} from ${revision ?? `v${basedOn}`}`);
      save(texts[stage]);
      return { revision: now.revision ?? 0 };
    },
    publish: async ({ revision }) => {
      await note(`publish ${revision}`);
      now.version += 1;
      now.revision = null;
      return told();
    },
    dropDraft: async ({ revision }) => {
      await note(`drop ${revision}`);
      now.text = 'in force\n';
      now.revision = null;
      return told();
    },
    restore: async ({ revision, version }) => {
      await note(`restore v${version} over ${revision}`);
      save('old\n');
      return told();
    },
    check: async () => found,
  };
  return {
    asked,
    client,
    refuse: (code: string | null) => {
      refuses = code;
    },
    /** Answers only once the function it returns is called. */
    wait: () => {
      let end = (): void => undefined;
      slow = new Promise((resolve) => {
        end = resolve;
      });
      return end;
    },
    find: (findings: Finding[]) => {
      found = findings;
    },
  };
}

function some(text = 'one\n', revision: number | null = 3) {
  const station = aStation({ text, revision });
  const parts: EditingParts = {
    client: station.client,
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
    ...{ session, station, parts, askedAt, type, undoLast },
    ...{ asked: station.asked, refuse: station.refuse, find: station.find },
    text: () => session.textOf(stage),
    wait: vi.advanceTimersByTimeAsync,
  };
}

test('what is written is saved from the draft it began with', async () => {
  const { type, asked, wait } = some();
  type('two');
  await wait(1000);
  type(' three');
  await wait(1000);
  expect(asked).toEqual(['save "one\\ntwo" from 3', 'save "one\\ntwo three" from 10']);
});

test('another window’s draft is taken while nothing is written here, and is no step to undo', async () => {
  const { session, asked, text, undoLast, wait } = some();
  session.hear(detail('theirs\n', 4), performance.now());
  await wait(5000);
  expect([text(), asked]).toEqual(['theirs\n', []]);
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
  expect(other.asked.at(-1)).toBe('save "one\\nmine" from 8');
});

test('what is published is what stands there: saved first, then that very revision', async () => {
  const { session, type, asked, text, wait } = some();
  type('two');
  const outcome = await session.publish({ note: '', acceptsWarnings: false });
  expect(asked).toEqual(['save "one\\ntwo" from 3', 'publish 10']);
  expect(outcome).toMatchObject({ kind: 'done', detail: { version: 2, draft: null } });
  await wait(5000);
  expect(asked).toHaveLength(2);
  type(' three');
  await wait(1000);
  expect([asked.at(-1), text()]).toEqual(['save "one\\ntwo three" from v2', 'one\ntwo three']);
});

test('what is written while it is being published is kept, as the next draft', async () => {
  const { session, station, type, asked, text, wait } = some();
  const answer = station.wait();
  const published = session.publish({ note: '', acceptsWarnings: false });
  await wait(0);
  type('more');
  await wait(5000);
  expect(asked).toEqual(['publish 3']);
  answer();
  await published;
  await wait(1000);
  expect(asked.slice(1)).toEqual(['save "one\\nmore" from v2']);
  expect([text(), session.saver.state().kind]).toEqual(['one\nmore', 'saved']);
});

test('a publication of another window’s draft is refused, and a person decides', async () => {
  const { session, refuse, asked, text, wait } = some();
  refuse('DRAFT_CHANGED');
  const about = { note: '', acceptsWarnings: false };
  await expect(session.publish(about)).resolves.toEqual({ kind: 'changed' });
  expect([session.saver.state().kind, text()]).toEqual(['changed', 'one\n']);
  // Until then nothing is done to it.
  await expect(session.publish(about)).resolves.toEqual({ kind: 'changed' });
  await expect(session.discard()).resolves.toEqual({ kind: 'changed' });
  await expect(session.restore(1)).resolves.toEqual({ kind: 'changed' });
  expect(asked).toEqual(['publish 3']);
  refuse(null);
  session.decide(detail('theirs\n', 8), 'mine');
  await wait(0);
  expect(asked.at(-1)).toBe('save "one\\n" from 8');
  await expect(session.publish(about)).resolves.toMatchObject({ kind: 'done' });
  expect(asked.at(-1)).toBe('publish 10');
});

test('a draft that cannot be saved is not published; another refusal is the caller’s', async () => {
  const { session, type, refuse, asked } = some();
  refuse('TEMPLATE_HAS_ERRORS');
  await expect(session.publish({ note: '', acceptsWarnings: false })).rejects.toThrow();
  type('two');
  refuse('DISK_FULL');
  await expect(session.publish({ note: '', acceptsWarnings: false })).resolves.toEqual({
    kind: 'not-saved',
  });
  expect(asked.filter((words) => words.startsWith('publish'))).toHaveLength(1);
});

test('discarded and restored are drafts as they were looked at; undo brings the text back', async () => {
  const { session, type, asked, text, undoLast } = some();
  type('two');
  await session.restore(1);
  expect([asked, text()]).toEqual([['save "one\\ntwo" from 3', 'restore v1 over 10'], 'old\n']);
  await session.discard();
  expect([asked.at(-1), text()]).toEqual(['drop 17', 'in force\n']);
  undoLast();
  undoLast();
  expect(text()).toBe('one\ntwo');
});

test('a draft nobody has stored yet is discarded without asking the station to', async () => {
  const { session, type, asked, text, refuse } = some('one\n', null);
  type('two');
  refuse('DISK_FULL');
  await expect(session.discard()).resolves.toMatchObject({ kind: 'done' });
  expect([asked, text(), session.saver.state().kind]).toEqual([[], 'one\n', 'saved']);
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
