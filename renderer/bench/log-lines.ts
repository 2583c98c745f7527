import type { LogLine } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';

/** What was asked for, and after it what was written since, once each. */
export function joinLines(
  asked: readonly LogLine[],
  live: readonly LogLine[],
  mac: Mac,
): readonly LogLine[] {
  const lastId = asked.at(-1)?.id ?? 0;
  const newer = live.filter((line) => line.mac === mac && line.id > lastId);
  return newer.length === 0 ? asked : [...asked, ...newer];
}

/** The newest line of a log that the unit itself wrote. */
export function lastMessage(log: readonly LogLine[], mac: Mac): LogLine | undefined {
  return log.findLast((line) => line.source === 'syslog' && line.mac === mac);
}

/** Every unit's newest own line. */
export function lastMessages(log: readonly LogLine[]): ReadonlyMap<Mac, string> {
  const messages = new Map<Mac, string>();
  for (const { source, mac, msg } of log) {
    if (source === 'syslog' && mac !== null) messages.set(mac, msg);
  }
  return messages;
}
