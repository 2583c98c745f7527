import type { Card } from '../../contract/model.ts';
import { parseMac } from '../../contract/values.ts';
import { lockReason } from './lock.ts';
import { runProgram } from './run-program.ts';

/** One answer with everything; enumerations as words, because their numbers differ between versions. */
const SCRIPT = `
$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = [Text.Encoding]::UTF8
$quiet = @{ ErrorAction = 'SilentlyContinue' }
@{
  adapters  = @(Get-NetAdapter | Select-Object Name, ifIndex, MacAddress, @{n='Status';e={"$($_.Status)"}})
  addresses = @(Get-NetIPAddress -AddressFamily IPv4 | Select-Object ifIndex, IPAddress, PrefixLength, @{n='Origin';e={"$($_.PrefixOrigin)"}})
  routes    = @(@('0.0.0.0/0','::/0') | ForEach-Object { Get-NetRoute -DestinationPrefix $_ @quiet } | Select-Object ifIndex)
  dns       = @(Get-DnsClientServerAddress | Select-Object @{n='ifIndex';e={$_.InterfaceIndex}}, @{n='Servers';e={@($_.ServerAddresses)}})
} | ConvertTo-Json -Depth 4 -Compress`;

/** @returns the cards, or null when PowerShell did not answer. */
export async function listWindowsCards(): Promise<Card[] | null> {
  const args = ['-NoProfile', '-NonInteractive', '-Command', SCRIPT];
  return readWindowsCards((await runProgram('powershell.exe', args)) ?? '');
}

const LOOPBACK_INDEX = 1;

/**
 * Reads the script's answer; lists may arrive as a single object. The site-local DNS addresses
 * Windows shows on cards without any (`fec0:0:0:ffff::1` …) do not count.
 * @returns null when the text is something else.
 */
export function readWindowsCards(text: string): Card[] | null {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof answer !== 'object' || answer === null || !('adapters' in answer)) return null;
  const { adapters, addresses, routes, dns } = answer as Record<string, unknown>;
  const all = rows(addresses);
  const routed = new Set(rows(routes).map((row) => row.ifIndex));
  const addressesOf = (index: unknown) => all.filter((row) => row.ifIndex === index);

  const cards = rows(adapters).map((row): Card => {
    const own = addressesOf(row.ifIndex);
    const leased = own.find((entry) => entry.Origin === 'Dhcp');
    return {
      name: String(row.Name),
      mac: parseMac(String(row.MacAddress)),
      addresses: own.map(asAddress),
      isUp: row.Status === 'Up',
      isLoopback: false,
      lockedBecause: lockReason({
        hasDefaultRoute: routed.has(row.ifIndex),
        dnsServers: rows(dns)
          .filter((entry) => entry.ifIndex === row.ifIndex)
          .flatMap((entry) => [entry.Servers].flat())
          .filter((server) => typeof server === 'string')
          .filter((server) => server !== '' && !/^fec0:/i.test(server)),
        dhcpAddress: leased ? String(leased.IPAddress) : null,
      }),
    };
  });
  // Get-NetAdapter leaves loopback out.
  const loopback: Card = {
    name: 'Loopback Pseudo-Interface 1',
    mac: null,
    addresses: addressesOf(LOOPBACK_INDEX).map(asAddress),
    isUp: true,
    isLoopback: true,
    lockedBecause: null,
  };
  return [...cards, loopback];
}

function asAddress(row: Record<string, unknown>): Card['addresses'][number] {
  return { address: String(row.IPAddress), prefix: Number(row.PrefixLength) };
}

function rows(value: unknown): Record<string, unknown>[] {
  return [value].flat().filter((row): row is Record<string, unknown> => {
    return typeof row === 'object' && row !== null;
  });
}
