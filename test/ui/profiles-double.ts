import { StationError } from '../../main/contract/errors.ts';
import type {
  LayerRef,
  TemplateDetail,
  TemplateInfo,
  TemplateTexts,
} from '../../main/contract/profiles.ts';
import type { SettingsView } from '../../main/contract/settings.ts';
import { settings as usualSettings } from '../contract/double.ts';
import { aUnit, BenchDouble } from './bench-double.ts';
import { findingsOf, previewOf } from './profiles-looks.ts';
import {
  catalogues,
  mockText,
  servedText,
  texts,
  vocabulary,
  xmlText,
} from './profiles-samples.ts';

interface Draft {
  texts: TemplateTexts;
  revision: number;
  savedAt: number;
}

interface Book {
  published: { version: number; texts: TemplateTexts; note: string; at: number }[];
  draft: Draft | null;
  isFixed: boolean;
  units: number;
  servedVersion: number | null;
}

const keyOf = ({ kind, key }: LayerRef) => `${kind}:${key}`;

/** A bench with templates; what is written to it a test looks at. */
export class ProfilesDouble extends BenchDouble {
  settings = usualSettings;
  readonly books = new Map<string, Book>();
  /** Drafts that arrived, in order. */
  readonly saved: { ref: LayerRef; texts: TemplateTexts; revision: number | null }[] = [];
  /** Texts that were looked at. */
  readonly checked: string[] = [];
  /** What procedures were asked, with their questions. */
  readonly asked: { name: string; question: unknown }[] = [];
  /** While set, every save fails like this. */
  failing: StationError | null = null;
  /** Of the last draft, of whatever template: none has one that another had. */
  #revision = 40;
  #isQuiet = false;

