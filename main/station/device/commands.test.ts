import { describe, expect, it } from 'vitest';
import { orderReboot, orderResync } from './commands.ts';
import type { WebAnswer, WebClient } from './web-client.ts';

const taken = (words = 'ok'): WebAnswer => ({ ok: true, status: 200, body: Buffer.from(words) });

function client(answer: WebAnswer): WebClient & { asked: string[] } {
  const asked: string[] = [];
  const get = async (path: string) => {
    asked.push(path);
    return answer;
  };
  return { asked, address: '192.168.76.20', port: 8080, get };
}

describe('orders to a unit', () => {
  it('name the profile behind the question mark, its options percent-encoded (R-245)', async () => {
    const unit = client(taken());
    const answer = await orderResync(unit, '[--key $SA] tftp://192.168.76.1/profile/$B/x.cfg');
    expect(unit.asked).toEqual([
      '/admin/resync?%5B--key%20$SA%5D%20tftp://192.168.76.1/profile/$B/x.cfg',
    ]);
    expect(answer).toMatchObject({ ok: true, said: 'ok' });
  });

  it('are not sent when no rule could say so', async () => {
    const unit = client(taken());
    const answer = await orderResync(unit, '[--kee a] tftp://192.168.76.1/x.cfg');
    expect(answer).toMatchObject({ ok: false, problem: { kind: 'bad-argument' } });
    expect(unit.asked).toEqual([]);
  });

  it('show the unit’s words without the key that was in the order', async () => {
    const key = 'a-secret-phrase';
    const words = `<html><title>t</title><b>Will resync with ${key}</b></html>`;
    const answer = await orderResync(client(taken(words)), `[--key ${key}] tftp://192.168.76.1/x`);
    expect(answer.ok && answer.said).toMatch(/^Will resync with [0-9a-f]{16}$/);
  });

  it('name a one-time code as it is, and show the unit’s words without it', async () => {
    const url = 'https://prov.supervoip.com/cisco-init/1234abcd';
    const unit = client(taken(`Will resync to ${url}`));
    const answer = await orderResync(unit, url);
    expect(unit.asked).toEqual([`/admin/resync?${url}`]);
    expect(answer).toMatchObject({
      said: 'Will resync to https://prov.supervoip.com/cisco-init/…',
      hint: expect.stringContaining('Provision_Enable is Yes'),
    });
  });

  it('are refused by any other status', async () => {
    const unit = client({ ok: true, status: 404, body: new Uint8Array() });
    const answer = await orderResync(unit, 'tftp://192.168.76.1/x.cfg');
    expect(answer).toMatchObject({ ok: false, problem: { kind: 'not-offered' } });
  });

  it('take a connection cut by the restart for the restart', async () => {
    const cut: WebAnswer = { ok: false, problem: { kind: 'cut-off', message: 'cut' } };
    const unit = client(cut);
    expect(await orderReboot(unit)).toMatchObject({ ok: true });
    expect(unit.asked).toEqual(['/admin/reboot']);
  });
});
