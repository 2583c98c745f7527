/**
 * What the station says is wrong with the texts of a template, kept up with what is typed. The station
 * looks; an answer to a text that is no longer there is dropped.
 */
import {
  type Finding,
  type StagedFinding,
  type TemplateStage,
  type TemplateTexts,
  templateStages,
} from '../../../main/contract/profiles.ts';

/** A pause in typing after which the station is asked. */
export const CHECK_AFTER_MS = 300;

export interface FindingsParts {
  textOf: (stage: TemplateStage) => string;
  /** Asks the station; rejects when it does not answer. */
  check: (stage: TemplateStage, text: string) => Promise<Finding[]>;
  onChange: (stage: TemplateStage) => void;
}

interface Checked {
  /** What was looked at; null: nothing yet. */
  text: string | null;
  findings: readonly Finding[];
}

const unchecked: Checked = { text: null, findings: [] };

export class Findings {
  readonly #parts: FindingsParts;
  readonly #checked = new Map<TemplateStage, Checked>();
  readonly #timers = new Map<TemplateStage, ReturnType<typeof setTimeout>>();
  readonly #asked = new Map<TemplateStage, number>();
  #failed = new Set<TemplateStage>();

  constructor(parts: FindingsParts) {
    this.#parts = parts;
  }

  of(stage: TemplateStage): readonly Finding[] {
    return (this.#checked.get(stage) ?? unchecked).findings;
  }

  /** In the order of the files and of their lines. */
  all(): StagedFinding[] {
    return templateStages.flatMap((stage) =>
      this.of(stage)
        .map((finding) => ({ ...finding, stage }))
        .toSorted((a, b) => a.start - b.start || a.end - b.end),
    );
  }

  /** The station could not be asked about a text that stands there now. */
  get isBehind(): boolean {
    return this.#failed.size > 0;
  }

  /** Takes what the station said together with the texts. */
  take(texts: TemplateTexts, findings: readonly StagedFinding[]): void {
    for (const stage of templateStages) {
      if (texts[stage] !== this.#parts.textOf(stage)) continue;
      const found = findings.filter((finding) => finding.stage === stage);
      this.#settle(stage, texts[stage], found);
    }
  }

  /** A text was changed: it is looked at after the next pause. */
  changed(stage: TemplateStage): void {
    clearTimeout(this.#timers.get(stage));
    this.#timers.set(
      stage,
      setTimeout(() => void this.fresh(stage), CHECK_AFTER_MS),
    );
  }

  /**
   * Findings of the text as it is now, asked for when they are not there yet.
   * @returns null: the station did not answer, or the text changed meanwhile
   */
  async fresh(stage: TemplateStage): Promise<readonly Finding[] | null> {
    clearTimeout(this.#timers.get(stage));
    const text = this.#parts.textOf(stage);
    const known = this.#checked.get(stage);
    if (known?.text === text) return known.findings;
    const number = (this.#asked.get(stage) ?? 0) + 1;
    this.#asked.set(stage, number);
    try {
      const findings = await this.#parts.check(stage, text);
      if (this.#asked.get(stage) !== number || this.#parts.textOf(stage) !== text) return null;
      this.#settle(stage, text, findings);
      return findings;
    } catch {
      if (this.#asked.get(stage) === number) {
        this.#failed.add(stage);
        this.#parts.onChange(stage);
      }
      return null;
    }
  }

  /** Asks again about what could not be looked at, or all of it: another catalogue says other things. */
  again(which: 'failed' | 'all'): void {
    const stages = which === 'all' ? templateStages : [...this.#failed];
    for (const stage of stages) {
      this.#checked.set(stage, { text: null, findings: this.of(stage) });
      void this.fresh(stage);
    }
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#asked.clear();
  }

  #settle(stage: TemplateStage, text: string, findings: readonly Finding[]): void {
    clearTimeout(this.#timers.get(stage));
    this.#checked.set(stage, { text, findings });
    this.#failed.delete(stage);
    this.#parts.onChange(stage);
  }
}
