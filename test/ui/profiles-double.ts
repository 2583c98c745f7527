import { StationError } from '../../main/contract/errors.ts';
import type {
  Finding,
  LayerRef,
  ParameterInfo,
  Preview,
  StagedFinding,
  TemplateDetail,
  TemplateInfo,
  TemplateTexts,
  Vocabulary,
} from '../../main/contract/profiles.ts';
import { templateStages } from '../../main/contract/profiles.ts';
import type { SettingsView } from '../../main/contract/settings.ts';
import { settings as usualSettings } from '../contract/double.ts';
import { aUnit, BenchDouble } from './bench-double.ts';

/** SEC-PRV-1 of the UI design's mock-up, with its three mistakes. */
export const mockText = `# SEC-PRV-1: first secret for one unit. Built per MAC, served once.
Provision_Enable       "Yes" ;
Resync_On_Reset        "Yes" ;
Resync_Random_Delay    "2" ; # x 20 s
Resync_Periodic        "3600+600" ;
Resync_Error_Retry_Delay "1800+300,3600" ;

# where the unit goes after it leaves the bench
Profile_Rule           "[--key $A] tftp.callme.example/profile/$B/spa962.cfg" ;
GPP_A                  "{{key}}" ; # made per unit
GPP_B                  "{{directory}}" ;

Syslog_Server          "{{station.address}}" ;
Log_Resync_Request_Msg "$PN $MACC -- Requesting $PATH" ;
Log_Resync_Failure_Msg "$PN $MAC -- Resync failed: $ERR" ;
Upgrade_Enable         "No" ; # firmware: see Firmware screen
Admin_Password         "{{secret:admin}}" ;
Dial_Tone              "350@-19,440@-19;10(*/0/1+2)" ;
`;

const servedText = mockText
  .replace('"3600+600"', '"7200"')
  .replace('Upgrade_Enable         "No" ; # firmware: see Firmware screen\n', '');

const xmlText = `<flat-profile>
  <!-- what the ISP wants of every unit -->
  <Resync_Periodic ua="na">3600</Resync_Periodic>
  <Time_Zone ua="rw">GMT+01:00</Time_Zone>
  <Profile_Rule>[--key $SA] https://prov.example.net/$B/spa$PSN.cfg</Profile_Rule>
  <Syslog_Server></Syslog_Server>
</flat-profile>
`;

const texts = (about: Partial<TemplateTexts> = {}): TemplateTexts => ({
  ...{ 'sp-cust': '', 'sec-prv-1': '', 'sec-prv-2': '' },
  ...about,
});

function parameter(name: string, about: Partial<ParameterInfo> = {}): ParameterInfo {
  return {
    ...{ name, xmlName: name.replace(/[[\]]/g, '_'), section: 'General', default: '', type: 'Str' },
    ...{ userAccess: 'na', options: [], description: null, isExpanded: false },
    ...about,
  };
}

const vocabulary: Vocabulary = {
  parameters: [
    parameter('Provision_Enable', { type: 'Bool', default: 'Yes' }),
    parameter('Profile_Rule', { default: '/spa$PSN.cfg', isExpanded: true }),
    parameter('Profile_Rule_B', { isExpanded: true }),
    parameter('Resync_Periodic', {
      type: 'Time0',
      default: '3600',
      description: 'Seconds between two resyncs.',
    }),
    parameter('Resync_Random_Delay', { type: 'Uns16', default: '2' }),
    parameter('Log_Resync_Request_Msg', { isExpanded: true }),
    parameter('GPP_A'),
    parameter('GPP_K', { default: 'factory-k' }),
    parameter('Time_Zone', { userAccess: 'rw', type: 'choice', options: ['GMT', 'GMT+01:00'] }),
    parameter('User_Password', { userAccess: 'rw' }),
    parameter('Dial_Plan[1]', { section: 'Lines', type: 'DialPlanScript' }),
    parameter('Dial_Tone', {
      section: 'Tones',
      type: 'ToneScript',
      default: '350@-19,440@-19;10(*/0/1+2)',
    }),
  ],
  macros: [
    { name: 'MA', words: 'MAC, small letters' },
    { name: 'MAC', words: 'MAC with colons' },
    { name: 'PSN', words: 'product series number' },
    { name: 'PATH', words: 'path of the request' },
    { name: 'SA', words: 'GPP_SA, only after --key' },
  ],
  fields: [
    { name: 'unit.mac', words: 'its MAC' },
    { name: 'secret:', words: 'a password made for this unit' },
    { name: 'key', words: 'its 256-bit key' },
  ],
  filters: [{ name: 'upper', words: 'capital letters' }],
};

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
      catalogues: async () => [
        {
          model: 'SPA962',
          firmware: '6.1.5',
          source: 'spa962.txt',
          parameters: 612,
          importedAt: 1,
        },
      ],
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

