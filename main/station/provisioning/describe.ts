/** What requests and messages of a unit tell about it. Pure. */
import type { Mac } from '../../contract/values.ts';
import type { FileRequest } from '../files/answer.ts';
import type { ModelTable } from '../units/models.ts';
import { parsePosted } from '../units/posted.ts';
import { parseUserAgent } from '../units/user-agent.ts';
import type { ChainStep } from './record.ts';
import type { SelfDescription } from './unit-event.ts';
import type { UnitKey } from './unit-keys.ts';

/**
 * Model, serial and firmware: of its certificate, its User-Agent, a posted body, and the file asked for,
 * the earlier one knowing better.
 */
export function describeRequest(request: FileRequest, models: ModelTable): SelfDescription {
  const fileName = request.path.split('?')[0]?.split('/').at(-1) ?? '';
  const byFile = models.byFile(fileName)?.model.model ?? null;
  const byPath = versionInPath(request.path);
  const agent = request.userAgent === null ? null : parseUserAgent(request.userAgent);
  const header = agent?.ok ? agent.value : null;
  const posted = request.body === undefined ? null : parsePosted(request.body);
  const { client } = request;
  const certificate =
    client?.state === 'verified' && !client.subject.generic ? client.subject : null;
  const products = [certificate?.product, header?.product, posted?.product];
  const named = products.flatMap((name) => (name ? (models.byName(name)?.model ?? []) : []));
  return {
    model: named[0] ?? byFile,
    serial: certificate?.serial || header?.serial || posted?.serial || null,
    firmware: header?.version || posted?.version || byPath,
  };
}

/** Of `/firmware/unit/MAC/VERSION/…`, by which a unit that only knows TFTP says it; null for any other. */
export function versionInPath(path: string): string | null {
  return /^\/?firmware\/unit\/[0-9a-f]{12}\/([^/?]{1,40})\//i.exec(path)?.[1] ?? null;
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
