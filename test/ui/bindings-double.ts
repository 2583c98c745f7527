/** What a station answers about bindings and batches, for the page's tests. */
import { createHash } from 'node:crypto';
import type { BatchPreview, BindingRow, PastBatch } from '../../main/contract/bindings.ts';
import { StationError } from '../../main/contract/errors.ts';
import type { StationFacade } from '../../main/station/router.ts';

const models = ['SPA962', 'SPA942', 'SPA942', 'SPA2102'];
const names = ['Novák, Jana', 'Café Merkur', 'Horák, Petr', 'Studio Lipa', 'Krejčí, Ota'];

/** Binding `n` of a list: the first `open` ones are not exported, the others are in batch 142. */
export function aBinding(n: number, open: number, now: number): BindingRow {
  const isOpen = n < open;
  return {
    id: 100_000 - n,
    account: `10-${448213 - n}`,
    mac: `000e08${(0x4f1a92 + n * 7919).toString(16).slice(-6).padStart(6, '0')}`,
    serial: n % 9 === 4 ? null : `88012BA${String(1234 + n).padStart(5, '0')}`,
    model: models[n % models.length] ?? null,
    state: isOpen ? 'bound' : 'exported',
    boundAt: now - n * 61_000 - (isOpen ? 0 : 86_400_000),
    batch: isOpen ? null : 142,
    name: names[n % names.length] ?? null,
    workOrder: `WO-${20410 + (n % 5)}`,
    devices: 1,
    allowed: (n % 2) + 1,
    wasVoided: false,
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const heading = 'account,mac,serial,model,firmware,state,bound_at,batch';

/** Answers the questions about bindings and batches of a facade out of memory. */
export class BindingsDouble {
  readonly pages: { offset: number; limit: number; filter: string; search: string }[] = [];
  readonly released: { mac: string; reason: string | undefined }[] = [];
  readonly made: string[] = [];
  rows: BindingRow[];
  batches: PastBatch[] = [];
  warnings: string[] = [];
  readonly #files = new Map<number, string>();

  constructor(facade: StationFacade, bindings: number, open: number) {
    const now = Date.now();
    this.rows = Array.from({ length: bindings }, (_, n) => aBinding(n, open, now));
    for (const batch of [140, 141, 142]) this.#addBatch(batch, 48 + (batch % 3), now);
    facade.bindings.page = async (question) => this.#page(question);
    facade.exports.list = async () => this.batches;
    facade.exports.preview = async ({ lines }) => this.#preview(lines);
    facade.exports.make = async ({ preset }) => this.#make(preset);
    facade.exports.content = async ({ batch }) => this.content(batch);
    facade.exports.void = async ({ batch, reason }) => this.#void(batch, reason);
    facade.units.release = async ({ mac, reason }) => {
      this.released.push({ mac, reason });
      this.rows = this.rows.map((row) => (row.mac === mac ? { ...row, state: 'released' } : row));
      return (await facade.units.list())[0] ?? Promise.reject(new Error('no unit'));
    };
  }

  content(batch: number) {
    const text = this.#files.get(batch) ?? '';
    const base64 = Buffer.from(text).toString('base64');
    return { fileName: `billing-${batch}.csv`, base64, sha256: sha256(text) };
  }

  #addBatch(batch: number, rows: number, at: number): PastBatch {
    const text = `${heading}\r\n${`10-447980,000e086c310d,,SPA942,,VERIFIED,,${batch}\r\n`.repeat(rows)}`;
    this.#files.set(batch, text);
    const made: PastBatch = {
      ...{ batch, rows, at, preset: 'billing', state: 'live', voidReason: null, replacedBy: null },
      file: `/srv/bench/exports/billing-${batch}.csv`,
      sha256: sha256(text),
    };
    this.batches = [made, ...this.batches];
    return made;
  }

  #open(): BindingRow[] {
    return this.rows.filter(({ state }) => state === 'bound');
  }

  #number(): number {
    return Math.max(0, ...this.batches.map(({ batch }) => batch ?? 0)) + 1;
  }

  #preview(lines: number): BatchPreview {
    const open = this.#open();
    const times = open.map(({ boundAt }) => boundAt);
    const batch = this.#number();
    return {
      batch,
      rows: open.length,
      accounts: new Set(open.map(({ account }) => account)).size,
      firstBoundAt: times.length === 0 ? null : Math.min(...times),
      lastBoundAt: times.length === 0 ? null : Math.max(...times),
      columns: heading.split(',').map((field) => ({ field, heading: field })),
      lines: [
        heading,
        ...open
          .slice(0, lines - 1)
          .map(({ account, mac, serial, model }) =>
            [account, mac, serial, model, '', 'VERIFIED', '2026-11-22T14:02:11.000Z', batch].join(),
          ),
      ],
      warnings: this.warnings,
    };
  }

  #make(preset: string) {
    this.made.push(preset);
    const open = this.#open();
    if (open.length === 0) return { batch: null, rows: 0, file: null, sha256: null };
    const batch = this.#number();
    const { rows, file, sha256: hash } = this.#addBatch(batch, open.length, Date.now());
    this.rows = this.rows.map((row) =>
      row.state === 'bound' ? { ...row, state: 'exported', batch } : row,
    );
    return { batch, rows, file, sha256: hash };
  }

  #void(batch: number, reason: string): PastBatch {
    const past = this.batches.find((each) => each.batch === batch);
    if (past?.state !== 'live') throw new StationError('ALREADY_VOID', `Batch ${batch} is void.`);
    past.state = 'void';
    past.voidReason = reason;
    this.rows = this.rows.map((row) =>
      row.batch === batch ? { ...row, state: 'bound', batch: null, wasVoided: true } : row,
    );
    return past;
  }

  #page(question: Parameters<StationFacade['bindings']['page']>[0]) {
    const { search, filter, sort, isDescending, offset, limit, since, model, workOrder } = question;
    this.pages.push({ offset, limit, filter, search });
    const wanted = search.toLowerCase().replaceAll(':', '');
    const found = this.rows.filter(
      (row) =>
        [row.account, row.mac, row.serial, row.name].some((text) =>
          text?.toLowerCase().includes(wanted),
        ) &&
        row.boundAt >= (since ?? 0) &&
        (model === undefined || row.model === model) &&
        (workOrder === undefined || row.workOrder === workOrder),
    );
    const kinds = {
      all: () => true,
      open: (row: BindingRow) => row.state === 'bound',
      exported: (row: BindingRow) => row.state === 'exported',
      voided: (row: BindingRow) => row.wasVoided,
      ended: (row: BindingRow) => row.state === 'undone' || row.state === 'released',
    };
    const value = (row: BindingRow) => String(row[sort] ?? '').padStart(20);
    const fitting = found.filter(kinds[filter]);
    fitting.sort((a, b) => value(a).localeCompare(value(b)) * (isDescending ? -1 : 1));
    const countOf = (kind: keyof typeof kinds) => found.filter(kinds[kind]).length;
    return {
      total: fitting.length,
      counts: {
        all: found.length,
        open: countOf('open'),
        exported: countOf('exported'),
        voided: countOf('voided'),
        ended: countOf('ended'),
      },
      rows: fitting.slice(offset, offset + limit),
    };
  }
}
