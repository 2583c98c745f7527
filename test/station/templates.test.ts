/** Templates with layers, drafts and versions, as an engineer uses them and as units get them. */
import { afterEach, describe, expect, it } from 'vitest';
import type { LayerRef } from '../../main/contract/profiles.ts';
import {
  type Bench,
  isVerified,
  leaseOf,
  mustFetch,
  opened,
  startBench,
  unbox,
  unitWhen,
  walkChain,
} from './chain-kit.ts';
import { type Desk, openDesk } from './desk-kit.ts';
import { isp, model, publish, save, texts } from './template-kit.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function desk(about: Partial<Parameters<typeof openDesk>[0]> = {}): Promise<Desk> {
  const made = await openDesk({ accounts: [], units: [], ...about });
  open.push(made);
  return made;
}

async function bench(...about: Parameters<typeof startBench>): Promise<Bench> {
  const made = await startBench(...about);
  open.push(made);
  return made;
}

describe('drafts and versions', () => {
  it('a draft is kept, published as a version that never changes, and restored as a draft', async () => {
    const { ask } = await desk();
    const first = await publish({ ask }, isp, texts('Domain "a.example" ;'), 'first');
    expect(first).toMatchObject({ version: 1, origin: 'published', draft: null });
    const second = await publish({ ask }, isp, texts('Domain "b.example" ;'));
    expect(second.versions.map(({ version, note }) => [version, note])).toEqual([
      [2, ''],
      [1, 'first'],
    ]);
    expect((await ask.profiles.textsOf({ ...isp, version: 1 }))['sec-prv-2']).toContain(
      'a.example',
    );
    const restored = await ask.profiles.restore({ ...isp, version: 1, revision: null });
    const revision = restored.draft?.revision ?? 0;
    expect(restored.texts['sec-prv-2']).toContain('a.example');
    expect(restored.inForce['sec-prv-2']).toContain('b.example');
    expect(await ask.profiles.dropDraft({ ...isp, revision })).toMatchObject({
      draft: null,
      version: 2,
    });
  });

  it('survive a restart of the station', async () => {
    const { mkdtempSync, rmSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const dir = mkdtempSync(`${tmpdir()}/spa-bench-templates-`);
    try {
      const before = await openDesk({ accounts: [], units: [], dir });
      await publish(before, isp, texts('Domain "a.example" ;'));
      const revision = await save(before, model, texts('HostName "x" ;'));
      await before.close();
      const after = await openDesk({ accounts: [], units: [], dir });
      expect((await after.ask.profiles.get(isp)).inForce['sec-prv-2']).toContain('a.example');
      expect((await after.ask.profiles.get(model)).draft).toMatchObject({ revision });
      await after.close();
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });

  it('two windows do not overwrite each other', async () => {
    const { ask } = await desk();
    const put = async (text: string, revision: number | null, basedOn: number | null = null) =>
      (await ask.profiles.saveDraft({ ...isp, texts: texts(text), revision, basedOn })).revision;
    const drop = (revision: number) => ask.profiles.dropDraft({ ...isp, revision });
    const release = (revision: number) =>
      ask.profiles.publish({ ...isp, note: '', acceptsWarnings: true, revision });
    const changed = { code: 'DRAFT_CHANGED' };
    await expect(put('Domain "z" ;', 7)).rejects.toMatchObject(changed);
    const first = await put('Domain "a" ;', null);
    const second = await put('Domain "b" ;', first);
    for (const seen of [first, null]) {
      await expect(put('Domain "c" ;', seen)).rejects.toMatchObject(changed);
    }
    await expect(drop(first)).rejects.toMatchObject(changed);
    await expect(release(first)).rejects.toMatchObject(changed);
    expect((await ask.profiles.get(isp)).texts['sec-prv-2']).toBe('Domain "b" ;');
    // Dropped and begun anew by one window: the other one's revision never fits again.
    await drop(second);
    const third = await put('Domain "d" ;', null);
    await expect(put('Domain "e" ;', second)).rejects.toMatchObject(changed);
    await release(third);
    // Written from nothing, while a version was published in another window.
    await expect(put('Domain "f" ;', null, null)).rejects.toMatchObject(changed);
    const fourth = await put('Domain "f" ;', null, 1);
    await expect(
      ask.profiles.restore({ ...isp, version: 1, revision: null }),
    ).rejects.toMatchObject(changed);
    expect(await ask.profiles.restore({ ...isp, version: 1, revision: fourth })).toMatchObject({
      texts: { 'sec-prv-2': 'Domain "d" ;' },
    });
  });

  it('errors block publishing, warnings until somebody knows of them', async () => {
    const { ask, changes } = await desk();
    const put = async (text: string, acceptsWarnings: boolean) => {
      const revision = await save({ ask }, isp, texts(text));
      return ask.profiles.publish({ ...isp, note: '', acceptsWarnings, revision });
    };
    await expect(put('Domain "a"', true)).rejects.toMatchObject({ code: 'TEMPLATE_HAS_ERRORS' });
    await expect(put('User_ID[1] "1777" ;', true)).rejects.toMatchObject({
      code: 'TEMPLATE_HAS_ERRORS',
      message: expect.stringContaining('SEC-PRV-2, line 1'),
    });
    const warned = 'Provision_Enable "No" ;';
    await expect(put(warned, false)).rejects.toMatchObject({ code: 'TEMPLATE_HAS_WARNINGS' });
    expect(await put(warned, true)).toMatchObject({ version: 1 });
    await expect(
      ask.profiles.publish({ ...isp, note: '', acceptsWarnings: true, revision: 1 }),
    ).rejects.toMatchObject({ code: 'NO_DRAFT' });
    expect(changes().some(({ type }) => type === 'profiles')).toBe(true);
  });

  it('what the settings file says cannot be changed', async () => {
    const { ask } = await desk({ settings: { templates: { isp: 'Domain "a" ;' } } });
    expect(await ask.profiles.get(isp)).toMatchObject({ origin: 'settings-file' });
    await expect(save({ ask }, isp, texts('Domain "b" ;'))).rejects.toMatchObject({
      code: 'TEMPLATE_FIXED',
    });
  });

  it('the list has every model, says which are missing, and counts findings', async () => {
    const { ask } = await desk({ units: [{ n: 1, model: 'SPA942' }] });
    const of = async (key: string) => (await ask.profiles.list()).find((one) => one.key === key);
    expect(await of('SPA942')).toMatchObject({ kind: 'model', state: 'missing' });
    expect(await of('SPA962')).toMatchObject({ state: 'empty', version: null });
    await save({ ask }, model, texts('Provision_Enable "No" ; GPP_SA "k" ;'));
    expect(await of('SPA962')).toMatchObject({ state: 'draft', errors: 1, warnings: 3 });
    await publish({ ask }, isp, texts('Domain "a" ;'));
    expect(await of('SPA942')).toMatchObject({ state: 'empty' });
    const kinds = (await ask.profiles.list()).map(({ kind }) => kind);
    expect(kinds.slice(0, 2)).toEqual(['station', 'isp']);
  });

  it.each([
    { kind: 'model', key: '' },
    { kind: 'isp', key: 'x' },
    { kind: 'unit', key: 'SPA962' },
    { kind: 'batch', key: 'a\u0000b' },
    { kind: 'batch', key: 'a\u202eb' },
  ] as const)('there is no template %j', async (ref) => {
    const { ask } = await desk();
    await expect(ask.profiles.get(ref)).rejects.toMatchObject({ code: 'BAD_TEMPLATE_NAME' });
  });
});

it('a template has one name, however it is written', async () => {
  const { ask } = await desk();
  await publish({ ask }, { kind: 'model', key: 'spa962' }, texts('HostName "a" ;'));
  expect(await publish({ ask }, model, texts('HostName "b" ;'))).toMatchObject({ version: 2 });
  expect(await ask.profiles.get({ kind: 'unit', key: '00:0E:08:00:00:01' })).toMatchObject({
    key: '000e08000001',
  });
});

describe('units', () => {
  it('get every layer, later ones over earlier ones, and the versions are counted', async () => {
    const served = await bench({ batch: 'autumn' });
    const { ask } = served;
    const mac = '000e08000001';
    await publish(served, { kind: 'station', key: '' }, texts('Domain "station" ; HostName "a" ;'));
    await publish(served, isp, texts('<flat-profile><Domain ua="ro">isp</Domain></flat-profile>'));
    await publish(served, model, texts('Time_Zone "GMT" ; Domain ;'));
    await publish(served, { kind: 'batch', key: 'autumn' }, texts('Station_Name "{{batch}}" ;'));
    await publish(
      served,
      { kind: 'unit', key: mac },
      texts('HostName "{{unit.mac | dash | upper}}" ;'),
    );
    const unit = unbox(served, 1);
    unit.powerOn();
    await unitWhen(served, mac, isVerified);
    expect(Object.fromEntries(unit.finalParameters)).toMatchObject({
      ...{ Domain: 'isp', HostName: '00-0E-08-00-00-01', Time_Zone: 'GMT', Station_Name: 'autumn' },
    });
    const detail = await ask.profiles.get(model);
    expect(detail.versions).toMatchObject([{ version: 1, units: 1 }]);
    expect(detail.lastServed).toMatchObject({ version: 1 });
    await unit.powerOff();
  });

  it('get passwords made for them, the same at every resync, another for every unit', async () => {
    const served = await bench();
    await publish(
      served,
      isp,
      texts('Admin_Password "{{secret:admin}}" ; User_Password "{{secret:user | first:8}}" ;'),
    );
    const passwords: string[] = [];
    for (const n of [1, 2]) {
      const mac = `000e0800000${n}`;
      const address = await leaseOf(served, mac);
      const { key, files } = await walkChain(served, mac, address);
      const { Admin_Password: admin, User_Password: user } = opened(files.rehearsal, key).values;
      expect(admin).toMatch(/^[A-Za-z0-9]{16}$/);
      expect(user).toMatch(/^[A-Za-z0-9]{8}$/);
      const again = await walkChain(served, mac, address);
      expect(opened(again.files.rehearsal, key).values.Admin_Password).toBe(admin);
      passwords.push(admin ?? '', user ?? '');
    }
    expect(new Set(passwords).size).toBe(4);
    const told = JSON.stringify([
      ...(await served.ask.log.list({ last: 1000 })),
      ...(await served.ask.units.list()),
      await served.ask.profiles.preview({ unit: { mac: '000e08000001', values: {} } }),
    ]);
    for (const password of passwords) expect(told).not.toContain(password);
  });

  it('get a published text of the common and of their own first file', async () => {
    const served = await bench();
    await publish(
      served,
      model,
      texts('', { 'sp-cust': 'Debug_Level "3" ;', 'sec-prv-1': 'Debug_Level "2" ;' }),
    );
    const mac = '000e08000001';
    const address = await leaseOf(served, mac);
    const { bootstrap, files } = await walkChain(served, mac, address);
    const common = opened(files.common, null).values;
    expect(common).toMatchObject({ Debug_Level: '3', Resync_Periodic: '5' });
    expect(opened(files.own, bootstrap).values).toMatchObject({ Debug_Level: '2' });
    const other = await leaseOf(served, '000e08000002');
    expect(opened(await mustFetch(served, other, '/spa942.cfg'), null).values).not.toHaveProperty(
      'Debug_Level',
    );
  });

  it('of one MAC get a draft on trial, for ten minutes, and their tile says so', async () => {
    const served = await bench();
    const { ask } = served;
    const mac = '000e08000001';
    const address = await leaseOf(served, mac);
    const draft = texts('Domain "trial" ;');
    await expect(
      ask.profiles.beginTrial({ ...isp, mac, texts: texts('Domain "x"') }),
    ).rejects.toMatchObject({ code: 'TEMPLATE_HAS_ERRORS' });
    const trial = await ask.profiles.beginTrial({ ...isp, mac, texts: draft });
    expect(served.station.unit(mac)).toMatchObject({ trialUntil: trial.until });
    const tried = await walkChain(served, mac, address);
    expect(opened(tried.files.rehearsal, tried.key).values).toMatchObject({ Domain: 'trial' });
    const other = await leaseOf(served, '000e08000002');
    const plain = await walkChain(served, '000e08000002', other);
    expect(opened(plain.files.rehearsal, plain.key).values).not.toHaveProperty('Domain');
    await ask.profiles.endTrial({ mac });
    expect(served.station.unit(mac)).toMatchObject({ trialUntil: null });
    const after = await walkChain(served, mac, address);
    expect(opened(after.files.rehearsal, after.key).values).not.toHaveProperty('Domain');
  });
});

describe('a preview', () => {
  it('leads from file to file, names who said what, and tells what the unit does', async () => {
    const { ask } = await desk({ settings: { isp: 'https://prov.example.net/spa' } });
    await publish({ ask }, isp, texts('Domain "isp" ;\nGPP_C "{{key}}" ;'));
    await publish({ ask }, model, texts('\nDomain "model" ;'));
    const preview = await ask.profiles.preview({
      unit: { mac: '000e08aabbcc', model: 'SPA962', values: {} },
      draft: {
        ...model,
        texts: texts('\n\nDomain "draft" ;\nAdmin_Password "{{secret:admin}}" ;'),
      },
    });
    expect(preview.problem).toBeNull();
    expect(preview.steps.map(({ id, problem }) => [id, problem])).toEqual([
      ...(['factory', 'sp-cust', 'sec-prv-1', 'sec-prv-2', 'field'] as const).map((id) => [
        id,
        null,
      ]),
    ]);
    const url = (id: string) =>
      preview.steps
        .find((step) => step.id === id)
        ?.url.map(({ text }) => text)
        .join('');
    expect(url('factory')).toBe('tftp://192.168.76.1/spa962.cfg');
    expect(url('sp-cust')).toBe('tftp://192.168.76.1/p/000e08aabbcc.cfg');
    expect(url('field')).toMatch(
      /^https:\/\/prov\.example\.net\/spa\/[A-Za-z0-9]{20}\/spa962\.cfg$/,
    );
    const own = preview.steps.find(({ id }) => id === 'sp-cust');
    expect(own?.url).toContainEqual({ text: '000e08aabbcc', macro: '$MA' });
    expect(own?.rule).not.toMatch(/[0-9a-f]{64}/);
    const value = (name: string) => preview.values.find((one) => one.name === name);
    expect(value('Domain')).toMatchObject({
      value: 'draft',
      from: 'Model SPA962, line 3',
      line: 3,
    });
    expect(value('GPP_C')).toMatchObject({ isSecret: true, from: 'ISP version 1, line 2' });
    expect(value('GPP_C')?.value).toMatch(/^[0-9a-f]{16}$/);
    expect(value('Admin_Password')).toMatchObject({ isSecret: true });
    expect(value('Resync_Periodic')).toMatchObject({ value: '3600', from: 'The chain' });
    expect(preview.story.join('\n')).toContain('tftp://192.168.76.1:69/spa962.cfg');
    expect(preview.story.join('\n')).toContain('https://prov.example.net:443/spa/');
    expect(preview.story.join('\n')).not.toMatch(/[0-9a-f]{64}/);
    expect(preview.sizes?.compressed).toBeLessThan(preview.sizes?.text ?? 0);
  });

  it('says why nothing comes of it', async () => {
    const { ask } = await desk();
    const unit = { mac: '000e08aabbcc', values: {} };
    expect(await ask.profiles.preview({ unit })).toMatchObject({
      problem: expect.stringContaining('model'),
    });
    const held = await ask.profiles.preview({ unit: { ...unit, model: 'SPA962' } });
    expect(held.steps.at(-1)?.problem).toContain('No ISP address');
    const broken = await ask.profiles.preview({
      unit: { ...unit, model: 'SPA962' },
      draft: { ...isp, texts: texts('Domain "{{unit.colour}}" ;') },
    });
    expect(broken.problem).toContain('ISP, line 1, Domain');
  });
});

describe('files from elsewhere', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it('come as what they say otherwise than the factory', async () => {
    const { ask } = await desk();
    const xml = [
      '<flat-profile>',
      '<Product_Name>SPA-962</Product_Name>',
      '<Provision_Enable ua="na">yes</Provision_Enable>',
      '<Resync_Periodic ua="na">7200</Resync_Periodic>',
      '<Dial_Plan_1_ ua="rw">(xx.)</Dial_Plan_1_>',
      '<Strange_Thing>1</Strange_Thing>',
      '</flat-profile>',
    ].join('\n');
    const read = await ask.profiles.fromFile({
      files: [{ name: 'spacfg.xml', base64: base64(xml) }],
      ...{ to: 'plain-text', model: 'SPA962' },
    });
    expect(read).toMatchObject({ taken: 3, same: 1 });
    expect(read.text).toBe(
      'Resync_Periodic "7200" ;\nDial_Plan[1] ! "(xx.)" ;\nStrange_Thing "1" ;\n',
    );
    expect(read.notes.join(' ')).toContain('state of the unit');
  });

  it('may import each other, be encrypted, and say where they are wrong', async () => {
    const { ask } = await desk();
    const from = (files: { name: string; base64: string }[], key?: string) =>
      ask.profiles.fromFile({ files, to: 'xml', model: '', ...(key && { key }) });
    const main = { name: 'main.txt', base64: base64('import base.txt\nDomain "b" ;') };
    const base = { name: 'base.txt', base64: base64('Domain "a" ;\nHostName "h" ;') };
    expect((await from([main, base])).text).toContain('<Domain ua="na">b</Domain>');
    await expect(from([main])).rejects.toMatchObject({
      ...{ code: 'BAD_PROFILE', message: expect.stringContaining('main.txt, line 1, column 8') },
    });
    const { packProfile } = await import('../../main/station/profile/packed/pack.ts');
    const packed = packProfile('<flat-profile><Domain>c</Domain></flat-profile>', {
      gzip: true,
      key: 'k',
    });
    const file = { name: 'x.cfg', base64: Buffer.from(packed).toString('base64') };
    expect((await from([file], 'k')).text).toContain('>c<');
    await expect(from([file])).rejects.toMatchObject({ code: 'BAD_PROFILE' });
    await expect(from([{ name: 'b.cfg', base64: 'AAEC' }])).rejects.toMatchObject({
      message: expect.stringContaining('compiler'),
    });
  });

  it('a catalogue of a model replaces the built-in one for that model only', async () => {
    const { ask } = await desk();
    const sample = '# *** Phone\nWonder_Switch "Yes" ;\nDomain "" ;\n';
    await ask.profiles.importCatalogue({
      ...{ model: 'SPA962', firmware: '', fileName: 'sample.txt', base64: base64(sample) },
    });
    const unknown = async (ref: LayerRef) =>
      (
        await ask.profiles.check({
          ...ref,
          stage: 'sec-prv-2',
          text: 'Wonder_Switch "No" ;\nHostName "x" ;',
        })
      )
        .filter(({ code }) => code === 'L03')
        .map(({ line }) => line);
    expect(await unknown(model)).toEqual([2]);
    expect(await unknown(isp)).toEqual([1]);
    await ask.profiles.addParameter({
      ...{ name: 'Wonder_Switch', type: 'Bool', options: [], default: 'No', userAccess: 'na' },
    });
    expect(await unknown(isp)).toEqual([]);
    const { parameters } = await ask.profiles.vocabulary({ model: '', firmware: '' });
    expect(parameters).toHaveLength(555);
    await ask.profiles.removeCatalogue({ model: 'SPA962', firmware: '' });
    expect(await unknown(model)).toEqual([]);
    await expect(
      ask.profiles.importCatalogue({
        model: 'X',
        firmware: '',
        fileName: 's.txt',
        base64: base64('Domain "a'),
      }),
    ).rejects.toMatchObject({ code: 'BAD_CATALOGUE', message: expect.stringContaining('line 1') });
  });
});
