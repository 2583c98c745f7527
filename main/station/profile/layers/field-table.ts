import type { TemplateStage } from './layer.ts';

/** What a field holds: decides which filters make sense and where it may stand. */
export type FieldType = 'mac' | 'text' | 'address' | 'secret' | 'name';

export interface KnownField {
  /** As written between the braces; ends in `.` or `:` where a name of one's own follows. */
  name: string;
  type: FieldType;
  /** For completion and help. */
  words: string;
  /** Stages it may be used in; absent: all. */
  stages?: readonly TemplateStage[];
}

const ofOneUnit: readonly TemplateStage[] = ['sec-prv-1', 'sec-prv-2'];

/**
 * Every field of a template. The common file is plain and the same for all units of a model, so that
 * nothing of one unit and no secret but its bootstrap passphrase may stand in it.
 */
export const fieldTable: readonly KnownField[] = [
  { name: 'unit.mac', type: 'mac', words: 'its MAC: 000e08aabbcc', stages: ofOneUnit },
  { name: 'unit.mac_upper', type: 'mac', words: 'its MAC: 000E08AABBCC', stages: ofOneUnit },
  { name: 'unit.mac_colon', type: 'mac', words: 'its MAC: 00:0e:08:aa:bb:cc', stages: ofOneUnit },
  { name: 'unit.model', type: 'text', words: 'its model: SPA962' },
  { name: 'unit.psn', type: 'text', words: 'its series number: 962' },
  {
    name: 'unit.serial',
    type: 'text',
    words: 'its serial number; empty while not known',
    stages: ofOneUnit,
  },
  {
    name: 'account.',
    type: 'text',
    words: 'a column of the account it is bound to',
    stages: ofOneUnit,
  },
  {
    name: 'secret:',
    type: 'secret',
    words: 'a password made for this unit, kept by that name',
    stages: ofOneUnit,
  },
  { name: 'key', type: 'secret', words: 'its 256-bit key, 64 hex digits', stages: ofOneUnit },
  {
    name: 'directory',
    type: 'name',
    words: 'its random directory at the ISP',
    stages: ofOneUnit,
  },
  { name: 'batch', type: 'text', words: 'the batch in work' },
  { name: 'station.address', type: 'address', words: "the station's address on the bench" },
  { name: 'station.base', type: 'address', words: 'tftp:// and the station: begins a rule to it' },
  { name: 'station.syslog', type: 'address', words: "the station's syslog, address and port" },
  {
    name: 'bootstrap.key',
    type: 'secret',
    words: 'the passphrase of its own first file',
    stages: ['sp-cust'],
  },
];

/** The table's row for a field as `scanFields` names it. */
export function knownField(name: string): KnownField | null {
  return (
    fieldTable.find((field) =>
      /[.:]$/.test(field.name)
        ? name.startsWith(field.name) && name.length > field.name.length
        : field.name === name,
    ) ?? null
  );
}
