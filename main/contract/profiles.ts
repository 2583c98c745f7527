/** Templates with layers, versions and drafts; findings; what a unit would do with them. */
import * as z from 'zod';
import { epochMsSchema, macSchema } from './values.ts';

/** From what holds for every unit to what holds for one; later ones win. */
export const layerKinds = ['station', 'isp', 'model', 'batch', 'account', 'unit'] as const;
export const layerKindSchema = z.enum(layerKinds);
export type LayerKind = z.infer<typeof layerKindSchema>;

/**
 * Which file of the chain a template's text goes into (guide: Provisioning States): the common file,
 * the unit's own first file, or everything that follows under the unit's key.
 */
export const templateStages = ['sp-cust', 'sec-prv-1', 'sec-prv-2'] as const;
export const templateStageSchema = z.enum(templateStages);
export type TemplateStage = z.infer<typeof templateStageSchema>;

/** Which template: `key` is empty for station and isp, else a model, batch, account or MAC. */
export const layerRefSchema = z.object({ kind: layerKindSchema, key: z.string().max(64) });
export type LayerRef = z.infer<typeof layerRefSchema>;

/** A profile's text; a full one has 0.12 MB. */
const profileText = z.string().max(1_000_000);
export const templateTextsSchema = z.object({
  'sp-cust': profileText,
  'sec-prv-1': profileText,
  'sec-prv-2': profileText,
});
export type TemplateTexts = z.infer<typeof templateTextsSchema>;

export const profileFormatSchema = z.enum(['xml', 'plain-text']);
export type ProfileFormat = z.infer<typeof profileFormatSchema>;

export const severities = ['error', 'warning', 'info'] as const;
export const findingSchema = z.object({
  /** Stable: `L01` … (docs/profiles.md has them all). */
  code: z.string(),
  severity: z.enum(severities),
  /** One sentence, without the values of secrets. */
  message: z.string(),
  /** Empty where there is only one text. */
  file: z.string(),
  /** Both from 1, of the token's first character. */
  line: z.number().int(),
  column: z.number().int(),
  /** Offsets of the token in the text, `end` exclusive. */
  start: z.number().int(),
  end: z.number().int(),
  /** A change that is safe; edits in order of place, not overlapping, offsets of the text as it was. */
  fix: z
    .object({
      title: z.string(),
      edits: z.array(
        z.object({ start: z.number().int(), end: z.number().int(), text: z.string() }),
      ),
    })
    .nullable(),
});
export type Finding = z.infer<typeof findingSchema>;

/** A finding of a whole template: in which of its texts. */
export const stagedFindingSchema = findingSchema.extend({ stage: templateStageSchema });
export type StagedFinding = z.infer<typeof stagedFindingSchema>;

/** One row of the list of templates. */
export const templateInfoSchema = layerRefSchema.extend({
  /**
   * `ready`: no errors, nothing waits; `draft`: something is written and not published; `errors`: what
   * is in force would not build; `missing`: units of this model were seen and nothing is published for
   * it; `empty`: nothing is published, and nothing needs to be.
   */
  state: z.enum(['ready', 'draft', 'errors', 'missing', 'empty']),
  version: z.number().int().nullable(),
  /** Of what is shown first: the draft where there is one. */
  errors: z.number().int(),
  warnings: z.number().int(),
  /** Units whose last file was made with it. */
  units: z.number().int(),
  /** Said by the settings file: it cannot be changed here. */
  isFixed: z.boolean(),
  changedAt: epochMsSchema.nullable(),
});
export type TemplateInfo = z.infer<typeof templateInfoSchema>;

export const templateVersionInfoSchema = z.object({
  version: z.number().int(),
  note: z.string(),
  publishedAt: epochMsSchema,
  units: z.number().int(),
});
export type TemplateVersionInfo = z.infer<typeof templateVersionInfoSchema>;

export const templateDetailSchema = layerRefSchema.extend({
  /** The draft; without one what is in force. */
  texts: templateTextsSchema,
  /** What is in force: published, of the settings file, or built in. */
  inForce: templateTextsSchema,
  origin: z.enum(['published', 'settings-file', 'built-in', 'nothing']),
  version: z.number().int().nullable(),
  draft: z
    .object({
      basedOn: z.number().int().nullable(),
      revision: z.number().int(),
      savedAt: epochMsSchema,
    })
    .nullable(),
  versions: z.array(templateVersionInfoSchema),
  /** The version the newest last file of a unit was made of. */
  lastServed: z.object({ version: z.number().int(), at: epochMsSchema }).nullable(),
  findings: z.array(stagedFindingSchema),
});
export type TemplateDetail = z.infer<typeof templateDetailSchema>;

/** A unit to look through the eyes of: one on the bench, or one that is only described. */
export const previewUnitSchema = z.object({
  mac: macSchema,
  /** Absent: what the bench knows of it. */
  model: z.string().max(40).optional(),
  firmware: z.string().max(40).optional(),
  serial: z.string().max(40).optional(),
  /** What-if: macro names and parameter values, such as REGTMR1 or GPP_C. */
  values: z.record(z.string().max(64), z.string().max(2000)).default({}),
});
export type PreviewUnit = z.infer<typeof previewUnitSchema>;

