import type { Ipv4 } from '../../contract/values.ts';

/** What marks a card as part of a live network. */
export interface LiveSigns {
  hasDefaultRoute: boolean;
  /** DNS servers of this very card, not of the computer. */
  dnsServers: readonly string[];
  /** An address another DHCP server gave, if any. */
  dhcpAddress: Ipv4 | null;
}

/** @returns the sentence for `Card.lockedBecause`, or null when nothing speaks against the card. */
export function lockReason(signs: LiveSigns): string | null {
  if (signs.hasDefaultRoute) {
    return 'the default route leads through it, so it is part of a live network.';
  }
  if (signs.dhcpAddress !== null) {
    return `another DHCP server gave it the address ${signs.dhcpAddress}.`;
  }
  const [server] = signs.dnsServers;
  return server === undefined ? null : `it has a DNS server (${server}).`;
}