/** Two rules of the real ones: unknown macros, with a fix; keys where the unit shows them. */
function findingsOf(shown: TemplateTexts): StagedFinding[] {
  return templateStages.flatMap((stage) => {
    const text = shown[stage];
    const at = (index: number, token: string) => ({
      ...{ stage, file: '', start: index, end: index + token.length },
      line: text.slice(0, index).split('\n').length,
      column: index - text.lastIndexOf('\n', index),
    });
    const macros = [...text.matchAll(/\$MACC/g)].map(
      ({ index }): StagedFinding => ({
        ...at(index, '$MACC'),
        ...{ code: 'L04', severity: 'error' },
        message: '$MACC is not a macro; the unit leaves it as it is. Did you mean $MAC?',
        fix: { title: 'Write $MAC', edits: [{ start: index, end: index + 5, text: '$MAC' }] },
      }),
    );
    const keys = [...text.matchAll(/^GPP_A/gm)].map(
      ({ index }): StagedFinding => ({
        ...at(index, 'GPP_A'),
        ...{ code: 'L07', severity: 'warning' as Finding['severity'] },
        message: "GPP_A can be read on the unit's web page. Keep the key in GPP_SA.",
        fix: { title: 'Use GPP_SA', edits: [{ start: index, end: index + 5, text: 'GPP_SA' }] },
      }),
    );
    return [...macros, ...keys].sort((a, b) => a.start - b.start);
  });
}

function previewOf(mac: string): Preview {
  const step = (id: Preview['steps'][number]['id'], about: Partial<Preview['steps'][number]>) => ({
    ...{ id, title: '', rule: '', url: [], key: null, problem: null },
    ...about,
  });
  const value = (name: string, text: string | null, about = {}) => ({
    ...{ name, value: text, isSecret: false, access: null, accessFrom: null, line: 3 },
    ...{ from: 'ISP version 3, line 3', layer: { kind: 'isp' as const, key: '' } },
    ...about,
  });
  return {
    ...{ mac, model: 'SPA962', problem: null, sizes: { text: 14_230, compressed: 3120 } },
    steps: [
      step('factory', {
        ...{ title: 'Factory rule', rule: '/spa$PSN.cfg' },
        url: [
          { text: 'tftp://192.168.76.1/spa', macro: null },
          { text: '962', macro: '$PSN' },
          { text: '.cfg', macro: null },
        ],
      }),
      step('sp-cust', {
        ...{ title: 'SP-CUST sends it to its own file', rule: '[--key …] /p/$MA.cfg' },
        url: [
          { text: 'tftp://192.168.76.1/p/', macro: null },
          { text: mac, macro: '$MA' },
          { text: '.cfg', macro: null },
        ],
        key: 'bootstrap passphrase, fingerprint 77:10 4C:D2',
      }),
      step('field', {
        ...{ title: 'After the bench', rule: '[--key $SA] …/$B/spa$PSN.cfg' },
        url: [
          { text: 'https://prov.example.net/', macro: null },
          { text: 'Gp3sqLn7', macro: '$B' },
          { text: '/spa', macro: null },
          { text: '962', macro: '$PSN' },
          { text: '.cfg', macro: null },
        ],
        key: '256 bit, fingerprint 5A:0D D1:77',
      }),
    ],
    values: [
      value('Resync_Periodic', '3600', { line: 3 }),
      value('Time_Zone', 'GMT+01:00', {
        access: 'rw',
        accessFrom: 'ISP version 3, line 4',
        line: 4,
      }),
      value('Syslog_Server', ''),
      value('Admin_Password', '5A:0D D1:77', {
        ...{ isSecret: true, from: 'Model SPA962 draft, line 17' },
        ...{ layer: { kind: 'model', key: 'SPA962' }, line: 17 },
      }),
      value('GPP_K', null),
    ],
    story: [
      'It fetches https://prov.example.net/Gp3sqLn7/spa962.cfg every 3600 s.',
      'After a failure it tries again after 3600 s.',
    ],
  };
}