/** A stretch of an expanded text. */
export const expandedPieceSchema = z.object({
  text: z.string(),
  /** The macro it came of, as written; null: plain text. */
  macro: z.string().nullable(),
});
export type ExpandedPiece = z.infer<typeof expandedPieceSchema>;

/** One file of the unit's way: the rule that leads to it, and what is in it. */
export const previewStepSchema = z.object({
  /** `factory`, the stage whose file comes next, or `field` for where it goes for good. */
  id: z.enum(['factory', 'sp-cust', 'sec-prv-1', 'sec-prv-2', 'field']),
  title: z.string(),
  /** The rule as the unit holds it; keys and passwords only as fingerprints. */
  rule: z.string(),
  /** Where it leads, with what was expanded. */
  url: z.array(expandedPieceSchema),
  /** Words on the key the file is opened with; null: it is plain. */
  key: z.string().nullable(),
  /** Why no URL comes out. */
  problem: z.string().nullable(),
});
export type PreviewStep = z.infer<typeof previewStepSchema>;

/** A parameter of the unit's last file and who said it. Values of secrets never cross. */
export const previewValueSchema = z.object({
  name: z.string(),
  /** null: the unit keeps its own. */
  value: z.string().nullable(),
  /** The value is a secret; what stands there is its fingerprint. */
  isSecret: z.boolean(),
  access: z.enum(['na', 'ro', 'rw']).nullable(),
  /** Where its access comes from: the factory, or a layer. */
  accessFrom: z.string().nullable(),
  /** `Model SPA962 version 12, line 3`, or words on the chain. */
  from: z.string(),
  layer: layerRefSchema.nullable(),
  line: z.number().int().nullable(),
});
export type PreviewValue = z.infer<typeof previewValueSchema>;

export const previewSchema = z.object({
  mac: macSchema,
  model: z.string().nullable(),
  steps: z.array(previewStepSchema),
  values: z.array(previewValueSchema),
  /** Of the file that holds most of it, in bytes: as text, compressed. */
  sizes: z.object({ text: z.number().int(), compressed: z.number().int() }).nullable(),
  /** What it does from its first start on, sentence by sentence. */
  story: z.array(z.string()),
  /** Why it does not build. */
  problem: z.string().nullable(),
});
export type Preview = z.infer<typeof previewSchema>;

/** A parameter as completion, hover and the access preview need it. */
export const parameterInfoSchema = z.object({
  name: z.string(),
  xmlName: z.string(),
  section: z.string(),
  default: z.string(),
  userAccess: z.enum(['na', 'ro', 'rw']),
  type: z.string(),
  options: z.array(z.string()),
  description: z.string().nullable(),
  /** Macros are expanded in its value. */
  isExpanded: z.boolean(),
});
export type ParameterInfo = z.infer<typeof parameterInfoSchema>;

export const catalogueInfoSchema = z.object({
  /** Empty: parameters added by hand for every model. */
  model: z.string(),
  firmware: z.string(),
  source: z.string(),
  parameters: z.number().int(),
  importedAt: epochMsSchema,
});
export type CatalogueInfo = z.infer<typeof catalogueInfoSchema>;

/** A tone, cadence or frequency script, or a list of waits, in words; scripts also as sound. */
export const decodedScriptSchema = z.object({
  kind: z.enum(['tone', 'cadence', 'frequencies', 'schedule']),
  lines: z.array(z.string()),
  /** One oscillator each: from, to in seconds, frequency, gain 0…1. */
  sounds: z.array(
    z.object({ at: z.number(), until: z.number(), hz: z.number(), gain: z.number() }),
  ),
});
export type DecodedScript = z.infer<typeof decodedScriptSchema>;

/** What the editor needs to know once: the language's vocabulary for a model. */
export const vocabularySchema = z.object({
  parameters: z.array(parameterInfoSchema),
  macros: z.array(z.object({ name: z.string(), words: z.string() })),
  fields: z.array(z.object({ name: z.string(), words: z.string() })),
  filters: z.array(z.object({ name: z.string(), words: z.string() })),
});
export type Vocabulary = z.infer<typeof vocabularySchema>;

/** A server that rules lead to. */
export const ruleServerSchema = z.object({
  /** A name, or an address. */
  host: z.string(),
  /** Every A record: a unit tries them in turn until one answers. */
  addresses: z.array(z.string()),
  /** Why there are none, as a sentence. */
  problem: z.string().nullable(),
});
export type RuleServer = z.infer<typeof ruleServerSchema>;

/** One draft served to one unit, to try it. */
export const trialSchema = layerRefSchema.extend({ mac: macSchema, until: epochMsSchema });
export type Trial = z.infer<typeof trialSchema>;
