/**
 * One template being written: its three texts with their undo history, the draft that is saved, and
 * what is wrong with them. It outlives the view of it, so that nothing written is lost by leaving the
 * screen while the station does not answer.
 */

import { isolateHistory } from '@codemirror/commands';
import { EditorState, type Extension, Transaction, type TransactionSpec } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { ORPCError } from '@orpc/client';
import {
  type Finding,
  type LayerRef,
  type TemplateDetail,
  type TemplateStage,
  type TemplateTexts,
  templateStages,
} from '../../../main/contract/profiles.ts';
import { refusalText } from '../../mirror/refusal.ts';
import type { StationClient } from '../../mirror/wire.ts';
import { DraftSaver, type SaveResult, type Seen, type Stored } from './draft-saver.ts';
import { Findings } from './findings.ts';
import { allFixes, sameFinding } from './problems.ts';
import { changeTo } from './text-change.ts';

export interface EditingParts {
  client: Pick<
    StationClient['profiles'],
    'get' | 'saveDraft' | 'check' | 'publish' | 'dropDraft' | 'restore'
  >;
  /** What an editor of one of the texts needs; made once per text. */
  extensions: (session: EditingSession, stage: TemplateStage) => Extension;
  /** Shows findings in a text's editor. */
  withFindings: (
    session: EditingSession,
    stage: TemplateStage,
    findings: readonly Finding[],
  ) => TransactionSpec;
}

/** What became of something that was to be done to the whole draft. */
export type DraftOutcome =
  | { kind: 'done'; detail: TemplateDetail }
  /** Not done: the draft could not be saved first; the screen says why. */
  | { kind: 'not-saved' }
  /** Not done: the stored draft is another one. A person decides, unless it is on the screen by now. */
  | { kind: 'changed' };

/** While a person was asked, another window's text came: nobody has looked at it yet. */
export const otherWindow: DraftOutcome = { kind: 'changed' };

/** What is told apart, so that a view is drawn only for what it shows. */
export type SessionNews = 'texts' | 'findings' | 'cursor';

export class EditingSession {
  readonly ref: LayerRef;
  readonly saver: DraftSaver;
  readonly findings: Findings;
  readonly #parts: EditingParts;
  readonly #states = new Map<TemplateStage, EditorState>();
  readonly #listeners = new Map<SessionNews, Set<() => void>>();
  readonly #counts: Record<SessionNews, number> = { texts: 0, findings: 0, cursor: 0 };
  #shown: { view: EditorView; stage: TemplateStage } | null = null;
  /** When the station last stored, or was asked about, what stands here. */
  #knownAt: number;
  #isAdopting = false;

  /** @param askedAt  `performance.now()` before the station was asked for the detail */
  constructor(detail: TemplateDetail, askedAt: number, parts: EditingParts) {
    this.ref = { kind: detail.kind, key: detail.key };
    this.#parts = parts;
    this.#knownAt = askedAt;
    for (const stage of templateStages) {
      const doc = editorText(detail.texts[stage]);
      const extensions = parts.extensions(this, stage);
      this.#states.set(stage, EditorState.create({ doc, extensions }));
    }
    const save = (seen: Seen) => this.#save(seen);
    this.saver = new DraftSaver({ save, now: Date.now }, storedOf(detail));
    this.findings = new Findings({
      textOf: (stage) => this.textOf(stage),
      check: (stage, text) => parts.client.check({ ...this.ref, stage, text }),
      onChange: (stage) => this.#showFindings(stage),
    });
    this.#takeFindings(detail);
  }

