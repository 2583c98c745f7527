/** What requests and messages of a unit tell about it. Pure. */
import type { Mac } from '../../contract/values.ts';
import type { FileRequest } from '../files/answer.ts';
import type { ModelTable } from '../units/models.ts';
import { parseUserAgent } from '../units/user-agent.ts';
import type { ChainStep } from './record.ts';
import type { SelfDescription } from './unit-event.ts';
import type { UnitKey } from './unit-keys.ts';

/** Model, serial and firmware from the file asked for and the User-Agent; the latter knows better. */
export function describeRequest(request: FileRequest, models: ModelTable): SelfDescription {
  const fileName = request.path.split('?')[0]?.split('/').at(-1) ?? '';
  const byFile = models.byFile(fileName)?.model.model ?? null;
  const agent = request.userAgent === null ? null : parseUserAgent(request.userAgent);
  if (agent === null || !agent.ok) return { model: byFile, serial: null, firmware: null };
  const { product, version, serial } = agent.value;
  return {
    model: models.byName(product)?.model ?? byFile,
    serial: serial || null,
    firmware: version || null,
  };
}

/** The file of the chain that the URL of a unit's own message names; null for any other. */
export function stepOfUrl(
  url: string,
  mac: Mac,
  key: Pick<UnitKey, 'directory' | 'lastName'> | null,
  models: ModelTable,
): ChainStep | null {
  const path = url.replace(/^[a-z]+:\/\/[^/]*/i, '').split('?')[0] ?? '';
  if (path.toLowerCase() === `/p/${mac}.cfg`) return 'own';
  if (key !== null && path.startsWith(`/profile/${key.directory}/`)) {
    return path.endsWith(`/${key.lastName}.cfg`) ? 'last' : 'rehearsal';
  }
  return models.byFile(path.slice(1)) === null ? null : 'common';
}
