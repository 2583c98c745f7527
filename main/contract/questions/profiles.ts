/** Templates: drafts, versions, checks, conversion, previews, catalogues. */
import * as z from 'zod';
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
} from '../profiles.ts';
import { macSchema } from '../values.ts';
import { aUnit, procedure } from './procedure.ts';

export const profiles = {
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
};
