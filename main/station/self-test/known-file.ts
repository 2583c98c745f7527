/** The file and the line a self-test asks for: nothing of them reaches units, log or board. */
import { createHash, randomUUID } from 'node:crypto';
import type { StationEvent, Tell } from '../events.ts';
import type { AnswerFile, FileAbout, FileRequest } from '../files/answer.ts';

export interface KnownFile {
  /** Without a leading slash; nobody can guess it. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** A syslog line's text, of the same kind. */
  readonly line: string;
  /** Answers the file itself, and hands all else on. */
  answering(answer: AnswerFile): AnswerFile;
  /** Keeps what the self-test caused to itself, and hands all else on. */
  telling(tell: Tell): Tell;
  /** Resolves when the syslog line has come in. */
  lineHeard(): Promise<void>;
}

export function createKnownFile(): KnownFile {
  const nonce = randomUUID();
  const path = `spa-bench-self-test/${nonce}`;
  const line = `SPA Bench self-test ${nonce}`;
  const bytes = new TextEncoder().encode(`SPA Bench answers its own question ${nonce}\n`);
  const waiting = new Set<() => void>();
  const isOurs = (request: FileRequest) => request.path.replace(/^\/+/, '') === path;
  const about: FileAbout = {
    name: 'self-test',
    kind: 'disk',
    mac: null,
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };

  const isSelfTest = (event: StationEvent): boolean => {
    if ('request' in event) return isOurs(event.request);
    return event.type === 'syslog' && event.raw.includes(line);
  };
  return {
    path,
    bytes,
    line,
    answering: (answer) => async (request) =>
      isOurs(request) ? { kind: 'bytes', about, bytes, allowOptions: true } : answer(request),
    telling: (tell) => (event) => {
      if (!isSelfTest(event)) return tell(event);
      if (event.type === 'syslog') for (const heard of waiting) heard();
    },
    lineHeard: () =>
      new Promise((resolve) => {
        const heard = (): void => {
          waiting.delete(heard);
          resolve();
        };
        waiting.add(heard);
      }),
  };
}
