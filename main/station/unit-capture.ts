/** A unit's packet capture as a file: capture, store and tracker joined. */
import { createHash } from 'node:crypto';
import { StationError } from '../contract/errors.ts';
import type { PacketFile } from '../contract/model.ts';
import { formatMac, isoTime, type Mac } from '../contract/values.ts';
import { maskSecrets } from './capture/mask.ts';
import { fileHeader, readRecord, sealRecord } from './capture/pcap.ts';
import { knownSecrets } from './known-secrets.ts';
import type { Station } from './station.ts';

/**
 * Its datagrams as pcap, known secrets written over.
 * @throws StationError NO_PACKETS with what to do, STORE_LOCKED
 */
export function unitCapture(station: Station, mac: Mac): PacketFile {
  const { capture, tracker, settings, store, clock } = station;
  const name = formatMac(mac);
  if (!settings.current.capture) {
    const message = 'Packets are not recorded: switch it on in the settings, then repeat the step.';
    throw new StationError('NO_PACKETS', message);
  }
  // Locked, the secrets in it are not known.
  store.vault.refuseLocked();
  const { records, dropped } = capture.recordsOf(mac, tracker.byMac(mac)?.address ?? null);
  const [first, last] = [records.at(0), records.at(-1)];
  if (first === undefined || last === undefined) {
    const message = `Nothing was heard from ${name} since the station began to record. Turn the unit off and on.`;
    throw new StationError('NO_PACKETS', message);
  }
  const isp = settings.current.isp ?? '';
  const secrets = store.read((tables) => knownSecrets(tables, mac, isp));
  const datagrams = records.map(({ service, record }) => {
    const { from, to, bytes } = readRecord(record);
    const flow = [from.address, from.port, to.address, to.port].join(' ');
    return { flow, isTftp: service === 'tftp', bytes };
  });
  maskSecrets(datagrams, secrets);
  for (const { record } of records) sealRecord(record);
  const bytes = Buffer.concat([fileHeader(), ...records.map(({ record }) => record)]);
  const at = (record: Buffer) => Math.floor(readRecord(record).micros / 1000);
  const when = isoTime(clock.now()).slice(0, 19).replace(/[T:]/g, '-');
  return {
    name: `spa-bench-capture-${mac}-${when}.pcap`,
    base64: bytes.toString('base64'),
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    packets: records.length,
    dropped,
    firstAt: at(first.record),
    lastAt: at(last.record),
  };
}
