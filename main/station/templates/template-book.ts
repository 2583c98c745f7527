/**
 * Templates with drafts and versions. A published version never changes; what is published counts for
 * the next file that is made. What the settings file says is fixed and lies over both.
 */
import { StationError } from '../../contract/errors.ts';
import type {
  LayerRef,
  StagedFinding,
  TemplateDetail,
  TemplateTexts,
  Trial,
} from '../../contract/profiles.ts';
import { type EpochMs, type Mac, parseMac } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import { visible } from '../log.ts';
import { layerName } from '../profile/layers/layer.ts';
import type { Store } from '../store/store.ts';
import type { TemplateVersion } from '../store/templates.ts';
import type { ModelTable } from '../units/models.ts';
import { emptyTexts, isEmpty, refKey, stageWords, type TemplateDocument } from './document.ts';
import { TemplatesInForce } from './in-force.ts';

export interface TemplateBookParts {
  store: Store;
  clock: Clock;
  /** Those of the settings file. */
  given: readonly TemplateDocument[];
  /** What is wrong with a template's texts, as they would be in its place. */
  check(ref: LayerRef, texts: TemplateTexts): StagedFinding[];
}

/** How long a draft is served to the unit it is tried on. */
const TRIAL_MS = 10 * 60_000;

interface RunningTrial {
  document: TemplateDocument;
  until: EpochMs;
}

export class TemplateBook {
  readonly #parts: TemplateBookParts;
  readonly #fixed: ReadonlySet<string>;
  readonly #trials = new Map<Mac, RunningTrial>();
  #inForce: TemplatesInForce;

  constructor(parts: TemplateBookParts) {
    this.#parts = parts;
    this.#fixed = new Set(parts.given.map(refKey));
    this.#inForce = this.#read();
  }

  /** Another object after each publication. */
  get inForce(): TemplatesInForce {
    return this.#inForce;
  }

  isFixed(ref: LayerRef): boolean {
    return this.#fixed.has(refKey(ref));
  }

  detail(ref: LayerRef): TemplateDetail {
    const { store } = this.#parts;
    const known = this.#inForce.of(ref);
    const counts = store.read(({ templates }) => templates.unitCounts());
    return store.read(({ templates }) => {
      const draft = templates.draft(ref);
      const inForce = known?.texts ?? emptyTexts;
      const texts = draft?.texts ?? inForce;
      return {
        kind: ref.kind,
        key: ref.key,
        texts,
        inForce,
        origin: originOf(known),
        version: known?.version ?? null,
        draft: draft && {
          basedOn: draft.basedOn,
          revision: draft.revision,
          savedAt: draft.savedAt,
        },
        versions: templates.versions(ref).map((one) => ({
          ...one,
          units:
            counts.find((row) => refKey(row) === refKey(ref) && row.version === one.version)
              ?.units ?? 0,
        })),
        lastServed: templates.lastServed(ref),
        findings: this.#parts.check(ref, texts),
      };
    });
  }

  /** @throws StationError NO_SUCH_VERSION */
  textsOf(ref: LayerRef, version: number): TemplateTexts {
    return this.#version(ref, version).texts;
  }

