import { describe, expect, it } from 'vitest';
import { emptyTexts, type TemplateDocument } from './document.ts';
import { TemplatesInForce, type UnitPlace } from './in-force.ts';

const document = (
  kind: TemplateDocument['kind'],
  key: string,
  text: string,
  common = '',
): TemplateDocument => ({
  ...{ kind, key, version: 1, origin: 'published' },
  texts: { ...emptyTexts, 'sec-prv-2': text, 'sp-cust': common },
});
const unit: UnitPlace = { mac: '000e08aabbcc', model: 'SPA962', batch: 'B1', account: 'A1' };
const all = [
  document('unit', '000e08aabbcc', 'GPP_F "unit" ;', 'GPP_F "not here" ;'),
  document('account', 'A1', 'GPP_E "account" ;'),
  document('batch', 'B1', 'GPP_D "batch" ;'),
  document('model', 'spa962', 'GPP_C "model" ;', 'GPP_C "common" ;'),
  document('isp', '', 'GPP_A "isp" ;'),
  document('station', '', ''),
  document('model', 'SPA942', 'GPP_C "other" ;'),
];

describe('templates in force', () => {
  it('apply from the station to the unit; models whatever their case', () => {
    const layers = new TemplatesInForce(all).layersFor(unit, 'sec-prv-2');
    expect(layers.map(({ kind, key }) => `${kind} ${key}`.trim())).toEqual([
      ...['isp', 'model spa962', 'batch B1', 'account A1', 'unit 000e08aabbcc'],
    ]);
  });

  it('apply as far as a unit is known', () => {
    const known = new TemplatesInForce(all);
    const stranger = { mac: '000e08000001', model: null, batch: null, account: null };
    expect(known.layersFor(stranger, 'sec-prv-2').map(({ kind }) => kind)).toEqual(['isp']);
  });

  it('the common file knows neither account nor unit, and has the built-in text beneath', () => {
    const layers = new TemplatesInForce(all).layersFor(unit, 'sp-cust');
    expect(layers.map(({ kind }) => kind)).toEqual(['station', 'model']);
    expect(layers[0]?.source.entries.some(({ xmlName }) => xmlName === 'Profile_Rule')).toBe(true);
    expect(new TemplatesInForce([]).layersFor(unit, 'sp-cust').map(({ kind }) => kind)).toEqual([
      'station',
    ]);
  });

  it('are merged once for all units of a group', () => {
    const known = new TemplatesInForce(all);
    const other = { ...unit, mac: '000e08000002' };
    const another = { ...unit, mac: '000e08000003' };
    const first = known.preparedFor(other, 'sec-prv-2');
    expect(known.preparedFor(another, 'sec-prv-2')).toBe(first);
    expect(known.preparedFor(unit, 'sec-prv-2')).not.toBe(first);
    expect(known.preparedFor({ ...other, batch: null }, 'sec-prv-2')).not.toBe(first);
  });

  it('a draft on trial stands in for its own document only, and is not kept', () => {
    const known = new TemplatesInForce(all);
    const trial: TemplateDocument = {
      ...document('model', 'SPA962', 'GPP_C "tried" ;'),
      ...{ version: null, origin: 'trial' },
    };
    const values = (about: TemplateDocument | null) =>
      known.preparedFor(unit, 'sec-prv-2', about).bound.all.map(({ value }) => value);
    expect(values(trial)).toEqual(['isp', 'tried', 'batch', 'account', 'unit']);
    expect(values(null)).toEqual(['isp', 'model', 'batch', 'account', 'unit']);
  });
});
