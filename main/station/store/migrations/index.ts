import { first } from './0001-first.ts';
import { lists } from './0003-lists.ts';
import { keysExported } from './0004-keys-exported.ts';
import { templates } from './0005-templates.ts';
import { sealed } from './0006-sealed.ts';
import { escrow } from './0007-escrow.ts';
import { pins } from './0008-pins.ts';
import { firmware } from './0010-firmware.ts';
import { logOfUnits } from './0013-log-of-units.ts';

/** Step n takes a database from `user_version` n to n + 1. Steps are only ever added. */
export const migrations: readonly string[] = [
  first,
  lists,
  keysExported,
  templates,
  sealed,
  escrow,
  pins,
  firmware,
  logOfUnits,
];
