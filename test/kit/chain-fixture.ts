/** The chain's four files as fixed texts, written by hand from the specification, and a double that serves them. */

import type { StationPorts } from '../../main/simulate/wire.ts';
import { packProfile } from '../../main/station/profile/packed/pack.ts';
import type { DoubleOptions } from './station-double.ts';

export const BOOTSTRAP = 'b'.repeat(64);
export const KEY = '5e'.repeat(32);
export const DIRECTORY = 'd1d2d3d4';
export const LAST_NAME = '0ddba11';
export const ISP_RULE = '[--key $SA] https://prov.isp.example/$B/spa$PSN.cfg';

export type Step = 'F0' | 'F1' | 'F2' | 'F3';
/** Parameter name to value; null writes the short form `<X/>`, undefined leaves the parameter out. */
export type Values = Record<string, string | null | undefined>;

const bench: Values = {
  Provision_Enable: 'Yes',
  Resync_On_Reset: 'Yes',
  Resync_Random_Delay: '0',
  Resync_Periodic: '5',
  Resync_Error_Retry_Delay: '10',
};

export function chainValues(ports: StationPorts): Record<Step, Values> {
  const files = `tftp://127.0.0.1:${ports.tftp}`;
  const syslog = `127.0.0.1:${ports.syslog}`;
  return {
    F0: {
      ...bench,
      Profile_Rule: `[--key ${BOOTSTRAP}] ${files}/p/$MA.cfg`,
      Profile_Rule_B: '',
      Syslog_Server: syslog,
    },
    F1: {
      ...bench,
      GPP_SA: KEY,
      GPP_B: DIRECTORY,
      Profile_Rule: `[--key $SA] ${files}/profile/$B/spa$PSN.cfg`,
      Syslog_Server: syslog,
    },
    F2: {
      ...bench,
      Display_Name_1_: 'Line 1',
      Profile_Rule: `[--key $SA] ${files}/profile/$B/${LAST_NAME}.cfg`,
      Syslog_Server: syslog,
    },
    F3: {
      ...bench,
      Resync_Random_Delay: '2',
      Resync_Periodic: '3600',
      Resync_Error_Retry_Delay: '3600',
      Profile_Rule: ISP_RULE,
      Syslog_Server: '',
    },
  };
}

export function xmlOf(values: Values): string {
  const lines = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => (value === null ? `<${name}/>` : `<${name}>${value}</${name}>`));
  return `<flat-profile>\n${lines.join('\n')}\n</flat-profile>\n`;
}

export interface ChainChanges {
  /** Values laid over a step's own. */
  values?: Partial<Record<Step, Values>>;
  /** Packs a step another way than the chain does. */
  pack?: Partial<Record<Step, (xml: string) => Uint8Array>>;
}

const packing: Record<Step, (xml: string) => Uint8Array> = {
  F0: (xml) => Buffer.from(xml),
  F1: (xml) => packProfile(xml, { gzip: false, key: BOOTSTRAP }),
  F2: (xml) => packProfile(xml, { gzip: true, key: KEY }),
  F3: (xml) => packProfile(xml, { gzip: true, key: KEY }),
};

/** Serves the chain to every unit; all share one key, which is enough to test units. */
export function chainFiles(changes: ChainChanges = {}): DoubleOptions['file'] {
  return (name, _seen, ports) => {
    const step = stepOf(name);
    if (!step) return null;
    const xml = xmlOf({ ...chainValues(ports)[step], ...changes.values?.[step] });
    return (changes.pack?.[step] ?? packing[step])(xml);
  };
}

export function stepOf(name: string): Step | null {
  if (/^\/(spa[0-9A-Z]+|init)\.cfg$/.test(name)) return 'F0';
  if (/^\/p\/[0-9a-f]{12}\.cfg$/.test(name)) return 'F1';
  if (name.startsWith(`/profile/${DIRECTORY}/spa`)) return 'F2';
  return name === `/profile/${DIRECTORY}/${LAST_NAME}.cfg` ? 'F3' : null;
}
