import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packProfile } from '../packed/pack.ts';
import { scanProfile } from '../text/scan.ts';
import { fillEntries, prepareLayers } from './fill.ts';
import type { Layer, LayerKind } from './layer.ts';
import { mergeLayers, placeWords } from './merge.ts';

const layer = (kind: LayerKind, key: string, text: string, version: number | null = 1): Layer => ({
  ...{ kind, key, version },
  source: scanProfile({ name: '', text }),
});
const said = (...layers: Layer[]) =>
  mergeLayers(layers).map(({ name, value, access, valueFrom, accessFrom }) => ({
    ...{ name, value, access },
    value_: placeWords(valueFrom),
    access_: accessFrom && placeWords(accessFrom),
  }));

describe('layers', () => {
  it('a later layer wins, in either format, and every value knows its layer and line', () => {
    const station = layer('station', '', 'GPP_A "1" ;\nGPP_C "c" ;\n', 4);
    const xml = '<flat-profile>\n  <GPP_A\n    ua="ro">2</GPP_A>\n</flat-profile>';
    expect(said(station, layer('model', 'SPA962', xml, null))).toEqual([
      {
        ...{ name: 'GPP_A', value: '2', access: 'ro' },
        ...{ value_: 'Model SPA962, line 3', access_: 'Model SPA962, line 3' },
      },
      {
        ...{ name: 'GPP_C', value: 'c', access: 'na' },
        ...{ value_: 'Station version 4, line 2', access_: 'Station version 4, line 2' },
      },
    ]);
  });

  it('an element without a value keeps the value before it, and may change its access', () => {
    const isp = layer('isp', '', '\nGPP_A ! "1" ;');
    const unit = layer('unit', '000e08aabbcc', '<flat-profile><GPP_A ua="ro"/></flat-profile>');
    const [entry] = said(isp, unit);
    expect(entry).toMatchObject({ value: '1', access: 'ro', value_: 'ISP version 1, line 2' });
    expect(entry?.access_).toBe('Unit 000e08aabbcc version 1, line 1');
  });

  it('XML that says nothing of access keeps what an earlier layer said', () => {
    const isp = layer('isp', '', 'GPP_A ! "1" ;');
    const batch = layer('batch', 'B1', '<flat-profile><GPP_A>2</GPP_A></flat-profile>');
    expect(said(isp, batch)).toMatchObject([
      { value: '2', access: 'rw', value_: 'Batch B1 version 1, line 1' },
    ]);
  });

  it('both spellings of a name are one parameter, the last one of a layer counts', () => {
    const isp = layer('isp', '', 'Dial_Plan[1] "(1)" ;\nDial_Plan[1] "(2)" ;');
    const xml = '<flat-profile><Dial_Plan_1_>(3)</Dial_Plan_1_></flat-profile>';
    expect(said(isp)).toMatchObject([{ name: 'Dial_Plan_1_', value: '(2)' }]);
    expect(said(isp, layer('model', 'SPA962', xml))).toMatchObject([{ value: '(3)' }]);
  });

  it('are filled once per unit; a mistake names parameter, layer and line', () => {
    const isp = layer('isp', '', 'GPP_A "{{unit.mac | upper}}" ;\nGPP_C "{{secret:web}}" ;', 7);
    const { bound, secretNames } = prepareLayers([isp]);
    expect(secretNames).toEqual(['web']);
    const values = (fields: Record<string, string>) => ({ get: (name: string) => fields[name] });
    const filled = fillEntries(
      bound.all,
      values({ 'unit.mac': '000e08aabbcc', 'secret:web': 's' }),
    );
    expect(filled).toEqual({
      ok: true,
      value: [
        { name: 'GPP_A', value: '000E08AABBCC', access: 'na' },
        { name: 'GPP_C', value: 's', access: 'na' },
      ],
    });
    const missing = fillEntries(bound.all, values({ 'unit.mac': '000e08aabbcc' }));
    expect(missing).toMatchObject({
      ok: false,
      problem: { message: expect.stringContaining('ISP version 7, line 2, GPP_C: ') },
    });
  });

  it('what is the same for every unit is written and compressed once', () => {
    const isp = layer(
      'isp',
      '',
      'GPP_A ! "1" ;\nGPP_C "{{unit.mac}}" ;\nGPP_D "2" ;\nGPP_SA "k" ;',
    );
    const rule = layer('model', 'SPA962', 'Resync_Periodic "60" ;');
    const { bound } = prepareLayers([isp, rule]);
    expect(bound.varying.map(({ name }) => name)).toEqual(['GPP_C']);
    expect(bound.all).toHaveLength(4);
    if (!bound.fixed.ok) throw new Error(bound.fixed.problem.message);
    expect(bound.fixed).toBe(bound.fixed);
    const { entries, head, chain } = bound.fixed.value;
    expect(chain.map(({ name }) => name)).toEqual(['Resync_Periodic']);
    expect(entries.map(({ name }) => name)).toEqual(['GPP_A', 'GPP_D']);
    const packed = packProfile('  <GPP_C>x</GPP_C>\n</flat-profile>\n', { gzip: true, head });
    expect(gunzipSync(packed).toString()).toBe(
      '<flat-profile>\n  <GPP_A ua="rw">1</GPP_A>\n  <GPP_D ua="na">2</GPP_D>\n  <GPP_C>x</GPP_C>\n</flat-profile>\n',
    );
  });

  it('leave out what names an account while there is none, so that an earlier value stays', () => {
    const isp = layer('isp', '', 'Display_Name[1] "Phone" ;\nUser_ID[1] "{{account.user_id}}" ;');
    const batch = layer('batch', 'B', 'Display_Name[1] "{{account.name}}" ;');
    const { bound, unbound } = prepareLayers([isp, batch]);
    expect(bound.all.map(({ value }) => value)).toEqual([
      '{{account.name}}',
      '{{account.user_id}}',
    ]);
    expect(unbound.all.map(({ name, value }) => [name, value])).toEqual([
      ['Display_Name_1_', 'Phone'],
    ]);
  });
});
