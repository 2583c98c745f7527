import { bad, good, type Read } from '../station/profile/problem.ts';
import { type OpenedFile, type OpenWith, openFile } from '../station/profile/unit/open-file.ts';
import type { Fault } from './faults.ts';

/**
 * What a unit makes of a file's bytes, by its reader and by what is wrong with it.
 * @param how `isFactoryRule`: the file came by the factory rule, which a unit that rejects takes
 */
export function openAsUnit(
  bytes: Uint8Array,
  key: string | null,
  faults: ReadonlySet<Fault>,
  how: Omit<OpenWith, 'key'> & { isFactoryRule: boolean } = { aliases: null, isFactoryRule: true },
): Read<OpenedFile> {
  const phrase = key !== null && faults.has('wrong-key') ? `${key}-wrong` : key;
  const file = openFile(bytes, { ...how, key: phrase });
  if (!file.ok) return file;
  if (faults.has('rejects') && !how.isFactoryRule) return bad('rejected', 'The unit rejects it.');
  if (!faults.has('long-syslog')) return file;
  const parameters = new Map(file.value.parameters);
  const syslog = parameters.get('Syslog_Server');
  if (syslog && 'value' in syslog && syslog.value === '') parameters.delete('Syslog_Server');
  return good({ ...file.value, parameters });
}