  /** @returns ends it */
  subscribe(news: SessionNews, listener: () => void): () => void {
    const listeners = this.#listeners.get(news) ?? new Set();
    this.#listeners.set(news, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Another number after each piece of such news. */
  count(news: SessionNews): number {
    return this.#counts[news];
  }

  texts(): TemplateTexts {
    return {
      'sp-cust': this.textOf('sp-cust'),
      'sec-prv-1': this.textOf('sec-prv-1'),
      'sec-prv-2': this.textOf('sec-prv-2'),
    };
  }

  textOf(stage: TemplateStage): string {
    return this.stateOf(stage).doc.toString();
  }

  stateOf(stage: TemplateStage): EditorState {
    const state = this.#states.get(stage);
    if (state === undefined) throw new Error(`There is no text ${stage}.`);
    return state;
  }

  /** That text's editor is on the screen. @returns it no longer is */
  attach(view: EditorView, stage: TemplateStage): () => void {
    const shown = { view, stage };
    this.#shown = shown;
    this.#tell('cursor');
    return () => {
      if (this.#shown === shown) this.#shown = null;
    };
  }

  /** From the editor: its state after every transaction. */
  heard(stage: TemplateStage, state: EditorState, isChanged: boolean): void {
    this.#states.set(stage, state);
    if (isChanged) this.#changed(stage);
    this.#tell('cursor');
  }

  /** Changes a text as a person would, whether or not it is on the screen: it can be undone. */
  edit(stage: TemplateStage, spec: TransactionSpec): void {
    if (this.#shown?.stage === stage) {
      this.#shown.view.dispatch(spec);
      return;
    }
    const { state, docChanged } = this.stateOf(stage).update(spec);
    this.heard(stage, state, docChanged);
  }

  /** Replaces a text where it differs; undo brings the old one back, and nothing older with it. */
  replace(stage: TemplateStage, text: string, canUndo = true): void {
    const changes = changeTo(this.textOf(stage), text);
    if (changes === null) return;
    const annotations = [Transaction.addToHistory.of(canUndo), isolateHistory.of('full')];
    this.edit(stage, { changes, annotations });
  }

  /** @returns whether it could be mended: the text may have changed meanwhile */
  async fix(stage: TemplateStage, finding: Finding): Promise<boolean> {
    const found = sameFinding((await this.findings.fresh(stage)) ?? [], finding);
    if (!found?.fix) return false;
    this.#mend(stage, found.fix.edits);
    return true;
  }

  /** @returns how many places were changed */
  async fixAll(stage: TemplateStage): Promise<number> {
    const edits = allFixes((await this.findings.fresh(stage)) ?? []);
    this.#mend(stage, edits);
    return edits.length;
  }

  /**
   * The template as the station has it. Of no account when it was asked before something was written
   * or saved here: the answer may be older than that.
   */
  hear(detail: TemplateDetail, askedAt: number): void {
    if (this.saver.hasUnsaved || askedAt < this.#knownAt) return;
    const isNews = this.saver.heard(storedOf(detail));
    if (isNews || detail.draft === null) this.#adopt(detail.texts, false);
    this.#takeFindings(detail);
  }

  /** Makes what is on the screen the next version. */
  async publish(about: { note: string; acceptsWarnings: boolean }): Promise<DraftOutcome> {
    if (!(await this.saver.flush())) return this.#notSaved();
    return this.#withDraft(async (revision) => {
      if (revision === null) return null;
      const detail = await this.#parts.client.publish({ ...this.ref, ...about, revision });
      // What was written meanwhile is the next draft.
      if (this.saver.hasUnsaved) this.decide(detail, 'mine');
      else this.#settle(detail);
      return detail;
    });
  }

  /** Throws away what is written and not published; undo still brings the text back. */
  discard(): Promise<DraftOutcome> {
    return this.#withDraft(async (revision) => {
      const detail = await (revision === null
        ? this.#parts.client.get(this.ref)
        : this.#parts.client.dropDraft({ ...this.ref, revision }));
      this.#settle(detail);
      return detail;
    });
  }

