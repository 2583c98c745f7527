/** What preflight looks at before a start, and what a station's last run left behind. Plain data. */
import * as z from 'zod';
import { epochMsSchema } from './values.ts';

export const checkIds = [
  'link',
  'foreign-dhcp',
  'ports',
  'firewall',
  'permission',
  'disk',
  'profiles',
  'certificate',
  'clock',
] as const;
export const checkIdSchema = z.enum(checkIds);
export type CheckId = z.infer<typeof checkIdSchema>;

export const serviceNames = ['dhcp', 'tftp', 'http', 'https', 'syslog', 'dns', 'ntp'] as const;
export const serviceNameSchema = z.enum(serviceNames);
export type ServiceName = (typeof serviceNames)[number];

/** As people read them. */
export const serviceWords: Record<ServiceName, string> = {
  dhcp: 'DHCP',
  tftp: 'TFTP',
  http: 'HTTP',
  https: 'HTTPS',
  syslog: 'Syslog',
  dns: 'DNS',
  ntp: 'NTP',
};

/** A way out of a problem. */
export const checkFixSchema = z.object({
  /** On the button: "Add the rule for me". */
  label: z.string(),
  /**
   * The command as a person would type it, run by `preflight.fix` behind the system's own question;
   * null: a person does it (`hint`), or there is nothing but to look again.
   */
  command: z.string().nullable(),
  hint: z.string().nullable(),
});
export type CheckFix = z.infer<typeof checkFixSchema>;

/** A service a start can do without, and what that costs. */
export const sparedSchema = z.object({ service: serviceNameSchema, lack: z.string() });
export type Spared = z.infer<typeof sparedSchema>;

/** One row of the checks. Order is always that of {@link checkIds}. */
export const checkSchema = z.object({
  id: checkIdSchema,
  /** `open`: not looked at yet, because looking would send something (other DHCP servers). */
  result: z.enum(['ok', 'warn', 'fail', 'open']),
  /** At most three words: "Up", "None found", "Needs a rule". */
  word: z.string(),
  /** One line; of a warning, what will not work. */
  detail: z.string(),
  /** A fail blocks the start. */
  fix: checkFixSchema.nullable(),
  /** Of ports that are taken: a start that names these services goes on without them. Absent: no such start. */
  without: z.array(sparedSchema).optional(),
});
export type Check = z.infer<typeof checkSchema>;

export const checksSchema = z.object({ at: epochMsSchema, checks: z.array(checkSchema) });
export type Checks = z.infer<typeof checksSchema>;

/** What came of asking one service through the bench card. */
export const serviceTestSchema = z.object({
  service: serviceNameSchema,
  port: z.number().int().nullable(),
  /** `open`: it could not be asked here and now; `detail` says why. */
  result: z.enum(['ok', 'fail', 'off', 'open']),
  /** One sentence; of a failure, what to do. */
  detail: z.string(),
  /** How long the answer took; null: there was none. */
  ms: z.number().int().nullable(),
});
export type ServiceTest = z.infer<typeof serviceTestSchema>;

export const selfTestSchema = z.object({
  at: epochMsSchema,
  services: z.array(serviceTestSchema),
});
export type SelfTest = z.infer<typeof selfTestSchema>;

/** The run before this one; `isClean` false: it ended without being stopped. */
export const lastRunSchema = z.object({
  endedAt: epochMsSchema,
  isClean: z.boolean(),
  /** Whether the services were running when it ended. */
  wasServing: z.boolean(),
  units: z.number().int(),
});
export type LastRun = z.infer<typeof lastRunSchema>;
