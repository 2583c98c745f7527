/**
 * Everything a UI may ask of the station, and the stream of what the station announces.
 *
 * One table: the station's router (`main/station/router.ts`), the page's client and the command line
 * are all typed from it, over a message port (Electron) or a WebSocket (`serve`). A question is
 * validated by its schema before anyone trusts it.
 *
 * A UI opens `station.snapshot`, then `station.changes` after the snapshot's number. A number missing from the
 * stream means changes were lost: ask for the snapshot again. Nothing polls.
 */
import { eventIterator, oc } from '@orpc/contract';
import * as z from 'zod';
import {
  accountSchema,
  addressPlanSchema,
  bindingSchema,
  exportBatchSchema,
  foreignClientSchema,
  importReportSchema,
  listedCardSchema,
  logLineSchema,
  pastBatchSchema,
  scanOutcomeSchema,
  seatSchema,
  stationStatusSchema,
  unitDetailSchema,
  unitSchema,
} from './model.ts';
import { ipv4Schema, macSchema } from './values.ts';

/** One thing that is now stored. */
export const changeSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('status'), status: stationStatusSchema }),
  z.object({ type: z.literal('unit'), unit: unitSchema }),
  z.object({ type: z.literal('unit-removed'), mac: macSchema }),
  z.object({ type: z.literal('foreign'), client: foreignClientSchema }),
  z.object({ type: z.literal('log'), line: logLineSchema }),
  z.object({ type: z.literal('scan'), outcome: scanOutcomeSchema, seat: z.string() }),
  z.object({ type: z.literal('seat'), seat: seatSchema }),
  z.object({ type: z.literal('binding'), binding: bindingSchema }),
  z.object({ type: z.literal('batch'), batch: pastBatchSchema }),
  z.object({ type: z.literal('accounts') }),
]);
export type Change = z.infer<typeof changeSchema>;

/** Changes `first … first + changes.length - 1`, in the order they were stored. */
export const changesSchema = z.object({ first: z.number().int(), changes: z.array(changeSchema) });
export type Changes = z.infer<typeof changesSchema>;

export const snapshotSchema = z.object({
  /** Number of the last change the snapshot contains. */
  seq: z.number().int(),
  /** Changes when the station restarts: numbers of another run mean nothing. */
  run: z.string(),
  status: stationStatusSchema,
  units: z.array(unitSchema),
  foreign: z.array(foreignClientSchema),
  log: z.array(logLineSchema),
  scans: z.array(scanOutcomeSchema),
  seat: seatSchema,
  boundToday: z.number().int(),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** Codes a call can fail with; the message is one sentence a technician can act on. */
const errors = { REFUSED: { data: z.object({ code: z.string() }) } };
const procedure = oc.errors(errors);

const seatName = z.string().min(1).max(40);
const cardName = z.object({ interface: z.string().min(1).max(256) });

export const contract = {
  station: {
    snapshot: procedure
      .input(z.object({ seat: seatName, logLines: z.number().int().max(2000).default(200) }))
      .output(snapshotSchema),
    /** Ends with the error `REFUSED`/`GAP` when changes after `afterSeq` of that run are no longer held. */
    changes: procedure
      .input(z.object({ run: z.string(), afterSeq: z.number().int() }))
      .output(eventIterator(changesSchema)),
    status: procedure.output(stationStatusSchema.extend({ foreign: z.array(foreignClientSchema) })),
    cards: procedure.output(z.array(listedCardSchema)),
    /**
     * The commands that give the card the default address and take it back, or, of a card whose
     * address this station set, that one's. Runs nothing.
     */
    addressPlan: procedure.input(cardName).output(addressPlanSchema),
    /**
     * Runs the plan's `set` after the system's own question; refused as the plan is. The answer may
     * take as long as a person does, 2 minutes at most.
     */
    setAddress: procedure.input(cardName).output(z.array(listedCardSchema)),
    /** Takes back, in the same way, the address this station set. */
    undoAddress: procedure.input(cardName).output(z.array(listedCardSchema)),
    start: procedure
      .input(z.object({ interface: z.string().optional(), address: ipv4Schema.optional() }))
      .output(stationStatusSchema),
    stop: procedure.output(stationStatusSchema),
  },
  units: {
    list: procedure.output(z.array(unitSchema)),
    get: procedure.input(z.object({ mac: macSchema })).output(unitDetailSchema),
    /** Frees a unit from its account, exported or not; its keys stay. Refused without a binding. */
    release: procedure.input(z.object({ mac: macSchema })).output(unitSchema),
    /** Lets a bound or failed unit go through the chain once more, with the same keys. */
    provisionAgain: procedure.input(z.object({ mac: macSchema })).output(unitSchema),
  },
  log: {
    /** Oldest first: the newest `last` lines, or the oldest `last` after the line `afterId`. */
    list: procedure
      .input(
        z.object({
          mac: macSchema.optional(),
          last: z.number().int().positive().max(50_000).default(1000),
          afterId: z.number().int().nonnegative().optional(),
        }),
      )
      .output(z.array(logLineSchema)),
  },
  accounts: {
    list: procedure.output(z.array(accountSchema)),
    importCsv: procedure
      .input(
        z.object({
          fileName: z.string(),
          base64: z.string(),
          map: z.record(z.string(), z.string()).optional(),
          secret: z.array(z.string()).optional(),
          isDryRun: z.boolean().default(false),
        }),
      )
      .output(importReportSchema),
  },
  scans: {
    submit: procedure
      .input(z.object({ seat: seatName, text: z.string().max(4096) }))
      .output(scanOutcomeSchema),
    /** Takes back the seat's last bind, until it is exported. */
    undo: procedure
      .input(z.object({ seat: seatName, mac: macSchema.optional() }))
      .output(bindingSchema),
    /** Lets a seat paused by a refusal go on. */
    acknowledge: procedure.input(z.object({ seat: seatName })).output(seatSchema),
  },
  bindings: { list: procedure.output(z.array(bindingSchema)) },
  exports: {
    list: procedure.output(z.array(pastBatchSchema)),
    /** `dir`: an existing folder of the station's computer. No open binding: `batch` null, no file. */
    make: procedure
      .input(z.object({ preset: z.string(), dir: z.string() }))
      .output(exportBatchSchema),
    again: procedure
      .input(z.object({ batch: z.number().int(), dir: z.string() }))
      .output(exportBatchSchema),
    void: procedure
      .input(z.object({ batch: z.number().int(), reason: z.string().trim().min(1) }))
      .output(pastBatchSchema),
  },
  keys: {
    /** Writes keys to a new file of the station's computer (mode 0600); they never cross this contract. */
    exportTo: procedure
      .input(z.object({ file: z.string(), mac: macSchema.optional() }))
      .output(z.object({ file: z.string(), keys: z.number().int() })),
  },
};
