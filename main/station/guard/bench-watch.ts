/** What a bench that serves keeps an eye on: the wire, and whether anything comes in at all. */

import type { StationError } from '../../contract/errors.ts';
import type { Card } from '../../contract/model.ts';
import type { Mac } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import type { ProbeResult } from '../dhcp/probe.ts';
import { type Log, severity } from '../log.ts';
import type { OpenNetwork } from '../net/open-network.ts';
import { firewallFinding, readFirewall } from '../preflight/firewall.ts';
import { findForeignServers } from '../preflight/foreign-servers.ts';
import { wantedPorts } from '../preflight/ports.ts';
import type { Settings } from '../settings.ts';
import { guardedNetwork } from './guarded-network.ts';
import { QuietWatch } from './quiet-watch.ts';
import { WireGuard } from './wire-guard.ts';

export interface BenchWatchParts {
  settings: Settings;
  clock: Clock;
  log: Log;
  isReturn: boolean;
  isUnit(mac: Mac): boolean;
  onProbe(card: Card, result: ProbeResult): void;
  onDanger(danger: StationError): void;
  onNews(): void;
}

export interface BenchWatch {
  /** For every service but DHCP. */
  readonly network: OpenNetwork;
  readonly dhcpNetwork: OpenNetwork;
  /** The services are open. */
  start(): void;
  linkLost(): void;
  linkBack(): void;
  /** DHCP alone is opened again: nothing is offered before the wire is known once more. */
  dhcpBack(): void;
  warnings(): string[];
  /** Why DHCP answers nobody just now; null: it does. */
  whyHeld(): string | null;
  stop(): void;
}

/** On loopback nobody else can be, and nothing is watched. */
export function watchBench(parts: BenchWatchParts, network: OpenNetwork): BenchWatch {
  const guard = guardOf(parts, network);
  const quiet = network.isLoopback ? null : quietOf(parts, network);
  const heard = (): void => quiet?.heard();
  // Before the first socket is open, so that not one datagram of another wire is answered.
  if (parts.isReturn) guard?.again();
  return {
    network: quiet === null ? network : guardedNetwork(network, heard, null),
    dhcpNetwork: quiet === null ? network : guardedNetwork(network, heard, guard),
    start() {
      if (!parts.isReturn) guard?.start();
      if (network.problem === null) quiet?.start();
    },
    linkLost() {
      guard?.pause();
      quiet?.stop();
    },
    linkBack() {
      guard?.again();
      quiet?.start();
    },
    dhcpBack: () => guard?.again(),
    warnings: () =>
      [guard?.warning, quiet?.warning].filter((text) => text !== null && text !== undefined),
    whyHeld() {
      if (network.problem !== null) return 'DHCP could not be asked: the card has no link.';
      return guard?.isHeld === true ? 'DHCP waits until the wire is known again.' : null;
    },
    stop() {
      guard?.stop();
      quiet?.stop();
    },
  };
}

function guardOf(parts: BenchWatchParts, network: OpenNetwork): WireGuard | null {
  const { settings, clock, log, isUnit, onProbe, onDanger, onNews } = parts;
  if (network.isLoopback || settings.ports.dhcp === 'off' || !settings.checks) return null;
  return new WireGuard({
    card: network.interfaceName,
    address: network.address,
    clock,
    log,
    look: (options) => findForeignServers({ network, clock, log, isUnit, ...options }),
    onResult: (result) => onProbe(network.card, result),
    onDanger,
    onNews,
  });
}

function quietOf(parts: BenchWatchParts, network: OpenNetwork): QuietWatch {
  const { settings, log, onNews } = parts;
  const ports = wantedPorts(settings);
  return new QuietWatch({
    async words() {
      const { check } = firewallFinding(
        network.card,
        await readFirewall(network.interfaceName, ports),
        ports,
        false,
      );
      const advice =
        check.result === 'ok'
          ? 'No firewall rule is known to keep units out: are they switched on, and in the same switch?'
          : `If units are plugged in and switched on, look at this computer’s firewall. ${check.detail}`;
      return `Nothing has come in on ${network.interfaceName} for a minute, although its link is up. ${advice}`;
    },
    onNews(warning) {
      if (warning !== null) {
        log.write({ source: 'station', severity: severity.warning, msg: warning });
      }
      onNews();
    },
  });
}
