import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { xmlName } from '../text/names.ts';
import { builtInCatalogue, createCatalogue, type Parameter, withParameters } from './catalogue.ts';

const added: Parameter = {
  name: 'Call Park Code[3]',
  xmlName: 'Call_Park_Code_3_',
  section: 'Ours',
  line: 3,
  default: '*38',
  userAccess: 'ro',
  type: 'ActCode',
  options: [],
  syntax: null,
  description: null,
  isInferred: false,
};

describe('the built-in catalogue', () => {
  it('has 554 parameters, 147 of them for each of two lines, 38 choices and 117 the user may change', () => {
    const { all } = builtInCatalogue;
    expect(all).toHaveLength(554);
    expect(all.filter(({ line }) => line === 1)).toHaveLength(147);
    expect(all.filter(({ line }) => line === 2)).toHaveLength(147);
    expect(all.filter(({ options }) => options.length > 0)).toHaveLength(38);
    expect(all.filter(({ userAccess }) => userAccess === 'rw')).toHaveLength(117);
    expect(all.every((one) => xmlName(one.name) === one.xmlName)).toBe(true);
  });

  it('knows a parameter by its XML name', () => {
    expect(builtInCatalogue.byXmlName('Dial_Plan_2_')).toMatchObject({
      name: 'Dial_Plan[2]',
      section: 'Dial Plan',
      line: 2,
      type: 'DialPlanScript',
      isInferred: false,
      syntax: null,
    });
    expect(builtInCatalogue.byXmlName('Resync_Periodic')?.syntax).toBe('delay-list');
    expect(builtInCatalogue.byXmlName('constructor')).toBeUndefined();
  });

  it.each([
    ['Set_Local_Date__mm_dd_', 'Set_Local_Date_(mm/dd)'],
    ['SIP_TOS_DiffServ_Value_1_', 'SIP_TOS/DiffServ_Value[1]'],
    ['Speed_Dial_2_2_', 'Speed_Dial_2[2]'],
    ['Display_Name_12_', 'Display_Name[12]'],
    ['Short_Name_3_', 'Short_Name[3]'],
    ['GPP_SA', 'GPP_SA'],
    ['_1_', '_1_'],
    ['A__1_', 'A_[1]'],
  ])('has for %s the plain-text name %s', (name, plain) => {
    expect(builtInCatalogue.plainName(name)).toBe(plain);
  });

  it('has for every element name a plain-text name that means it', () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,9}(?:_\d_)?$/);
    fc.assert(
      fc.property(name, (one) => {
        expect(xmlName(builtInCatalogue.plainName(one))).toBe(one);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the closest known name', () => {
  it.each([
    ['Dial_Plan_1_', 'Dial_Plan_1_'],
    ['DIAL_plan_1_', 'Dial_Plan_1_'],
    ['Dial_Plan[1]', 'Dial_Plan_1_'],
    ['Dail_Plan_1_', 'Dial_Plan_1_'],
    ['Displayname_1_', 'Display_Name_1_'],
    ['Resync_Periodical', 'Resync_Periodic'],
    ['Admin_Passwd', 'Admin_Password'],
    ['Netmask', 'NetMask'],
    ['DHPC', 'DHCP'],
  ])('to %s is %s', (name, closest) => expect(builtInCatalogue.closest(name)).toBe(closest));

  it.each([
    'Display_Name_3_',
    'Ring9_Cadence',
    'GPP_Q',
    'Profile_Rule_E',
    'Text_Logo',
    '',
    'x',
    'CID',
  ])('to %j is none', (name) => expect(builtInCatalogue.closest(name)).toBeNull());

  it('is found at once for all the unknown names of a long profile', () => {
    const names = Array.from(
      { length: 3000 },
      (_, at) => `Some_${at.toString(36)}_Setting_Of_Line`,
    );
    const started = performance.now();
    for (const name of names) builtInCatalogue.closest(name);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(builtInCatalogue.closest('a'.repeat(1_000_000))).toBeNull();
  });

  it('is there for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (some) => {
        const closest = builtInCatalogue.closest(some);
        expect(closest === null || builtInCatalogue.byXmlName(closest) !== undefined).toBe(true);
        expect(typeof builtInCatalogue.plainName(some)).toBe('string');
      }),
      { numRuns: 500 },
    );
  });
});

describe('a catalogue with parameters added by hand', () => {
  it('knows them, under the names they were given', () => {
    const more = withParameters(builtInCatalogue, [added]);
    expect(more.all).toHaveLength(555);
    expect(more.all.at(-1)).toEqual(added);
    expect(more.plainName('Call_Park_Code_3_')).toBe('Call Park Code[3]');
    expect(more.closest('Call_Parc_Code_3_')).toBe('Call_Park_Code_3_');
    expect(builtInCatalogue.byXmlName('Call_Park_Code_3_')).toBeUndefined();
  });

  it('has them in the place of those they replace', () => {
    const own = { ...added, name: 'Dial_Plan[1]', xmlName: 'Dial_Plan_1_', type: 'Str' };
    const more = withParameters(builtInCatalogue, [own]);
    expect(more.all.map((one) => one.xmlName)).toEqual(
      builtInCatalogue.all.map((one) => one.xmlName),
    );
    expect(more.byXmlName('Dial_Plan_1_')).toEqual(own);
  });

  it('does not give out a plain-text name that means another parameter', () => {
    const odd = createCatalogue([{ ...added, name: 'Other', xmlName: 'Call_Park_Code_3_' }]);
    expect(odd.plainName('Call_Park_Code_3_')).toBe('Call_Park_Code[3]');
  });
});
