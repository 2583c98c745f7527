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
  accountDetailSchema,
  accountPageSchema,
  accountSchema,
  accountStatusSchema,
  columnMappingSchema,
  importReportSchema,
  pastImportSchema,
} from './accounts.ts';
import {
  batchContentSchema,
  batchPreviewSchema,
  bindingFilters,
  bindingPageSchema,
  bindingRowSchema,
  bindingSchema,
  exportBatchSchema,
  goalSchema,
  pastBatchSchema,
} from './bindings.ts';
import {
  certificateFileSchema,
  certificatesSchema,
  keyBitsSchema,
  oldSuiteSchema,
  practiceUnitSchema,
} from './certificates.ts';
import {
  fileSetSchema,
  keyImportSchema,
  keyOverviewSchema,
  keyScopeSchema,
  madeKeyExportSchema,
  recipientSchema,
  rotatedSchema,
  unitKeysSchema,
} from './escrow.ts';
import {
  beginUploadSchema,
  checksumTextSchema,
  firmwareImageSchema,
  firmwareStateSchema,
  LARGEST_PART_BYTES,
  setRuleSchema,
} from './firmware.ts';
import {
  addressPlanSchema,
  foreignClientSchema,
  listedCardSchema,
  logLineSchema,
  scanOutcomeSchema,
  seatSchema,
  stationStatusSchema,
  transferSchema,
  unitDetailSchema,
  unitSchema,
} from './model.ts';
import { newPinSchema, pinSchema } from './pins.ts';
import { checkIdSchema, checkSchema, checksSchema } from './preflight.ts';
import {
  catalogueInfoSchema,
  decodedScriptSchema,
  findingSchema,
  layerRefSchema,
  previewSchema,
  previewUnitSchema,
  profileFormatSchema,
  ruleServerSchema,
  templateDetailSchema,
  templateInfoSchema,
  templateStageSchema,
  templateTextsSchema,
  trialSchema,
  vocabularySchema,
} from './profiles.ts';
import { orderAnswerSchema } from './proof.ts';
import {
  backupSchema,
  modelInfoSchema,
  practiceShelfSchema,
  settingsAnswerSchema,
  settingsPatchSchema,
} from './settings.ts';
import { epochMsSchema, ipv4Schema, macSchema } from './values.ts';
import { passphraseSchema, vaultStatusSchema } from './vault.ts';

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

/** Codes a call can fail with; the message is one sentence a technician can act on. */
const errors = { REFUSED: { data: z.object({ code: z.string() }) } };
const procedure = oc.errors(errors);

const seatName = z.string().min(1).max(40);
const cardName = z.object({ interface: z.string().min(1).max(256) });
const aUnit = z.object({ mac: macSchema });
const anUpload = z.object({ upload: z.uuid() });
const anImage = z.object({ file: z.string().max(120) });
const reason = z.string().trim().min(1).max(400);
/** `replaces`: what waits, or is in use, may go. */
const newCertificate = z.object({
  commonName: z.string().max(200),
  bits: keyBitsSchema.default(2048),
  replaces: z.boolean().default(false),
});
/** Which part of a long list. */
const part = {
  search: z.string().max(200).default(''),
  offset: z.number().int().nonnegative().default(0),
  limit: z.number().int().positive().max(500).default(100),
  isDescending: z.boolean().default(false),
};
/** How an account file is to be read, where a person corrects what was understood. */
const accountFile = z.object({
  fileName: z.string(),
  base64: z.string(),
  map: z.record(z.string(), z.string()).optional(),
  secret: z.array(z.string()).optional(),
  separator: z.enum([',', ';', '\t', '|']).optional(),
  encoding: z.enum(['utf-8', 'windows-1252', 'utf-16le']).optional(),
  hasHeading: z.boolean().optional(),
  isDryRun: z.boolean().default(false),
});

const certificateFiles = z
  .array(z.object({ name: z.string().max(300), base64: z.string().max(400_000) }))
  .min(1)
  .max(20);
