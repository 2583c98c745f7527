/** The verbs that ask a running station; each is one or two calls of the contract. */
import { accountsCommand } from './accounts-command.ts';
import { bindingVerbs } from './binding-verbs.ts';
import { captureCommand } from './capture-command.ts';
import { certificatesCommand } from './certificates-command.ts';
import type { Command } from './command.ts';
import { exportCommand } from './export-command.ts';
import { firmwareCommand } from './firmware-command.ts';
import { keysCommand } from './keys-command.ts';
import { logCommand } from './log-command.ts';
import { pinsCommand } from './pins-command.ts';
import { spcStationCommand } from './spc-station-command.ts';
import { stationVerbs } from './station-verbs.ts';
import { unitVerbs } from './unit-verbs.ts';
import { vaultCommand } from './vault-command.ts';

export const stationCommands: Record<string, Command> = {
  ...stationVerbs,
  ...unitVerbs,
  ...bindingVerbs,
  capture: captureCommand,
  log: logCommand,
  accounts: accountsCommand,
  export: exportCommand,
  certificates: certificatesCommand,
  pins: pinsCommand,
  firmware: firmwareCommand,
  keys: keysCommand,
  spc: spcStationCommand,
  vault: vaultCommand,
};
