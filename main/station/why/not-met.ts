/** Why somebody is no unit of this bench: foreign, not wanted, with a fixed address, or never heard. Pure. */
import { formatMac, type Mac } from '../../contract/values.ts';
import type { Answer, WhyFacts } from './facts.ts';
import { ago, full } from './words.ts';

/** DHCP heard it and did not take it for a unit of this bench. */
export function foreign({ unit, foreign: client, kind, station, now }: WhyFacts): Answer | null {
  if (unit !== null || client === null) return null;
  const name = client.vendorClass === null ? null : `“${client.vendorClass}”`;
  const heard = `It asked for an address ${client.count === 1 ? '' : `${client.count} times, last `}${ago(now - client.lastSeenAt)}.`;
  const address = station.allowAll
    ? 'It has an address, and no boot options'
    : 'It gets no address';
  if (kind === 'foreign') {
    return {
      ...{ verdict: 'stopped', rule: 'known-foreign', code: 'F16' },
      sentence: `${heard} ${address}: its vendor class ${name ?? ''} is known to be no SPA unit’s.`,
      todo: 'If it is one, it is running other software: factory reset it.',
    };
  }
  const why =
    name === null
      ? 'it names no vendor class, and its MAC begins like no known maker’s'
      : `neither its vendor class ${name} nor the beginning of its MAC is a known maker’s`;
  return {
    ...{ verdict: 'stopped', rule: 'not-wanted', code: 'F16' },
    sentence: `${heard} It gets no address: ${why}.`,
    todo: 'If it is a unit: add the beginning of its MAC to macPrefixes, or switch on “Allow every maker” in the settings.',
  };
}

/** It answers for an address nobody gave it. */
export function fixedAddress({ unit, station }: WhyFacts, mac: Mac): Answer | null {
  const own = station.pool?.setAside.find((each) => each.why === 'in-use' && each.mac === mac);
  if (unit !== null || own === undefined) return null;
  return {
    ...{ verdict: 'stopped', rule: 'fixed-address' },
    sentence: `It uses ${own.address} without a lease of this station, and asks for none: it has a fixed address. The address is set aside.`,
    todo: 'If it is a unit: factory reset it, or set it to DHCP.',
  };
}

/** Never met as a unit, nor as a foreign client. */
export function unknown(facts: WhyFacts, mac: Mac): Answer | null {
  const { unit, dhcp, heardAt, now, station, kind, near } = facts;
  if (unit !== null) return null;
  if (dhcp !== null) {
    return {
      ...{ verdict: 'stopped', rule: 'dhcp-only' },
      sentence: `It said ${dhcp.message} ${ago(now - dhcp.at)}: ${full(dhcp.outcome)} It is no unit of this bench yet.`,
      todo: 'Turn it off and on: a unit begins with DISCOVER.',
    };
  }
  if (heardAt !== null) {
    return {
      ...{ verdict: 'stopped', rule: 'heard-only' },
      sentence: `Packets of it came ${ago(now - heardAt)}, but no request in them that this station could read and serve.`,
      todo: 'Turn it off and on; if that does not help, save its packets and look at them.',
    };
  }
  const card = station.interface === null ? 'the bench card' : station.interface;
  const since = station.startedAt === null ? '' : ` since Start, ${ago(now - station.startedAt)}`;
  const maker = kind === 'unknown' ? ' Its beginning is no known maker’s: is it read right?' : '';
  const like =
    near.length === 0 ? '' : ` Known is ${near.map((each) => formatMac(each.mac)).join(', ')}.`;
  const warning = station.warnings[0] === undefined ? '' : ` ${full(station.warnings[0])}`;
  return {
    ...{ verdict: 'not-seen', rule: 'never-seen' },
    sentence: `Nothing was ever received from ${formatMac(mac)} on ${card}${since}.${maker}${like}${warning}`,
    todo: station.hasDhcp
      ? 'Check its power, its cable and the light of its switch port; of a router use the WAN port. Then turn it off and on.'
      : 'This station gives no addresses (dhcp=off): it is seen when it asks for its first file. Check its power, its cable and the other DHCP server.',
  };
}
