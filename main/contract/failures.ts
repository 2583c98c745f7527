/**
 * The failure catalogue (UI design, section 12): what a tile, the attention list and a person's next
 * step say for each code. The unit's own `reason.text` is more exact than `sentence` and comes first.
 */
import type { FailureCode } from './model.ts';

/** What a person can do about it; the page has one button for each. */
export type FailureAction =
  /** Lets the unit go through the chain once more. */
  | 'provision-again'
  /** Shows how to power-cycle and factory-reset a unit. */
  | 'reset-steps'
  /** Shows what to look at: cable, switch port. */
  | 'cable-steps'
  /** Shows what to look at: power supply. */
  | 'power-steps'
  /** Opens the models in the settings. */
  | 'models'
  /** Opens the profiles. */
  | 'profiles'
  /** Shows the units that can leave the board. */
  | 'release-old'
  /** Opens the station's settings. */
  | 'settings';

export interface Failure {
  /** For tiles and lists: at most 18 characters. */
  title: string;
  sentence: string;
  /** What the station saw, in the field's terms. */
  technical: string;
  action: FailureAction;
  /** On the action's button. */
  verb: string;
}

export const failures: Readonly<Record<FailureCode, Failure>> = {
  F01: {
    title: 'No file for it',
    sentence: 'It asks for a file the station does not have.',
    technical: 'TFTP error 1, HTTP 404',
    action: 'models',
    verb: 'Add its model',
  },
  F02: {
    title: 'Profile rejected',
    sentence: 'The unit rejected its profile.',
    technical: 'its own message: Resync failed',
    action: 'provision-again',
    verb: 'Rebuild & retry',
  },
  F03: {
    title: 'Transfer stopped',
    sentence: 'A transfer stopped half-way.',
    technical: 'no acknowledgement after 5 retries',
    action: 'cable-steps',
    verb: 'Check cable and port',
  },
  F04: {
    title: 'No request yet',
    sentence: 'It has an address and asks for nothing.',
    technical: 'DHCP done, no TFTP or HTTP request',
    action: 'reset-steps',
    verb: 'Show steps',
  },
  F05: {
    title: 'Did not confirm',
    sentence: 'No answer after its profile.',
    technical: 'no success message, no next request',
    action: 'provision-again',
    verb: 'Provision again',
  },
  F06: {
    title: 'Wrong key',
    sentence: 'It cannot read its encrypted profile.',
    technical: 'SEC-PRV-2 rehearsal failed',
    action: 'provision-again',
    verb: 'Provision again from SP-CUST',
  },
  F07: {
    title: 'Not factory new',
    sentence: 'It asks for another provider’s file.',
    technical: 'a path or host that is not ours',
    action: 'reset-steps',
    verb: 'Factory reset steps',
  },
  F08: {
    title: 'Address clash',
    sentence: 'Two units use one address.',
    technical: 'DHCPDECLINE, ARP conflict',
    action: 'power-steps',
    verb: 'Restart both',
  },
  F09: {
    title: 'Pool full',
    sentence: 'No address is left for it.',
    technical: 'DHCP pool exhausted',
    action: 'release-old',
    verb: 'Release old units',
  },
  F10: {
    title: 'Restarts',
    sentence: 'It restarts again and again.',
    technical: 'many DHCP DISCOVERs in minutes',
    action: 'power-steps',
    verb: 'Check power supply',
  },
  F11: {
    title: 'Unknown model',
    sentence: 'The station cannot tell its model.',
    technical: 'no $PSN in the path, unknown vendor class',
    action: 'models',
    verb: 'Add its model',
  },
  F12: {
    title: 'Upgrade failed',
    sentence: 'Its firmware upgrade failed.',
    technical: 'its own message: Upgrade failed',
    action: 'provision-again',
    verb: 'Retry',
  },
  F13: {
    title: 'Old firmware',
    sentence: 'Its firmware is too old for this profile.',
    technical: 'SWVER below the limit',
    action: 'models',
    verb: 'Look at its model',
  },
  F14: {
    title: 'No certificate',
    sentence: 'It has no certificate of its own.',
    technical: 'CCERT Not Installed',
    action: 'settings',
    verb: 'Use a profile without HTTPS',
  },
  F15: {
    title: 'Template error',
    sentence: 'Its profile does not build.',
    technical: 'template message, with its line',
    action: 'profiles',
    verb: 'Open Profiles',
  },
  F16: {
    title: 'Not on list',
    sentence: 'This maker is not on the allowed list.',
    technical: 'MAC prefix',
    action: 'settings',
    verb: 'Allow in the settings',
  },
  F17: {
    title: 'Values differ',
    sentence: 'It holds other values than its profile says.',
    technical: 'read-back: a parameter is not as wanted',
    action: 'profiles',
    verb: 'Open Profiles',
  },
  F18: {
    title: 'Locked too early',
    sentence: 'It cannot be read back any more before it leaves.',
    technical: 'web server off before the last file',
    action: 'profiles',
    verb: 'Open Profiles',
  },
  F19: {
    title: 'Left behind',
    sentence: 'Something of the bench would stay in it.',
    technical: 'rule, address or timers of the bench in its last values',
    action: 'profiles',
    verb: 'Open Profiles',
  },
  F20: {
    title: 'Suspicious',
    sentence: 'It did what no unit of ours does.',
    technical: "another unit's file, a write over a profile; what it shows names two units",
    action: 'provision-again',
    verb: 'Provision again',
  },
  F21: {
    title: 'Compiler failed',
    sentence: 'The vendor’s compiler made no file for it.',
    technical: 'spc: its exit code and message, with secrets masked',
    action: 'models',
    verb: 'Look at the compiler',
  },
  F22: {
    title: 'Reads no XML',
    sentence: 'Its firmware cannot read open profiles.',
    technical: 'SWVER before 2.0.6, and no compiler set up',
    action: 'models',
    verb: 'Set up the compiler',
  },
};
