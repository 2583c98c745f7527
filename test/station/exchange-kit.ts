/** A whole station on loopback, with every port free and no quiet to wait for; and an openssl of its own. */
import { createHash } from 'node:crypto';
import type { StationPorts } from '../../main/simulate/wire.ts';
import { readSettings } from '../../main/station/settings.ts';
import type { Station } from '../../main/station/station.ts';

export const HOST = '127.0.0.1';

/**
 * Loads the station's modules as they are mocked at this moment (`vi.doMock`), so that a mistake can be
 * planted in one of them while the units keep the sound ones. The caller closes the station.
 */
export async function startLoopbackStation(): Promise<{ station: Station; ports: StationPorts }> {
  const { openStation } = await import('../../main/station/station.ts');
  const { openStore } = await import('../../main/station/store/store.ts');
  const settings = readSettings({
    address: HOST,
    isp: 'http://prov.example.net/p',
    quiet: 0,
    ports: { dhcp: 0, tftp: 0, http: 0, syslog: 0 },
  });
  const station = await openStation({ store: openStore({ memory: true }), settings });
  await station.start();
  const { dhcp, tftp, http, syslog } = station.status().ports;
  const ports = {
    ...{ dhcp: dhcp.port ?? 0, tftp: tftp.port ?? 0 },
    ...{ http: http.port ?? 0, syslog: syslog.port ?? 0 },
  };
  return { station, ports };
}

/** EVP_BytesToKey, one round, with the digest named: 32 bytes of key, 16 of IV. */
export function deriveKey(digest: 'md5' | 'sha256', phrase: string, salt: Uint8Array) {
  let material = Buffer.alloc(0);
  let last = Buffer.alloc(0);
  while (material.length < 48) {
    last = createHash(digest).update(last).update(phrase).update(salt).digest();
    material = Buffer.concat([material, last]);
  }
  return { key: material.subarray(0, 32), iv: material.subarray(32, 48) };
}
