import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StationError } from '../../contract/errors.ts';
import { writeCertificateFile } from '../certificates/files.ts';
import { oldSuitesHere } from '../certificates/suites.ts';
import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';

export function certificateQuestions(station: Station): BenchFacade['certificates'] {
  const { certificates } = station;
  return {
    show: async () => certificates.show(),
    suites: () => {
      const { mode, oldSuites } = station.settings.current.https;
      return oldSuitesHere(mode, oldSuites);
    },
    request: (wanted) => certificates.request(wanted),
    add: ({ base64, key }) => certificates.add(Buffer.from(base64, 'base64'), key ?? null),
    setRoot: ({ kind, base64 }) =>
      certificates.setRoot(kind, base64 === null ? null : Buffer.from(base64, 'base64')),
    lookUp: () => certificates.lookUp(),
    practise: (wanted) => certificates.practise(wanted),
    practiceUnit: async ({ unit, dir }) => {
      const folder = resolve(dir);
      const isDir = await stat(folder).then(
        (found) => found.isDirectory(),
        () => false,
      );
      if (!isDir) {
        throw new StationError(
          'DIR_MISSING',
          `There is no folder ${folder}. Make it, or choose another.`,
        );
      }
      const made = await certificates.practiceUnit(unit);
      const name = unit === 'generic' ? 'generic' : unit.mac;
      const file = join(folder, `practice-${name}.pem`);
      await writeCertificateFile(file, `${made.key}${made.certificate}`);
      return { file };
    },
  };
}
