/** Firmware images, and which model gets which (guide: Upgrade Rule; ). Plain data. */
import * as z from 'zod';
import { epochMsSchema } from './values.ts';

/** The longest image the station takes, in bytes: several times the longest known. */
export const LARGEST_IMAGE_BYTES = 64 * 1024 * 1024;
/** A part of an image on its way to the station, in bytes, at most. */
export const LARGEST_PART_BYTES = 1024 * 1024;

/** `off`: left as it is; `older`: only units below the image's version; `always`: any other version. */
export const upgradeRules = ['off', 'older', 'always'] as const;
export const upgradeRuleSchema = z.enum(upgradeRules);
export type UpgradeRuleKind = z.infer<typeof upgradeRuleSchema>;

export const firmwareImageSchema = z.object({
  /** Its name in the URL units fetch it by: `/firmware/FILE`. */
  file: z.string(),
  models: z.array(z.string()),
  /** As units of it call themselves: `6.1.5(a)`, `7.5.2b`. */
  version: z.string(),
  bytes: z.number().int(),
  /** Hex, of the bytes as they were stored. */
  sha256: z.string(),
  /** A person gave a checksum, and it was this one. */
  isChecked: z.boolean(),
  addedAt: epochMsSchema,
  /** Why it cannot be served; null: it can. */
  problem: z.string().nullable(),
  /** What keeps it from being removed; empty: nothing. */
  usedBy: z.array(z.string()),
});
export type FirmwareImage = z.infer<typeof firmwareImageSchema>;

/** What units of one model get. */
export const firmwareModelSchema = z.object({
  model: z.string(),
  rule: upgradeRuleSchema,
  /** The image units end with; null only while off. */
  image: z.string().nullable(),
  /** Stepping stones before it, lowest version first. */
  steps: z.array(z.string()),
  /** `Upgrade_Rule` as such units are given it, with the station's address left open; null: off. */
  text: z.string().nullable(),
  /** Why the rule does nothing although it is on, or what to know before it is used. */
  problem: z.string().nullable(),
});
export type FirmwareModel = z.infer<typeof firmwareModelSchema>;

export const firmwareStateSchema = z.object({
  /** By model and version. */
  images: z.array(firmwareImageSchema),
  /** Those an image or a rule names. */
  models: z.array(firmwareModelSchema),
});
export type FirmwareState = z.infer<typeof firmwareStateSchema>;

const modelName = z.string().trim().min(1).max(40);

export const beginUploadSchema = z.object({
  /** As it is called where it comes from; what a URL cannot hold becomes `-`. */
  fileName: z.string().min(1).max(200),
  bytes: z.number().int().nonnegative(),
  models: z.array(modelName).min(1).max(40),
  version: z.string().trim().min(1).max(40),
});

/** What somebody gave to compare with: hex digits, or the text of a checksum file. */
export const checksumTextSchema = z.string().trim().min(1).max(20_000);

export const setRuleSchema = z.object({
  model: modelName,
  rule: upgradeRuleSchema,
  /** Absent: the newest image of the model, or the one it has. */
  image: z.string().max(120).optional(),
  /** Absent: as they are while the image stays the same, else none. */
  steps: z.array(z.string().max(120)).max(10).optional(),
});