/** In base64. */
const exportFile = z.string().min(1).max(30_000_000);

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
    fix: procedure.input(cardName.extend({ check: checkIdSchema })).output(checksSchema),
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
  },
  backups: {
    list: procedure.output(z.array(backupSchema)),
    /** A whole copy of the database, made while it runs. `dir`: the station's own folder when absent. */
    make: procedure.input(z.object({ dir: z.string().optional() })).output(backupSchema),
  },
  units: {
    list: procedure.output(z.array(unitSchema)),
    get: procedure.input(aUnit).output(unitDetailSchema),
    /** Frees a unit from its account, exported or not; its keys stay. Refused without a binding. */
    release: procedure.input(aUnit.extend({ reason: reason.optional() })).output(unitSchema),
    /**
     * What a person reads on its Info page: `Open`, `Pending`, or the company it is customised for. But for
     * `Open` the unit is left alone: its maker's server provisions it.
     */
    setCustomisation: procedure
      .input(aUnit.extend({ status: z.string().trim().min(1).max(60) }))
      .output(unitSchema),
    /** Lets a bound or failed unit go through the chain once more, with the same keys. */
    provisionAgain: procedure.input(aUnit).output(unitSchema),
    /**
     * Takes a unit off the board and frees its place and lease. Binding, keys and history stay; it
     * comes back with them by itself when it is heard again.
     */
    takeOff: procedure.input(aUnit).output(unitSchema),
    /** Puts a unit taken off back on the board. */
    putBack: procedure.input(aUnit).output(unitSchema),
    /** Asks its web server for its values and compares them; the answer has what differs. */
    readBack: procedure.input(aUnit).output(unitDetailSchema),
    /** Tells it, by its web server, to ask for the file it should ask for next. */
    resync: procedure.input(aUnit).output(orderAnswerSchema),
    /** Tells it, by its web server, to restart. */
    reboot: procedure.input(aUnit).output(orderAnswerSchema),
  },
  profiles: {
    /** Every template that says something, and every model of the table. */
    list: procedure.output(z.array(templateInfoSchema)),
    get: procedure.input(layerRefSchema).output(templateDetailSchema),
    /** A published version's texts. */
    textsOf: procedure
      .input(layerRefSchema.extend({ version: z.number().int() }))
      .output(templateTextsSchema),
    /** `revision`: of the draft it began with, null for none; refused with `DRAFT_CHANGED`. */
    saveDraft: procedure
      .input(
        layerRefSchema.extend({
          texts: templateTextsSchema,
          revision: z.number().int().nullable(),
          /** The version it began with, where there is no draft yet; null: as nothing. */
          basedOn: z.number().int().nullable(),
        }),
      )
      .output(z.object({ revision: z.number().int() })),
    /** `revision`: the one that was looked at, here and below; another is refused with `DRAFT_CHANGED`. */
    dropDraft: procedure
      .input(layerRefSchema.extend({ revision: z.number().int() }))
      .output(templateDetailSchema),
    /** Refused while the draft has errors, or has warnings and nobody said "I know". */
    publish: procedure
      .input(
        layerRefSchema.extend({
          revision: z.number().int(),
          note: z.string().max(200).default(''),
          acceptsWarnings: z.boolean().default(false),
        }),
      )
      .output(templateDetailSchema),
    /** An old version as the draft, in the place of the one that was looked at; null: there was none. */
    restore: procedure
      .input(
        layerRefSchema.extend({
          version: z.number().int(),
          revision: z.number().int().nullable(),
        }),
      )
      .output(templateDetailSchema),
    /** What is wrong with a text as it would stand there; writes nothing. */
    check: procedure
      .input(
        layerRefSchema.extend({
          stage: templateStageSchema,
          text: templateTextsSchema.shape['sp-cust'],
        }),
      )
      .output(z.array(findingSchema)),
    /** The other format, or the same one tidied. Refused while the text cannot be read. */
    convert: procedure
      .input(z.object({ text: templateTextsSchema.shape['sp-cust'], to: profileFormatSchema }))
      .output(z.object({ text: z.string(), notes: z.array(z.string()) })),
    /**
     * A file from elsewhere (read back from a unit, a vendor's sample, a hand-made profile) as what it
     * says otherwise than the factory. The first file is the one read; others are what it imports.
     */
    fromFile: procedure
      .input(
        z.object({
          files: z
            .array(z.object({ name: z.string().max(200), base64: z.string().max(8_000_000) }))
            .min(1)
            .max(50),
          to: profileFormatSchema,
          model: z.string().max(40).default(''),
          /** Opens an encrypted file; never kept. */
          key: z.string().max(200).optional(),
        }),
      )
      .output(
        z.object({
          text: z.string(),
          taken: z.number().int(),
          /** As the factory has it, so left out. */
          same: z.number().int(),
          notes: z.array(z.string()),
        }),
      ),
    /** What that unit would get and do; `texts` in place of what is in force in that layer. */
    preview: procedure
      .input(
        z.object({
          unit: previewUnitSchema,
          draft: layerRefSchema.extend({ texts: templateTextsSchema }).optional(),
        }),
      )
      .output(previewSchema),
    vocabulary: procedure
      .input(z.object({ model: z.string().max(40), firmware: z.string().max(40).default('') }))
      .output(vocabularySchema),
    /** A script or a list of waits in words, scripts as sound too; refused with the place when it is none. */
    decodeScript: procedure
      .input(z.object({ text: z.string().max(300) }))
      .output(decodedScriptSchema),
    /** `Upgrade_Rule` with stepping stones: below `below` fetch `url`, else `last`. */
    upgradeRule: procedure
      .input(
        z.object({
          steps: z.array(z.object({ below: z.string().max(40), url: z.string().max(500) })).max(20),
          last: z.string().max(500).nullable(),
        }),
      )
      .output(z.object({ rule: z.string() })),
    /** The order form for units the maker customises: seven lines (guide: RC units). */
    orderTemplate: procedure
      .input(
        z.object({
          domains: z.array(z.string().max(200)).max(20),
          primaryDns: z.string().max(200),
          secondaryDns: z.string().max(200),
          provisionEnable: z.boolean().default(true),
          periodic: z.string().max(100).default('30'),
          retry: z.string().max(100).default('30'),
          rule: z.string().max(1000),
        }),
      )
      .output(z.object({ text: z.string() })),
    /** The servers of the rules in force with all their A records, asked of this computer's DNS: up to 6 s. */
    ruleServers: procedure.output(z.array(ruleServerSchema)),
    /** Serves the draft to one unit for ten minutes. */
    beginTrial: procedure
      .input(layerRefSchema.extend({ mac: macSchema, texts: templateTextsSchema }))
      .output(trialSchema),
    endTrial: procedure.input(aUnit).output(z.object({})),
    catalogues: procedure.output(z.array(catalogueInfoSchema)),
    /** A sample of the vendor's compiler as that model's catalogue. */
    importCatalogue: procedure
      .input(
        z.object({
          model: z.string().min(1).max(40),
          firmware: z.string().max(40).default(''),
          fileName: z.string().max(200),
          base64: z.string().max(8_000_000),
        }),
      )
      .output(z.array(catalogueInfoSchema)),
    removeCatalogue: procedure
      .input(z.object({ model: z.string().max(40), firmware: z.string().max(40) }))
      .output(z.array(catalogueInfoSchema)),
    /** A parameter no catalogue has, for every model. */
    addParameter: procedure
      .input(
        z.object({
          name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_./()[\]-]{0,79}$/, 'a parameter name'),
          type: z.string().max(40).default('Str'),
          options: z.array(z.string().max(80)).max(50).default([]),
          default: z.string().max(2000).default(''),
          userAccess: z.enum(['na', 'ro', 'rw']).default('na'),
        }),
      )
      .output(z.array(catalogueInfoSchema)),
  },
  firmware: {
    list: procedure.output(firmwareStateSchema),
    /** An image to come in parts; what can be refused before is refused here. */
    beginUpload: procedure.input(beginUploadSchema).output(anUpload),
    /** The bytes from `offset` on, in order; `bytes`: how many are on the disk now. */
    sendPart: procedure
      .input(
        anUpload.extend({
          offset: z.number().int().nonnegative(),
          base64: z.base64().max(Math.ceil(LARGEST_PART_BYTES / 3) * 4),
        }),
      )
      .output(z.object({ bytes: z.number().int() })),
    /** Keeps the image, or refuses it and keeps nothing: `BAD_CHECKSUM`, `IMAGE_KNOWN`, `IMAGE_INCOMPLETE`. */
    finishUpload: procedure
      .input(anUpload.extend({ checksum: checksumTextSchema.optional() }))
      .output(firmwareImageSchema),
    cancelUpload: procedure.input(anUpload).output(z.object({})),
    /** Compares an image that is there, read once more from the disk, with a checksum. */
    checkImage: procedure
      .input(anImage.extend({ checksum: checksumTextSchema }))
      .output(firmwareStateSchema),
    /** Refused with `IMAGE_IN_USE` while a rule names it or a unit takes it. */
    removeImage: procedure.input(anImage).output(firmwareStateSchema),
    setRule: procedure.input(setRuleSchema).output(firmwareStateSchema),
  },
  certificates: {
    show: procedure.output(certificatesSchema),
    /** What this runtime can offer old firmware; handshakes in memory, a second at most. */
    suites: procedure.output(z.array(oldSuiteSchema)),
    /** A new key, and the request for its certificate. What is in use stays until the answer comes. */
    request: procedure.input(newCertificate).output(certificatesSchema),
    /** The signed answer (PEM or DER, base64), alone or with its chain; `key`: PEM, when made elsewhere. */
    add: procedure
      .input(z.object({ base64: certificateFileSchema, key: certificateFileSchema.optional() }))
      .output(certificatesSchema),
    /** The root that signs the units' certificates, or the servers'; null takes it away. */
    setRoot: procedure
      .input(
        z.object({ kind: z.enum(['client', 'server']), base64: certificateFileSchema.nullable() }),
      )
      .output(certificatesSchema),
    /** Asks this computer's DNS for the certificate's name; some seconds at most. */
    lookUp: procedure.output(certificatesSchema),
    /** A server certificate and a client root of the practice CA. */
    practise: procedure.input(newCertificate).output(certificatesSchema),
    /** Writes key and certificate of a practice unit into an existing folder. */
    practiceUnit: procedure
      .input(z.object({ unit: practiceUnitSchema, dir: z.string().min(1).max(1000) }))
      .output(z.object({ file: z.string() })),
  },
  pins: {
    /** One-time codes, one for each account; each is in this answer and nowhere else. */
    make: procedure
      .input(
        z.object({
          accounts: z.array(z.string().min(1).max(100)).min(1).max(500),
          hours: z.number().int().min(1).max(9999).default(168),
        }),
      )
      .output(z.array(newPinSchema)),
    /** Newest first, the last thousand. */
    list: procedure.output(z.array(pinSchema)),
    withdraw: procedure.input(z.object({ id: z.number().int() })).output(pinSchema),
  },
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
  },
  accounts: {
    list: procedure.output(z.array(accountSchema)),
    page: procedure
      .input(
        z.object({
          ...part,
          status: accountStatusSchema.optional(),
          sort: z.enum(['account', 'name', 'workOrder', 'devices', 'changedAt']).default('account'),
        }),
      )
      .output(accountPageSchema),
    get: procedure.input(z.object({ account: z.string() })).output(accountDetailSchema),
    importCsv: procedure.input(accountFile).output(importReportSchema),
    /** The rows of the file that are not imported, with a `reason` column; secret cells are empty. */
    rejectedRows: procedure
      .input(accountFile)
      .output(z.object({ fileName: z.string(), csv: z.string() })),
    imports: procedure.output(z.array(pastImportSchema)),
    /** Refused once one of its accounts is bound, or changed by a later import. */
    takeBack: procedure.input(z.object({ import: z.number().int() })).output(pastImportSchema),
    mappings: procedure.output(z.array(columnMappingSchema)),
    /** Replaces one of the same name. */
    saveMapping: procedure.input(columnMappingSchema).output(z.array(columnMappingSchema)),
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
    /** Today's scans of the seat, newest first. */
    today: procedure.input(z.object({ seat: seatName })).output(z.array(scanOutcomeSchema)),
    goal: procedure.input(z.object({ seat: seatName })).output(goalSchema),
    /** "Move it here": ends the unit's binding and binds it to this account, with the reason kept. */
    moveHere: procedure
      .input(z.object({ seat: seatName, mac: macSchema, account: z.string(), reason }))
      .output(scanOutcomeSchema),
  },
  bindings: {
    list: procedure.output(z.array(bindingSchema)),
    page: procedure
      .input(
        z.object({
          ...part,
          filter: z.enum(bindingFilters).default('all'),
          since: epochMsSchema.optional(),
          workOrder: z.string().optional(),
          model: z.string().optional(),
          sort: z.enum(['boundAt', 'mac', 'serial', 'model', 'account', 'name']).default('boundAt'),
        }),
      )
      .output(bindingPageSchema),
    /** The unit's live binding; refused with `NOT_BOUND`. */
    ofUnit: procedure.input(aUnit).output(bindingRowSchema),
  },
  exports: {
    list: procedure.output(z.array(pastBatchSchema)),
    /** What the next batch would be; writes nothing. */
    preview: procedure
      .input(z.object({ preset: z.string(), lines: z.number().int().min(1).max(50).default(5) }))
      .output(batchPreviewSchema),
    /**
     * `dir`: an existing folder of the station's computer; absent: the station's own `exports` folder.
     * No open binding: `batch` null, no file.
     */
    make: procedure
      .input(z.object({ preset: z.string(), dir: z.string().optional() }))
      .output(exportBatchSchema),
    again: procedure
      .input(z.object({ batch: z.number().int(), dir: z.string().optional() }))
      .output(exportBatchSchema),
    /** The batch's bytes once more, for a download. */
    content: procedure.input(z.object({ batch: z.number().int() })).output(batchContentSchema),
    void: procedure.input(z.object({ batch: z.number().int(), reason })).output(pastBatchSchema),
  },
  keys: {
    /** Writes keys to a new file of the station's computer (mode 0600); they never cross this contract. */
    exportTo: procedure
      .input(z.object({ file: z.string(), mac: macSchema.optional() }))
      .output(z.object({ file: z.string(), keys: z.number().int() })),
    overview: procedure.output(keyOverviewSchema),
    /** The certificate under whose key manifests are signed; made at the first question. */
    signer: procedure.output(
      z.object({ subject: z.string(), fingerprint: z.string(), pem: z.string() }),
    ),
    /** What these certificates are, and whether an export can be made for them. */
    recipients: procedure
      .input(z.object({ files: certificateFiles }))
      .output(z.array(recipientSchema)),
    /**
     * An encrypted file, its manifest and the manifest's signature, beside each other. `out`: full path of the
     * encrypted file on the station's computer, new; left out: in the station's own folder.
     */
    exportFor: procedure
      .input(
        z.object({
          scope: keyScopeSchema,
          certificates: certificateFiles,
          out: z.string().min(1).max(4096).optional(),
        }),
      )
      .output(madeKeyExportSchema),
    /**
     * Another station's export. A trial first: it says what would become of each unit, and whose signature it is;
     * that `signer` is named in the second call. `replace`: units whose present key gives way, for a `reason`.
     */
    importFrom: procedure
      .input(
        z.object({
          file: exportFile,
          manifest: exportFile,
          signature: exportFile,
          /** PEM or PKCS #12; used for this call, never kept. */
          privateKey: z.string().min(1).max(400_000),
          passphrase: z.string().max(1024).optional(),
          isTrial: z.boolean().default(true),
          signer: z.string().max(200).optional(),
          replace: z.array(macSchema).max(5000).default([]),
          reason: z.string().trim().max(400).default(''),
        }),
      )
      .output(keyImportSchema),
    /** The units' later profiles. `dir`: a folder of the station's computer; left out: as an archive in the answer. */
    fileSet: procedure
      .input(z.object({ scope: keyScopeSchema, dir: z.string().min(1).max(4096).optional() }))
      .output(fileSetSchema),
    ofUnit: procedure.input(aUnit).output(unitKeysSchema),
    /** A new key and directory, given to the unit under its old key. */
    rotate: procedure.input(aUnit).output(rotatedSchema),
    /** Until the unit was given the new key. */
    undoRotation: procedure.input(aUnit).output(unitKeysSchema),
  },
  vault: {
    status: procedure.output(vaultStatusSchema),
    /**
     * Without a passphrase: by key file or system, once more. A wrong passphrase is refused after a wait that
     * grows with every one.
     */
    unlock: procedure
      .input(z.object({ passphrase: passphraseSchema.optional() }))
      .output(vaultStatusSchema),
    /** Forgets the data key at once, then stops serving. */
    lock: procedure.output(vaultStatusSchema),
    /** `isBeside`, here and below: the other ways stay. */
    setPassphrase: procedure
      .input(z.object({ passphrase: passphraseSchema, isBeside: z.boolean().default(false) }))
      .output(vaultStatusSchema),
    /** `file`: on the station's computer, made when missing; left out: in the data folder. */
    setKeyFile: procedure
      .input(z.object({ file: z.string().min(1).optional(), isBeside: z.boolean().default(false) }))
      .output(vaultStatusSchema),
    setSystem: procedure
      .input(z.object({ isBeside: z.boolean().default(false) }))
      .output(vaultStatusSchema),
  },
};
