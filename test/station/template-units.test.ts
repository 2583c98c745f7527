/** What could go wrong between a template and a unit, and must not. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Bench,
  fetchFrom,
  isVerified,
  leaseOf,
  mustFetch,
  opened,
  startBench,
  unbox,
  unitWhen,
  walkChain,
} from './chain-kit.ts';
import { isp, model, publish, texts } from './template-kit.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function bench(...about: Parameters<typeof startBench>): Promise<Bench> {
  const made = await startBench(...about);
  open.push(made);
  return made;
}
const mac = '000e08000001';

describe('a template', () => {
  it('that says only the access of what the chain sets leaves nothing of the bench behind', async () => {
    const served = await bench();
    const only = 'Profile_Rule ? ;\nSyslog_Server ! ;\nResync_Periodic ? ;';
    await publish(served, isp, texts(`${only}\nResync_Error_Retry_Delay ;`));
    const unit = unbox(served, 1);
    unit.powerOn();
    await unitWhen(served, mac, isVerified);
    const left = Object.fromEntries(unit.finalParameters);
    expect(left).toMatchObject({ Syslog_Server: '', Resync_Periodic: '3600' });
    expect(left.Profile_Rule).toContain('prov.example.net');
    await unit.powerOff();
  });

  it.each([true, false])(
    'of the own file keeps its value where a later one says none (rehearsal: %s)',
    async (rehearsal) => {
      const served = await bench({ rehearsal });
      await publish(served, isp, texts('Domain ;', { 'sec-prv-1': 'Domain "own" ;' }));
      const unit = unbox(served, 1);
      unit.powerOn();
      await unitWhen(served, mac, isVerified);
      expect(Object.fromEntries(unit.finalParameters)).toMatchObject({ Domain: 'own' });
      await unit.powerOff();
    },
  );

  it('published while a unit is on its way is rehearsed by it before it may go', async () => {
    const served = await bench();
    await publish(served, isp, texts('Domain "v1" ;\nAdmin_Password "{{secret:one}}" ;'));
    const address = await leaseOf(served, mac);
    const { key, files } = await walkChain(served, mac, address);
    expect(opened(files.rehearsal, key).values).toMatchObject({ Domain: 'v1' });
    await publish(served, isp, texts('Domain "v2" ;\nAdmin_Password "{{secret:two}}" ;'));
    const lastPath = /\/profile\/[^ ]*\.cfg$/.exec(
      opened(files.rehearsal, key).values.Profile_Rule ?? '',
    )?.[0];
    const { directory } = served.station.store.read(({ keys }) => keys.of(mac)) ?? {};
    const path = (lastPath ?? '').replace('$B', directory ?? '');
    const again = opened(await mustFetch(served, address, path), key).values;
    expect(again).toMatchObject({ Domain: 'v2', Syslog_Server: expect.stringMatching(/./) });
    const last = opened(await mustFetch(served, address, path), key).values;
    expect(last).toMatchObject({ Syslog_Server: '' });
    expect((await served.ask.profiles.get(isp)).versions).toMatchObject([
      { version: 2, units: 1 },
      { version: 1, units: 0 },
    ]);
  });

  it('gives a password under an account’s field while there is no account', async () => {
    const served = await bench();
    await publish(served, isp, texts('Admin_Password "{{secret:admin}}" ;'));
    await publish(served, model, texts('Admin_Password "{{account.admin_pw}}" ;'));
    const address = await leaseOf(served, mac);
    const { key, files } = await walkChain(served, mac, address);
    expect(opened(files.rehearsal, key).values.Admin_Password).toMatch(/^[A-Za-z0-9]{16}$/);
  });

  it('that puts what would change a rule into one builds nothing, and says what to write', async () => {
    const served = await bench();
    await publish(
      served,
      isp,
      texts(
        'Profile_Rule "[--key $SA] http://prov.example.net/$B/{{unit.serial | default:a b}}" ;',
      ),
    );
    const address = await leaseOf(served, mac);
    await fetchFrom(served, address, '/spa962.cfg');
    expect(served.station.unit(mac)).toMatchObject({
      ...{ condition: 'failed', reason: { code: 'F15' } },
    });
    expect(JSON.stringify(served.station.unit(mac))).toContain('{{unit.serial | url}}');
  });
});

describe('keys for the ISP', () => {
  it('name the rule with the unit’s own names, and a password made later makes them due again', async () => {
    const { mkdtempSync, readFileSync, rmSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const dir = mkdtempSync(`${tmpdir()}/spa-bench-keys-`);
    try {
      const served = await bench();
      const rule =
        'Profile_Rule "[--key $SA] http://prov.example.net/{{directory}}/{{secret:p}}" ;';
      await publish(served, isp, texts(rule));
      const address = await leaseOf(served, mac);
      await walkChain(served, mac, address);
      const file = `${dir}/keys.jsonl`;
      await served.ask.keys.exportTo({ file });
      const line = JSON.parse(readFileSync(file, 'utf8'));
      expect(line.rule).toBe(
        `[--key $SA] http://prov.example.net/${line.directory}/${line.secrets.p}`,
      );
      const exportedAt = () => served.station.store.read(({ keys }) => keys.of(mac)?.exportedAt);
      expect(exportedAt()).not.toBeNull();
      await publish(served, isp, texts(`${rule}\nUser_Password "{{secret:q}}" ;`));
      await walkChain(served, mac, address);
      expect(exportedAt()).toBeNull();
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
});

describe('a trial', () => {
  it('is refused on a unit the template says nothing to, and over what the settings file says', async () => {
    const served = await bench({ templates: { isp: 'Domain "a" ;' } });
    await leaseOf(served, mac);
    await mustFetch(served, await leaseOf(served, mac), '/spa962.cfg');
    const begin = (ref: typeof isp) =>
      served.ask.profiles.beginTrial({ ...ref, mac, texts: texts('HostName "x" ;') });
    await expect(begin({ kind: 'model', key: 'SPA941' })).rejects.toMatchObject({
      code: 'TRIAL_ELSEWHERE',
    });
    await expect(begin({ kind: 'unit', key: '000e08000009' })).rejects.toMatchObject({
      code: 'TRIAL_ELSEWHERE',
    });
    await expect(begin(isp)).rejects.toMatchObject({ code: 'TEMPLATE_FIXED' });
  });

  it('of the station’s template leaves the common file as it is built in', async () => {
    const served = await bench();
    const address = await leaseOf(served, mac);
    await served.ask.profiles.beginTrial({
      ...{ kind: 'station', key: '', mac, texts: texts('Domain "trial" ;') },
    });
    const { key, files } = await walkChain(served, mac, address);
    expect(opened(files.rehearsal, key).values).toMatchObject({ Domain: 'trial' });
  });
});

it('a preview shows no secret, whatever a template does with it', async () => {
  const served = await bench();
  await publish(
    served,
    isp,
    texts(
      [
        'Profile_Rule "[--key $SA] http://prov.example.net/{{secret:web | url}}/{{key | first:32}}/$MA" ;',
        'GPP_D "{{secret:web | upper}}" ;\nHostName "{{secret:web | lower}}" ;',
        'Station_Name "{{secret:web | first:6}}" ;\nGPP_E "{{key | last:40}}" ;',
      ].join('\n'),
    ),
  );
  await publish(
    served,
    { kind: 'station', key: '' },
    texts('', {
      'sp-cust':
        'Profile_Rule "[--key {{bootstrap.key}}] {{station.base}}/p/$MA.cfg?a=1&k={{bootstrap.key | first:40}}" ;',
    }),
  );
  const address = await leaseOf(served, mac);
  await mustFetch(served, address, '/spa962.cfg');
  const { issued, secret } = served.station.store.read(({ keys, secrets }) => ({
    issued: keys.of(mac),
    secret: secrets.of(mac).get('web'),
  }));
  const unit = { mac, model: 'SPA962', values: {} };
  const preview = await served.ask.profiles.preview({ unit });
  expect(preview.problem).toBeNull();
  const told = JSON.stringify(preview);
  expect(told).toContain('?a=1&k=');
  const hidden = [issued?.key, secret].filter((one) => one !== undefined);
  for (const one of hidden) {
    for (const part of [one, one.toUpperCase(), one.toLowerCase()]) {
      for (const piece of [part, part.slice(0, 6), part.slice(0, 32), part.slice(-40)]) {
        expect(told).not.toContain(piece);
      }
    }
  }
  expect(told).not.toMatch(/[0-9a-f]{32}/);
});
