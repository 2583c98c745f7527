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
import { eventIterator } from '@orpc/contract';
import * as z from 'zod';
import { bindingSchema, pastBatchSchema } from './bindings.ts';
import { compilerViewSchema } from './compiler.ts';
import { logFindSchema, logFoundSchema } from './log-find.ts';
import {
  addressPlanSchema,
  foreignClientSchema,
  listedCardSchema,
  logLineSchema,
  scanOutcomeSchema,
  seatSchema,
  stationStatusSchema,
  transferSchema,
  unitSchema,
} from './model.ts';
import {
  checkIdSchema,
  checkSchema,
  checksSchema,
  selfTestSchema,
  serviceNameSchema,
  serviceNames,
} from './preflight.ts';
import { accounts } from './questions/accounts.ts';
import { bindings, exports, scans } from './questions/bindings.ts';
import { certificates, pins } from './questions/certificates.ts';
import { firmware } from './questions/firmware.ts';
import { keys, vault } from './questions/keys.ts';
import { procedure, seatName } from './questions/procedure.ts';
import { profiles } from './questions/profiles.ts';
import { units } from './questions/units.ts';
import {
  backupSchema,
  modelInfoSchema,
  practiceShelfSchema,
  settingsAnswerSchema,
  settingsPatchSchema,
} from './settings.ts';
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
  z.object({ type: z.literal('transfer'), transfer: transferSchema }),
  z.object({ type: z.literal('settings'), settings: settingsAnswerSchema }),
  /** A template, a draft or a catalogue is another one now. */
  z.object({ type: z.literal('profiles') }),
  /** A key was made, given, exported or taken in. */
  z.object({ type: z.literal('keys') }),
  /** A certificate, a request or a root is another one now. */
  z.object({ type: z.literal('certificates') }),
  /** A one-time code was made, used or withdrawn. */
  z.object({ type: z.literal('pins') }),
  /** An image or a model's rule is another one now. */
  z.object({ type: z.literal('firmware') }),
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
  /** Running ones, and those that ended within the last minute. */
  transfers: z.array(transferSchema),
  settings: settingsAnswerSchema,
});
export type Snapshot = z.infer<typeof snapshotSchema>;

const oneService = z.object({ service: serviceNameSchema });
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
    /** `without`: services that may stay down where their port is refused; those units need are never among them. */
    start: procedure
      .input(
        z.object({
          interface: z.string().optional(),
          address: ipv4Schema.optional(),
          without: z.array(serviceNameSchema).max(serviceNames.length).optional(),
        }),
      )
      .output(stationStatusSchema),
    stop: procedure.output(stationStatusSchema),
    /** One service alone, on the port that is set now; the others go on. Refused while the station is stopped. */
    startService: procedure.input(oneService).output(stationStatusSchema),
    stopService: procedure.input(oneService).output(stationStatusSchema),
    /** What happened, for whoever helps: status, versions, settings, the last log lines; secrets masked. */
    report: procedure.output(z.object({ fileName: z.string(), text: z.string() })),
  },
  preflight: {
    /** Looks without sending anything. `interface`: the card chosen on the page. */
    checks: procedure
      .input(z.object({ interface: z.string().max(256).nullable() }))
      .output(checksSchema),
    /** "Check now": three DISCOVERs on that card, 3 to 6 s. Refused on a locked card. */
    probe: procedure.input(cardName).output(checkSchema),
    /** Runs the command of that check's fix behind the system's own question, then looks again. */
    fix: procedure
      .input(
        cardName.extend({
          check: checkIdSchema,
          /** As it was shown; refused when it is no longer the one. */
          command: z.string().max(4000).optional(),
        }),
      )
      .output(checksSchema),
    /** Asks every service once through the bench card. Refused while stopped. */
    selfTest: procedure.output(selfTestSchema),
  },
  practice: {
    /** Leaves the real bench (which must be stopped) for simulated units on loopback. */
    begin: procedure
      .input(z.object({ units: z.number().int().min(1).max(250).default(24) }))
      .output(stationStatusSchema),
    /** Back to the real bench; what was practised is thrown away. */
    end: procedure.output(stationStatusSchema),
    shelf: procedure.output(practiceShelfSchema),
  },
  settings: {
    read: procedure.output(settingsAnswerSchema),
    /** Refused with `BAD_SETTINGS` and the place; nothing is changed then. */
    change: procedure.input(settingsPatchSchema).output(settingsAnswerSchema),
    models: procedure.output(z.array(modelInfoSchema)),
    /** What lies at the compiler's path. `again`: started once more, not what was seen before. */
    compiler: procedure.input(z.object({ again: z.boolean() })).output(compilerViewSchema),
  },
  backups: {
    list: procedure.output(z.array(backupSchema)),
    /** A whole copy of the database, made while it runs. `dir`: the station's own folder when absent. */
    make: procedure.input(z.object({ dir: z.string().optional() })).output(backupSchema),
  },
  units,
  profiles,
  firmware,
  certificates,
  pins,
  log: {
    /**
     * Oldest first: the newest `last` lines, the oldest `last` after the line `afterId`, or the newest
     * `last` before the line `beforeId`.
     */
    list: procedure
      .input(
        z.object({
          mac: macSchema.optional(),
          last: z.number().int().positive().max(50_000).default(1000),
          afterId: z.number().int().nonnegative().optional(),
          beforeId: z.number().int().nonnegative().optional(),
        }),
      )
      .output(z.array(logLineSchema)),
    /** The newest lines that fit, of all that are kept. */
    find: procedure.input(logFindSchema).output(logFoundSchema),
  },
  accounts,
  scans,
  bindings,
  exports,
  keys,
  vault,
};
