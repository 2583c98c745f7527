/** Arithmetic on IPv4 subnets, for cards and the bench network. Pure. */
import { type Ipv4, ipv4FromNumber, ipv4ToNumber } from '../../contract/values.ts';

/** @returns the netmask of a prefix length 0 … 32 as dotted text: 23 → `255.255.254.0`. */
export function netmaskOf(prefix: number): Ipv4 {
  return ipv4FromNumber(prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0);
}

/** @returns the prefix length of a contiguous netmask, or null: `255.255.254.0` → 23. */
export function prefixOf(netmask: string): number | null {
  const value = ipv4ToNumber(netmask);
  if (value === null) return null;
  const prefix = 32 - Math.log2(0x100000000 - value);
  return Number.isInteger(prefix) ? prefix : null;
}

/** Whether two addresses lie in one subnet of that prefix length; false for what is no address. */
export function isSameSubnet(one: Ipv4, other: Ipv4, prefix: number): boolean {
  const a = ipv4ToNumber(one);
  const b = ipv4ToNumber(other);
  if (a === null || b === null) return false;
  const hosts = 2 ** (32 - prefix);
  return Math.floor(a / hosts) === Math.floor(b / hosts);
}

/** An address of another host in the subnet of `own`: not its first or last one, nor `own` itself. */
export function isOtherHost(own: { address: Ipv4; prefix: number }, other: Ipv4): boolean {
  if (other === own.address || !isSameSubnet(own.address, other, own.prefix)) return false;
  const hosts = 2 ** (32 - own.prefix);
  const place = (ipv4ToNumber(other) ?? 0) % hosts;
  return hosts <= 2 || (place !== 0 && place !== hosts - 1);
}

/** Whether two subnets, each given by an address in it, share an address. */
export function areOverlapping(
  one: { address: Ipv4; prefix: number },
  other: { address: Ipv4; prefix: number },
): boolean {
  return isSameSubnet(one.address, other.address, Math.min(one.prefix, other.prefix));
}

/** 169.254.0.0/16: an address a card gave itself, which no unit can use (RFC 3927). */
export function isSelfAssigned(address: Ipv4): boolean {
  return isSameSubnet(address, '169.254.0.0', 16);
}

/** 127.0.0.0/8 (RFC 1122 section 3.2.1.3). */
export function isLoopbackAddress(address: Ipv4): boolean {
  return isSameSubnet(address, '127.0.0.0', 8);
}
