/**
 * The model table: which file a factory-fresh unit asks for, by model (R-001; device facts 1.4–1.9).
 * Built in from `resources/models.json`; settings add rows or replace them by model name.
 */
import * as z from 'zod';
import builtIn from '../../../resources/models.json' with { type: 'json' };

export const modelSchema = z.strictObject({
  /** Product name as on the box, such as `SPA962`. */
  model: z.string().regex(/^[A-Za-z0-9-]{2,20}$/),
  /** Product series number, the unit's `$PSN`, such as `962` or `504G`. */
  psn: z.string().regex(/^[A-Za-z0-9]{1,12}$/),
  /** The file of its factory Profile_Rule, without the leading slash; capital letters count. */
  file: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  lines: z.number().int().min(0).max(64).default(1),
  /** First firmware that reads XML profiles; older ones need the vendor's compiler. */
  xmlSince: z.string().default('2.0.6'),
  /** Its LAN ports run a DHCP server of their own: only the WAN port belongs on the bench. */
  isRouter: z.boolean().default(false),
  /** False: TFTP options are never answered, for firmware that trips over them. */
  tftpOptions: z.boolean().default(true),
});
export type Model = z.infer<typeof modelSchema>;

export interface ModelTable {
  readonly all: readonly Model[];
  /** By file name, exact case first; `isExact` false when only the case differs. */
  byFile(name: string): { model: Model; isExact: boolean } | null;
  /** By any spelling of the product: `SPA-962`, `spa962`, `LINKSYS SPA-962`. */
  byName(text: string): Model | null;
}

/** @param extra rows of the settings; a row with a known model name replaces the built-in one */
export function createModelTable(extra: readonly Model[] = []): ModelTable {
  const rows = new Map(builtIn.map((row) => [plain(row.model), modelSchema.parse(row)]));
  for (const row of extra) rows.set(plain(row.model), row);
  const all = [...rows.values()];
  // Whatever a model's own first file is called, `/spa$PSN.cfg` is the rule the guide prints for all.
  const named = all.flatMap((row) =>
    [`spa${row.psn}.cfg`, row.file].map((file) => [file, row] as const),
  );
  const exact = new Map(named);
  const folded = new Map(named.map(([file, row]) => [file.toLowerCase(), row]));
  return {
    all,
    byFile(name) {
      const model = exact.get(name);
      if (model) return { model, isExact: true };
      const near = folded.get(name.toLowerCase());
      return near ? { model: near, isExact: false } : null;
    },
    byName(text) {
      const words = text.trim().split(/\s+/);
      return rows.get(plain(words.at(-1) ?? '')) ?? null;
    },
  };
}

function plain(name: string): string {
  return name.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
}
