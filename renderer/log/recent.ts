/** What the last ten minutes brought, counted from the lines. Pure. */
import type { LogLine } from '../../main/contract/model.ts';
import type { EpochMs } from '../../main/contract/values.ts';
import { HISTOGRAM_MS } from './histogram.ts';

export interface Recent {
  lines: number;
  errors: number;
  warnings: number;
  /** Different MACs among them. */
  units: number;
  /** By the service that wrote them. */
  syslog: number;
  dhcp: number;
  tftp: number;
  http: number;
  https: number;
  dns: number;
  ntp: number;
  station: number;
  /** The lines held do not reach back that far. */
  isCut: boolean;
}

export function recentOf(lines: readonly LogLine[], now: EpochMs, hasAllOlder: boolean): Recent {
  const counts = { syslog: 0, dhcp: 0, tftp: 0, http: 0, https: 0, dns: 0, ntp: 0, station: 0 };
  const units = new Set<string>();
  let errors = 0;
  let warnings = 0;
  let at = lines.length - 1;
  for (; at >= 0; at -= 1) {
    const line = lines[at];
    if (line === undefined || line.at < now - HISTOGRAM_MS) break;
    counts[line.source] += 1;
    if (line.severity <= 3) errors += 1;
    else if (line.severity === 4) warnings += 1;
    if (line.mac !== null) units.add(line.mac);
  }
  const isCut = at < 0 && lines.length > 0 && !hasAllOlder;
  const all = lines.length - 1 - at;
  return { lines: all, errors, warnings, units: units.size, ...counts, isCut };
}