  /** Puts a version in the place of what is written; undo brings the text back. */
  async restore(version: number): Promise<DraftOutcome> {
    if (!(await this.saver.flush())) return this.#notSaved();
    return this.#withDraft(async (revision) => {
      const detail = await this.#parts.client.restore({ ...this.ref, version, revision });
      this.#settle(detail);
      return detail;
    });
  }

  /** After `DRAFT_CHANGED`: goes on from the stored draft, with its texts or with those here. */
  decide(detail: TemplateDetail, keeps: 'mine' | 'theirs'): void {
    if (keeps === 'theirs') this.#adopt(detail.texts, true);
    this.saver.decide(storedOf(detail), keeps);
    this.#knownAt = performance.now();
    this.#takeFindings(detail);
  }

  /** Gives the editor the focus, when one is on the screen. */
  focus(): void {
    this.#shown?.view.focus();
  }

  close(): void {
    this.saver.close();
    this.findings.close();
  }

  /**
   * Nothing is saved before the answer is there.
   * @param ask  gets the revision of what is on the screen; null from it: another window was first
   */
  async #withDraft(
    ask: (revision: number | null) => Promise<TemplateDetail | null>,
  ): Promise<DraftOutcome> {
    if (this.saver.state().kind === 'changed') return { kind: 'changed' };
    return this.saver.alone(async (revision): Promise<DraftOutcome> => {
      try {
        const detail = await ask(revision);
        return detail === null ? { kind: 'changed' } : { kind: 'done', detail };
      } catch (error) {
        if (!isDraftChanged(error)) throw error;
        this.saver.refuse(revision);
        return { kind: 'changed' };
      }
    });
  }

  #notSaved(): DraftOutcome {
    return { kind: this.saver.state().kind === 'changed' ? 'changed' : 'not-saved' };
  }

  /** What the station answered to something done here. */
  #settle(detail: TemplateDetail): void {
    this.#adopt(detail.texts, true);
    this.saver.reset(storedOf(detail));
    this.#knownAt = performance.now();
    this.#takeFindings(detail);
  }

  #mend(
    stage: TemplateStage,
    edits: readonly { start: number; end: number; text: string }[],
  ): void {
    if (edits.length === 0) return;
    const changes = edits.map(({ start, end, text }) => ({ from: start, to: end, insert: text }));
    this.edit(stage, { changes, userEvent: 'input.fix', scrollIntoView: false });
  }

  /** The station's own texts: nothing to save. */
  #adopt(texts: TemplateTexts, canUndo: boolean): void {
    this.#isAdopting = true;
    for (const stage of templateStages) this.replace(stage, editorText(texts[stage]), canUndo);
    this.#isAdopting = false;
  }

  #takeFindings({ texts, findings }: TemplateDetail): void {
    const looked = {
      'sp-cust': editorText(texts['sp-cust']),
      'sec-prv-1': editorText(texts['sec-prv-1']),
      'sec-prv-2': editorText(texts['sec-prv-2']),
    };
    this.findings.take(looked, findings);
  }

  #changed(stage: TemplateStage): void {
    this.findings.changed(stage);
    if (!this.#isAdopting) this.saver.change();
    this.#tell('texts');
  }

  async #save(seen: Seen): Promise<SaveResult> {
    try {
      const asked = { ...this.ref, ...seen, texts: this.texts() };
      const saved = await this.#parts.client.saveDraft(asked);
      this.#knownAt = performance.now();
      return { kind: 'saved', revision: saved.revision };
    } catch (error) {
      if (isDraftChanged(error)) return { kind: 'changed' };
      return { kind: 'failed', why: refusalText(error) };
    }
  }

  #showFindings(stage: TemplateStage): void {
    const found = this.findings.of(stage).filter(({ file }) => file === '');
    this.edit(stage, this.#parts.withFindings(this, stage, found));
    this.#tell('findings');
  }

  #tell(news: SessionNews): void {
    this.#counts[news] += 1;
    for (const listener of this.#listeners.get(news) ?? []) listener();
  }
}

/** As the editor holds it: line ends are one character, and a byte order mark is no text. */
function editorText(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
}

/** Of a template that is in force with no text the version still counts: it is the newest. */
function storedOf({ draft, versions }: TemplateDetail): Stored {
  const newest = Math.max(0, ...versions.map(({ version }) => version));
  return { draft, version: newest === 0 ? null : newest };
}

function isDraftChanged(error: unknown): boolean {
  if (!(error instanceof ORPCError)) return false;
  const { data }: { data: unknown } = error;
  return (
    typeof data === 'object' && data !== null && 'code' in data && data.code === 'DRAFT_CHANGED'
  );
}