  /**
   * Keeps what is written. Resolves when it is on the disk.
   * @param seen `revision` of the draft the writer began with, null where there was none; then `basedOn`,
   *             the version in force
   * @returns the draft's revision
   * @throws StationError TEMPLATE_FIXED; DRAFT_CHANGED when somebody else saved or published meanwhile
   */
  async saveDraft(
    ref: LayerRef,
    texts: TemplateTexts,
    seen: { revision: number | null; basedOn: number | null },
  ): Promise<number> {
    this.#refuseFixed(ref);
    return this.#parts.store.write(({ templates }) => {
      const before = templates.draft(ref);
      refuseOther(before, seen.revision);
      const newest = templates.versions(ref)[0]?.version ?? null;
      if (before === null && seen.basedOn !== newest) {
        throw new StationError(
          'DRAFT_CHANGED',
          `${layerName(ref)} was published in another window. Look at that version, then write on.`,
        );
      }
      return templates.saveDraft({
        ...{ kind: ref.kind, key: ref.key, texts },
        basedOn: before === null ? newest : before.basedOn,
        savedAt: this.#parts.clock.now(),
      });
    });
  }

  /** @throws StationError DRAFT_CHANGED when it is not the one that was looked at */
  async dropDraft(ref: LayerRef, revision: number): Promise<void> {
    await this.#parts.store.write(({ templates }) => {
      refuseOther(templates.draft(ref), revision);
      templates.dropDraft(ref);
    });
  }

  /**
   * Makes the draft the next version, in force at once.
   * @param options `acceptsWarnings`: a person said "I know"; `revision`: of the draft that was looked at
   * @throws StationError NO_DRAFT, DRAFT_CHANGED, TEMPLATE_FIXED, TEMPLATE_HAS_ERRORS, TEMPLATE_HAS_WARNINGS
   */
  async publish(
    ref: LayerRef,
    {
      note,
      acceptsWarnings,
      revision,
    }: { note: string; acceptsWarnings: boolean; revision: number },
  ): Promise<TemplateVersion> {
    this.#refuseFixed(ref);
    const { store, clock, check } = this.#parts;
    const draft = store.read(({ templates }) => templates.draft(ref));
    if (draft === null) {
      throw new StationError('NO_DRAFT', `${layerName(ref)} has no draft to publish.`);
    }
    refuseOther(draft, revision);
    const findings = check(ref, draft.texts);
    refuseErrors(findings, `${layerName(ref)} is not published`);
    const warnings = findings.filter(({ severity }) => severity === 'warning').length;
    if (warnings > 0 && !acceptsWarnings) {
      const said = warnings === 1 ? 'a warning' : `${warnings} warnings`;
      throw new StationError(
        'TEMPLATE_HAS_WARNINGS',
        `${layerName(ref)} has ${said}. Say that you know, then publish.`,
      );
    }
    const published = await store.write(({ templates }) => {
      const now = templates.draft(ref);
      if (now?.revision !== draft.revision) {
        throw new StationError('DRAFT_CHANGED', 'The draft changed meanwhile. Look at it again.');
      }
      const { kind, key, texts } = draft;
      const version = (templates.versions(ref)[0]?.version ?? 0) + 1;
      const one = { kind, key, version, texts, note, publishedAt: clock.now() };
      templates.publish(one);
      templates.dropDraft(ref);
      return one;
    });
    this.#inForce = this.#read();
    return published;
  }

  /**
   * An old version as the draft, in the place of the one that was looked at.
   * @throws StationError NO_SUCH_VERSION, TEMPLATE_FIXED, DRAFT_CHANGED
   */
  async restore(ref: LayerRef, version: number, revision: number | null): Promise<void> {
    const { texts } = this.#version(ref, version);
    const basedOn = this.#inForce.of(ref)?.version ?? null;
    await this.saveDraft(ref, texts, { revision, basedOn });
  }

  /**
   * Serves these texts in place of what is in force, to one unit, for ten minutes.
   * @throws StationError TEMPLATE_FIXED, TEMPLATE_HAS_ERRORS
   */
  beginTrial(mac: Mac, ref: LayerRef, texts: TemplateTexts): Trial {
    this.#refuseFixed(ref);
    refuseErrors(this.#parts.check(ref, texts), 'It cannot be tried');
    const until = this.#parts.clock.now() + TRIAL_MS;
    const document = { ...ref, texts, version: null, origin: 'trial' as const };
    this.#trials.set(mac, { document, until });
    return { ...ref, mac, until };
  }

  endTrial(mac: Mac): void {
    this.#trials.delete(mac);
  }

  trialOf(mac: Mac): { document: TemplateDocument; until: EpochMs } | null {
    return this.#trials.get(mac) ?? null;
  }

  /** MACs of units whose trial has just ended. */
  endOldTrials(): Mac[] {
    const now = this.#parts.clock.now();
    const old = [...this.#trials].filter(([, { until }]) => until <= now).map(([mac]) => mac);
    for (const mac of old) this.#trials.delete(mac);
    return old;
  }

  #version(ref: LayerRef, version: number): TemplateVersion {
    const found = this.#parts.store.read(({ templates }) => templates.version(ref, version));
    if (found !== null) return found;
    throw new StationError('NO_SUCH_VERSION', `${layerName(ref)} has no version ${version}.`);
  }

  #refuseFixed(ref: LayerRef): void {
    if (!this.isFixed(ref)) return;
    throw new StationError(
      'TEMPLATE_FIXED',
      `${layerName(ref)} is said by the settings file, and changed there.`,
    );
  }

  #read(): TemplatesInForce {
    const { store, given } = this.#parts;
    const published = store
      .read(({ templates }) => templates.newest())
      .filter((one) => !this.#fixed.has(refKey(one)) && !isEmpty(one.texts))
      .map((one): TemplateDocument => {
        const { kind, key, texts, version } = one;
        return { kind, key, texts, version, origin: 'published' };
      });
    return new TemplatesInForce([...given, ...published]);
  }
}

/** @throws StationError DRAFT_CHANGED */
function refuseOther(draft: { revision: number } | null, seen: number | null): void {
  if ((draft?.revision ?? null) === seen) return;
  throw new StationError(
    'DRAFT_CHANGED',
    'This draft was changed in another window. Look at that one, then write on.',
  );
}

/** @throws StationError TEMPLATE_HAS_ERRORS with text and line */
function refuseErrors(findings: readonly StagedFinding[], what: string): void {
  const error = findings.find(({ severity }) => severity === 'error');
  if (error === undefined) return;
  const place = `${stageWords[error.stage]}, line ${error.line}`;
  throw new StationError('TEMPLATE_HAS_ERRORS', `${what}: ${place}: ${error.message}`);
}

function originOf(document: TemplateDocument | null): TemplateDetail['origin'] {
  if (document === null || document.origin === 'trial') return 'nothing';
  return document.origin;
}

/**
 * A reference in its one spelling: a model as the table has it, a MAC as 12 small digits.
 * @throws StationError BAD_TEMPLATE_NAME for a key the kind cannot have
 */
export function normalRef({ kind, key }: LayerRef, models: ModelTable): LayerRef {
  const text = key.trim();
  const hasKey = kind !== 'station' && kind !== 'isp';
  const shown = visible(text);
  const mac = kind === 'unit' ? parseMac(text) : null;
  if (hasKey === (text === '') || shown !== text || (kind === 'unit' && mac === null)) {
    throw new StationError('BAD_TEMPLATE_NAME', `There is no template "${kind} ${shown}".`);
  }
  if (kind === 'unit') return { kind, key: mac ?? text };
  return { kind, key: kind === 'model' ? modelKey(text, models) : text };
}

/** A model's name in its one spelling: of the table, else in capitals. */
export function modelKey(name: string, models: ModelTable): string {
  return models.byName(name)?.model ?? name.toUpperCase();
}
