import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { loopbackWire } from '../../main/simulate/loopback-wire.ts';
import { unitModels } from '../../main/simulate/models.ts';
import { SimulatedUnit } from '../../main/simulate/unit.ts';
import { startStationDouble } from './station-double.ts';

it('a simulated unit posts what its rule tells it to', async () => {
  const model = unitModels.SPA962;
  if (!model) throw new Error('no such model');
  const posted: string[] = [];
  const web = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      posted.push(`${request.method} ${request.url} ${Buffer.concat(parts)}`);
      answer.end('<flat-profile><Resync_Periodic></Resync_Periodic></flat-profile>');
    });
  });
  web.listen(0, '127.0.0.1');
  await once(web, 'listening');
  const { port } = web.address() as AddressInfo;
  const rule = `[--post f] http://127.0.0.1:${port}/cpe?`;
  const profile = `<flat-profile><GPP_F>mac = "$MA"</GPP_F><Profile_Rule>${rule}</Profile_Rule></flat-profile>`;
  const double = await startStationDouble({ file: () => Buffer.from(profile) });
  let onStuck: () => void = () => undefined;
  const stuck = new Promise<void>((done) => {
    onStuck = done;
  });
  const unit = new SimulatedUnit({
    ...{ mac: '000e08000001', serial: 'S1', model, reading: 'timer', seed: 1 },
    wire: loopbackWire({ host: '127.0.0.1', ports: double.ports }),
    pace: { scale: 0.000_01, soonestResendMs: 3000 },
    onHappening: (what) => what === 'stuck' && onStuck(),
  });
  try {
    unit.powerOn();
    await stuck;
    expect(posted).toEqual(['POST /cpe? mac = "000e08000001"']);
  } finally {
    await unit.powerOff();
    await double.close();
    web.closeAllConnections();
    web.close();
  }
});