  constructor() {
    super();
    const at = Date.now() - 3_600_000;
    const version = (number: number, text: TemplateTexts, note = '') => ({
      ...{ version: number, texts: text, note, at: at - (20 - number) * 86_400_000 },
    });
    this.#book('model:SPA962', {
      published: [
        version(11, texts({ 'sec-prv-1': servedText.replace('"7200"', '"300"') }), 'First trial'),
        version(12, texts({ 'sec-prv-1': servedText, 'sec-prv-2': xmlText })),
      ],
      draft: {
        texts: texts({ 'sec-prv-1': mockText, 'sec-prv-2': xmlText }),
        revision: 12,
        savedAt: at,
      },
      units: 412,
      servedVersion: 12,
    });
    const ready = (key: string, number: number, units: number, text: string) =>
      this.#book(`model:${key}`, {
        published: [version(number, texts({ 'sec-prv-2': text }))],
        units,
      });
    ready('SPA942', 12, 268, xmlText);
    ready('SPA2102', 7, 190, xmlText);
    ready('PAP2T', 5, 77, `${mockText.replace('$MACC', '$MAC')}GPP_A "x" ;\n`);
    this.#book('model:WRP400', {
      draft: { texts: texts({ 'sec-prv-2': xmlText }), revision: 33, savedAt: at },
    });
    this.#book('model:SPA525G', {});
    this.#book('isp:', { published: [version(3, texts({ 'sec-prv-2': xmlText }))], units: 947 });
    this.#book('station:', { published: [], isFixed: true, draft: null });
    this.put(
      aUnit('4f1a92', { model: 'SPA962', stage: 'SEC-PRV-1', address: '192.168.76.31' }),
      aUnit('6a300d', { model: 'SPA942', stage: 'VERIFIED', address: '192.168.76.32' }),
    );
    this.#answer();
  }

  /** Somebody else's window saves the draft. */
  saveElsewhere(ref: LayerRef, change: (texts: TemplateTexts) => TemplateTexts): void {
    const book = this.book(ref);
    book.draft = this.#draft(change(book.draft?.texts ?? this.#inForce(book)));
    this.#news();
  }

  #draft(texts: TemplateTexts): Draft {
    this.#revision += 7;
    return { texts, revision: this.#revision, savedAt: Date.now() };
  }

  /** Refuses what is done to another draft than the one that was looked at. */
  #refuseOther(book: Book, revision: number | null): void {
    if ((book.draft?.revision ?? null) === revision) return;
    throw new StationError('DRAFT_CHANGED', 'This draft was changed in another window.');
  }

  book(ref: LayerRef): Book {
    const known = this.books.get(keyOf(ref));
    return known ?? this.#book(keyOf(ref), {});
  }

  detail(ref: LayerRef): TemplateDetail {
    const book = this.book(ref);
    const shown = book.draft?.texts ?? this.#inForce(book);
    const newest = book.published.at(-1);
    return {
      kind: ref.kind,
      key: ref.key,
      texts: shown,
      inForce: this.#inForce(book),
      origin: book.isFixed ? 'settings-file' : newest ? 'published' : 'nothing',
      version: newest?.version ?? null,
      draft: book.draft && {
        basedOn: newest?.version ?? null,
        revision: book.draft.revision,
        savedAt: book.draft.savedAt,
      },
      versions: book.published
        .map(({ version, note, at }) => ({
          ...{
            version,
            note,
            publishedAt: at,
            units: version === newest?.version ? book.units : 3,
          },
        }))
        .reverse(),
      lastServed:
        book.servedVersion === null
          ? null
          : { version: book.servedVersion, at: Date.now() - 60_000 },
      findings: findingsOf(shown),
    };
  }

  #book(key: string, about: Partial<Book>): Book {
    const empty: Book = {
      published: [],
      draft: null,
      isFixed: false,
      units: 0,
      servedVersion: null,
    };
    const book = { ...empty, ...about };
    this.books.set(key, book);
    return book;
  }

  #inForce(book: Book): TemplateTexts {
    if (book.isFixed) return texts({ 'sp-cust': xmlText });
    return book.published.at(-1)?.texts ?? texts();
  }

  /** The news of it are lost on the way, or late. */
  quietly(act: () => void): void {
    this.#isQuiet = true;
    act();
    this.#isQuiet = false;
  }

  #news(): void {
    if (this.#isQuiet) return;
    this.facade.changes.publish([{ type: 'profiles' }]);
  }

  #list(): TemplateInfo[] {
    return [...this.books].map(([id, book]) => {
      const [kind = '', key = ''] = id.split(/:(.*)/s);
      const ref = { kind, key } as LayerRef;
      const findings = findingsOf(this.detail(ref).texts);
      const errors = findings.filter(({ severity }) => severity === 'error').length;
      const isThere = book.published.length > 0 || book.isFixed;
      return {
        ...ref,
        state: book.draft ? 'draft' : isThere ? 'ready' : key === 'SPA525G' ? 'missing' : 'empty',
        version: book.published.at(-1)?.version ?? null,
        errors,
        warnings: findings.length - errors,
        ...{ units: book.units, isFixed: book.isFixed, changedAt: null },
      };
    });
  }

  #answer(): void {
    const { facade } = this;
    const note = (name: string, question: unknown) => this.asked.push({ name, question });
    const { snapshot } = facade.station;
    facade.station.snapshot = async (question) => ({
      ...(await snapshot(question)),
      settings: this.settings,
    });
    facade.settings.change = async (patch) => {
      note('settings.change', patch);
      this.settings = {
        ...this.settings,
        values: { ...this.settings.values, ...patch } as SettingsView,
      };
      facade.changes.publish([{ type: 'settings', settings: this.settings }]);
      return this.settings;
    };
    Object.assign(facade.profiles, {
      list: async () => this.#list(),
      get: async (ref: LayerRef) => this.detail(ref),
      textsOf: async ({ version, ...ref }: LayerRef & { version: number }) => {
        const found = this.book(ref).published.find((one) => one.version === version);
        return found?.texts ?? texts();
      },
      vocabulary: async () => vocabulary,
      catalogues: async () => catalogues,
      preview: async ({ unit }: { unit: { mac: string } }) => previewOf(unit.mac),
    });
    facade.profiles.saveDraft = async ({ texts: written, revision, basedOn, ...ref }) => {
      if (this.failing) throw this.failing;
      const book = this.book(ref);
      this.#refuseOther(book, revision);
      if (book.draft === null && basedOn !== (book.published.at(-1)?.version ?? null)) {
        throw new StationError('DRAFT_CHANGED', 'It was published in another window.');
      }
      book.draft = this.#draft(written);
      this.saved.push({ ref, texts: written, revision });
      this.#news();
      return { revision: book.draft.revision };
    };
    facade.profiles.check = async ({ text, stage }) => {
      this.checked.push(text);
      return findingsOf(texts({ [stage]: text })).map(({ stage: _, ...finding }) => finding);
    };
    facade.profiles.dropDraft = async ({ revision, ...ref }) => {
      this.#refuseOther(this.book(ref), revision);
      this.book(ref).draft = null;
      this.#news();
      return this.detail(ref);
    };
    facade.profiles.publish = async ({ note: words, acceptsWarnings, revision, ...ref }) => {
      note('publish', { words, acceptsWarnings });
      const book = this.book(ref);
      this.#refuseOther(book, revision);
      const version = (book.published.at(-1)?.version ?? 0) + 1;
      const written = book.draft?.texts ?? texts();
      book.published.push({ version, texts: written, note: words, at: Date.now() });
      book.draft = null;
      this.#news();
      return this.detail(ref);
    };
    facade.profiles.restore = async ({ version, revision, ...ref }) => {
      const book = this.book(ref);
      this.#refuseOther(book, revision);
      const old = book.published.find((one) => one.version === version)?.texts ?? texts();
      book.draft = this.#draft(old);
      this.#news();
      return this.detail(ref);
    };
    facade.profiles.convert = async ({ to }) => ({
      text: to === 'xml' ? xmlText : 'Time_Zone "GMT" ;\n',
      notes: ['One comment has moved.'],
    });
    facade.profiles.fromFile = async (question) => {
      note('fromFile', { ...question, files: question.files.map(({ name }) => name) });
      const notes = ['Restricted_Access_Domains is empty in the file.'];
      return { text: 'Time_Zone "GMT" ;\n', taken: 1, same: 553, notes };
    };
    facade.profiles.decodeScript = async ({ text }) =>
      text.includes('@')
        ? {
            kind: 'tone',
            lines: ['Tone of 350 Hz at −19 dBm and 440 Hz at −19 dBm', 'Lasts 10 s in all'],
            sounds: [{ at: 0, until: 10, hz: 350, gain: 0.1 }],
          }
        : { kind: 'schedule', lines: ['Wait 1: 3600 to 4200 s', 'Wait 2: so on'], sounds: [] };
    facade.profiles.upgradeRule = async ({ steps, last }) => ({
      rule: [...steps.map(({ below, url }) => `( $SWVER lt ${below} )? ${url}`), last]
        .filter(Boolean)
        .join(' | '),
    });
    facade.profiles.orderTemplate = async ({ domains }) => {
      if (domains.length > 5) throw new StationError('BAD_ORDER', 'At most five domains.');
      return { text: `Restricted_Access_Domains "${domains.join(', ')}" ;\n` };
    };
    facade.profiles.beginTrial = async ({ mac, ...ref }) => {
      const until = Date.now() + 600_000;
      this.put(aUnit(mac.slice(6), { model: 'SPA962', stage: 'SEC-PRV-1', trialUntil: until }));
      return { kind: ref.kind, key: ref.key, mac, until };
    };
    facade.profiles.endTrial = async ({ mac }) => {
      this.put(aUnit(mac.slice(6), { model: 'SPA962', stage: 'SEC-PRV-1' }));
      return {};
    };
  }
}
