/**
 * One template being written: its three texts with their undo history, the draft that is saved, and
 * what is wrong with them. It outlives the view of it, so that nothing written is lost by leaving the
 * screen while the station does not answer.
 */

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
import { DraftSaver, type SaveResult } from './draft-saver.ts';
import { Findings } from './findings.ts';
import { allFixes, sameFinding } from './problems.ts';
import { changeTo } from './text-change.ts';

export interface EditingParts {
  client: Pick<StationClient['profiles'], 'saveDraft' | 'check'>;
  /** What an editor of one of the texts needs; made once per text. */
  extensions: (session: EditingSession, stage: TemplateStage) => Extension;
  /** Shows findings in a text's editor. */
  withFindings: (
    session: EditingSession,
    stage: TemplateStage,
    findings: readonly Finding[],
  ) => TransactionSpec;
}

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
    this.saver = new DraftSaver({ save: (from) => this.#save(from), now: Date.now }, detail.draft);
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

  /** Replaces a text where it differs; undo brings the old one back. */
  replace(stage: TemplateStage, text: string, canUndo = true): void {
    const changes = changeTo(this.textOf(stage), text);
    if (changes === null) return;
    this.edit(stage, { changes, annotations: Transaction.addToHistory.of(canUndo) });
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
    const isNews = this.saver.heard(detail.draft);
    if (isNews || detail.draft === null) this.#adopt(detail.texts, false);
    this.#takeFindings(detail);
  }

  /** What the station answered to something done here: published, restored, discarded. */
  settle(detail: TemplateDetail): void {
    this.#adopt(detail.texts, true);
    this.saver.reset(detail.draft);
    this.#knownAt = performance.now();
    this.#takeFindings(detail);
  }

  /** After `DRAFT_CHANGED`: goes on from the stored draft, with its texts or with those here. */
  decide(detail: TemplateDetail, keeps: 'mine' | 'theirs'): void {
    if (keeps === 'theirs') this.#adopt(detail.texts, true);
    this.saver.decide(detail.draft, keeps);
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

  async #save(revision: number | null): Promise<SaveResult> {
    try {
      const saved = await this.#parts.client.saveDraft({
        ...this.ref,
        texts: this.texts(),
        revision,
      });
      this.#knownAt = performance.now();
      return { kind: 'saved', revision: saved.revision };
    } catch (error) {
      const isChanged = error instanceof ORPCError && codeOf(error.data) === 'DRAFT_CHANGED';
      return isChanged ? { kind: 'changed' } : { kind: 'failed', why: refusalText(error) };
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

function codeOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'code' in data ? data.code : null;
}
