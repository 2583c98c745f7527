import type { severities } from '../../../contract/profiles.ts';

export type Severity = (typeof severities)[number];

export interface LintCode {
  /** What it is unless the place says otherwise. */
  severity: Severity;
  /** For the list in `docs/profiles.md`. */
  title: string;
}

/** Every finding's code. Codes are never given another meaning; gaps are not filled. */
export const lintCodes = {
  L01: { severity: 'error', title: 'Plain text: a `;`, a quote, a name or a value is missing' },
  L02: { severity: 'warning', title: 'Same parameter twice: the last one counts' },
  L03: { severity: 'warning', title: 'Unknown parameter: units ignore it' },
  L04: { severity: 'error', title: 'Not a macro: the unit leaves it as it is' },
  L05: { severity: 'warning', title: 'Macro in a parameter that does not expand macros' },
  L06: { severity: 'error', title: '`$SA` … `$SD` work only after `--key`' },
  L07: { severity: 'warning', title: "Key in GPP_A … GPP_P: readable on the unit's web page" },
  L08: { severity: 'error', title: 'Boolean must be Yes or No' },
  L09: { severity: 'warning', title: '`Resync_Random_Delay` counts in steps of 20 s' },
  L10: { severity: 'error', title: 'Alternatives: all but the last need a condition' },
  L11: { severity: 'error', title: 'The last file sends the unit nowhere' },
  L12: { severity: 'error', title: 'URL host is the station: no resync after it leaves' },
  L13: { severity: 'warning', title: 'What follows `#` is ignored' },
  L14: { severity: 'error', title: 'XML: tag, escape or element that does not fit' },
  L15: { severity: 'warning', title: 'Secret in clear text' },
  L16: { severity: 'error', title: 'The key is not on the unit: it could not read the file' },
  L17: { severity: 'error', title: '`import` not found, outside of the folder, or circular' },
  L18: { severity: 'error', title: 'Account or MAC in a file for many units' },
  L19: {
    severity: 'error',
    title: 'The last file leaves the bench behind: address, syslog, timers',
  },
  L20: { severity: 'warning', title: 'Lock: web server, factory reset or domains' },
  L21: { severity: 'warning', title: 'Rule outside of `Restricted_Access_Domains`' },
  L22: { severity: 'warning', title: 'Newer than the firmware' },
  L23: { severity: 'error', title: 'Value breaks its type' },
  L24: { severity: 'warning', title: 'Profile fetched in clear over TFTP or HTTP' },
  L25: { severity: 'warning', title: 'No resync by itself, or a retry delay of 0' },
  L26: { severity: 'error', title: 'An upgrade rule takes no options' },
  L27: { severity: 'warning', title: 'Kind or length of a key' },
  L28: { severity: 'error', title: 'Rule, condition, schedule or time that cannot be read' },
  L29: { severity: 'error', title: 'Template field unknown, or not for this file' },
  L30: {
    severity: 'warning',
    title: 'Quotes: text needs them, numbers and versions must not have them',
  },
  L31: { severity: 'warning', title: 'Old or unsuited macro or operator' },
  L32: { severity: 'warning', title: 'Log message switched off: progress cannot be followed' },
  L33: { severity: 'warning', title: '`Provision_Enable` No: the unit can no longer be reached' },
  L34: { severity: 'warning', title: '`Resync_At` makes `Resync_Periodic` void' },
  L35: {
    severity: 'info',
    title: 'General purpose parameter set and not read, or read and not set',
  },
  L36: { severity: 'error', title: 'Alias map' },
  L37: { severity: 'warning', title: 'Transport unsuited for the rule' },
  L38: { severity: 'error', title: 'Characters a unit cannot hold, or that are lost' },
  L39: { severity: 'error', title: "The chain's own parameter" },
  L40: { severity: 'error', title: 'Access for the user' },
  L41: { severity: 'warning', title: 'More findings than are shown' },
  L42: {
    severity: 'warning',
    title: 'Rule that is the same for every unit, under keys that are not',
  },
} as const satisfies Record<string, LintCode>;
export type LintCodeName = keyof typeof lintCodes;
