/** Everything an engineer works with on profiles, joined: templates, catalogues, checks, previews. */
import type {
  Finding,
  LayerRef,
  StagedFinding,
  TemplateInfo,
  TemplateStage,
  TemplateTexts,
} from '../../contract/profiles.ts';
import type { Ipv4 } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import type { Settings } from '../settings.ts';
import type { Store } from '../store/store.ts';
import type { ModelTable } from '../units/models.ts';
import { CatalogueBook } from './catalogue-book.ts';
import { type CheckContext, checkTemplate, checkText } from './check.ts';
import { refKey, type TemplateDocument } from './document.ts';
import { listTemplates } from './list.ts';
import { TemplateBook } from './template-book.ts';

export interface ProfileDeskParts {
  store: Store;
  clock: Clock;
  /** Templates of the settings file. */
  given: readonly TemplateDocument[];
  models(): ModelTable;
  settings(): Settings;
  /** Where the station serves; null while it is stopped. */
  address(): Ipv4 | null;
}

/** More templates than a list has. */
const MOST_CHECKED = 1000;

export class ProfileDesk {
  readonly book: TemplateBook;
  readonly catalogues: CatalogueBook;
  readonly #parts: ProfileDeskParts;
  readonly #checked = new Map<
    string,
    { given: string; catalogue: number; findings: StagedFinding[] }
  >();

  constructor(parts: ProfileDeskParts) {
    const { store, clock, given } = parts;
    this.#parts = parts;
    this.catalogues = new CatalogueBook({ store, clock });
    this.book = new TemplateBook({
      ...{ store, clock, given },
      check: (ref, texts) => this.check(ref, texts),
    });
  }

  get models(): ModelTable {
    return this.#parts.models();
  }

  /** What the templates give every unit of a model; null: nothing, or not the same to all. */
  valueOf(model: string, xmlName: string): string | null {
    const place = { mac: '', model, batch: this.#parts.settings().batch, account: null };
    const { all } = this.book.inForce.preparedFor(place, 'sec-prv-2').unbound;
    const value = all.find(({ name }) => name === xmlName)?.value ?? null;
    return value?.includes('{{') === true ? null : value;
  }

  /** Kept while texts, catalogues and addresses stay: the list asks for every template's. */
  check(ref: LayerRef, texts: TemplateTexts): StagedFinding[] {
    const context = this.#context();
    const given = JSON.stringify([texts, context.stationAddresses]);
    const before = this.#checked.get(refKey(ref));
    if (before?.given === given && before.catalogue === this.catalogues.edition) {
      return before.findings;
    }
    const findings = checkTemplate(ref, texts, context);
    if (this.#checked.size >= MOST_CHECKED) this.#checked.clear();
    this.#checked.set(refKey(ref), { given, catalogue: this.catalogues.edition, findings });
    return findings;
  }

  checkText(ref: LayerRef, stage: TemplateStage, text: string): Finding[] {
    return checkText(ref, stage, text, this.#context());
  }

  list(): TemplateInfo[] {
    const { store, models } = this.#parts;
    return listTemplates({
      book: this.book,
      store,
      models: models(),
      check: (ref, texts) => this.check(ref, texts),
    });
  }

  #context(): CheckContext {
    const { models, settings, address } = this.#parts;
    const own = [address(), settings().cardAddress.address].filter((one) => one !== null);
    return {
      catalogueOf: (model) => this.catalogues.of(model, null),
      xmlSinceOf: (model) => (model === null ? null : models().byName(model)?.xmlSince) ?? '2.0.6',
      stationAddresses: [...new Set(own)],
    };
  }
}
