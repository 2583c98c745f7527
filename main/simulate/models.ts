/**
 * The models a simulated unit can be, as far as the field knows them: DHCP vendor class, first file,
 * User-Agent and serial numbers as seen on real units. Where nothing is known (option 55, TFTP
 * options) the unit does the least RFC 2131 and RFC 1350 allow.
 */
import type { ModelFacts } from '../station/profile/unit/unit-state.ts';

export interface UnitModel extends ModelFacts {
  /** DHCP option 60; null: none is sent. */
  vendorClass: string | null;
  firmware: string;
  /** DHCP options that may name the server, in the order the unit looks at them. */
  serverOptions: readonly number[];
  macPrefix: string;
  /** The n-th unit's serial number, in the style printed on that model's box. */
  serial: (n: number) => string;
  userAgent: (unit: { mac: string; serial: string }) => string;
}

const linksysServer = { serverOptions: [66], takesUrlFromDhcp: false };
const ciscoServer = { serverOptions: [66, 160, 159, 150], takesUrlFromDhcp: true };
const digits = (n: number, width: number) => String(n).padStart(width, '0');

function linksys(name: string, about: Partial<UnitModel> & Pick<UnitModel, 'serial'>): UnitModel {
  const series = name.replace(/^[A-Z]+/, '');
  const firmware = about.firmware ?? '6.1.5(a)';
  return {
    name,
    series,
    vendorClass: `LINKSYS SPA-${series}`,
    firmware,
    hardware: '1.0.0',
    factoryRule: '/spa$PSN.cfg',
    ...linksysServer,
    macPrefix: '000e08',
    userAgent: ({ serial }) => `Linksys/${name.replace(/^SPA/, 'SPA-')}-${firmware} (${serial})`,
    ...about,
  };
}

function cisco(name: string, about: Partial<UnitModel> & Pick<UnitModel, 'userAgent'>): UnitModel {
  return {
    name,
    series: name.replace(/^SPA/, ''),
    vendorClass: `Cisco ${name}`,
    firmware: '7.4.8a',
    hardware: '1.0.0',
    factoryRule: '/spa$PSN.cfg',
    ...ciscoServer,
    macPrefix: '000e08',
    serial: (n) => `CBT1414${digits(n, 4)}`,
    ...about,
  };
}

const spa504g = cisco('SPA504G', {
  userAgent: ({ mac, serial }) => `Cisco/SPA504G-7.4.8a (${mac.toUpperCase()})(${serial})`,
});

/** By the name `--models` takes; the order is that of the default mix. */
export const unitModels: Readonly<Record<string, UnitModel>> = {
  SPA962: linksys('SPA962', { serial: (n) => `4MM00F9${digits(n, 5)}` }),
  // All hexadecimal and 12 long: passes every naive test for a MAC.
  SPA942: linksys('SPA942', { serial: (n) => `88019FA${digits(n, 5)}` }),
  SPA2102: linksys('SPA2102', { firmware: '5.2.12', serial: (n) => `FM500G${digits(n, 6)}` }),
  PAP2T: linksys('PAP2T', {
    // What $PSN is on a PAP2T is not known; its factory rule does not use it.
    series: 'PAP2T',
    vendorClass: null,
    firmware: '5.1.6(LS)',
    factoryRule: '/init.cfg',
    macPrefix: '0018f8',
    serial: (n) => `FJT00G${digits(n, 6)}`,
  }),
  SPA8000: linksys('SPA8000', {
    vendorClass: 'LINKSYS SPA8000',
    firmware: '6.1.11',
    serial: (n) => `NKD0${digits(n, 7)}`,
  }),
  SPA504G: spa504g,
  SPA525G2: cisco('SPA525G2', {
    firmware: '7.4.5',
    serial: (n) => `CBT1419${digits(n, 4)}`,
    userAgent: ({ serial }) => `Cisco/SPA525G2-7.4.5 (${serial})`,
  }),
  SPA112: cisco('SPA112', {
    vendorClass: 'CISCO SPA112',
    firmware: '1.3.5(004p)',
    serial: (n) => `CCQ1625${digits(n, 4)}`,
    userAgent: ({ serial }) => `Cisco/SPA112-1.3.5(004p) (${serial})`,
  }),
  'SPA504G-SCCP': {
    ...spa504g,
    vendorClass: 'Cisco Systems, Inc. IP Phone SPA504G',
    asksOnly: 'XMLDefault.cnf.xml',
  },
};

/** What `--models` stands for when it is left out: every model that can be provisioned. */
export const defaultModels: readonly string[] = Object.keys(unitModels).filter(
  (name) => unitModels[name]?.asksOnly === undefined,
);
