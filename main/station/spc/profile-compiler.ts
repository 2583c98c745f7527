/** Parameters of a unit's file → what the vendor's compiler makes of them (SEC-PRV-1). */
import type { CompilerWay } from '../../contract/compiler.ts';
import type { Mac } from '../../contract/values.ts';
import type { CompiledFile, ProfileCompiler } from '../files/resolver-parts.ts';
import { bad, good } from '../profile/problem.ts';
import { writePlainText } from '../profile/text/plain-text.ts';
import { builtInCatalogue } from '../profile/values/catalogue.ts';
import type { Settings } from '../settings.ts';
import { plainName } from '../units/models.ts';
import { type Compiled, SpcCompiler } from './compiler.ts';
import type { SpcFailure } from './failure.ts';
import { removeLeftFolders } from './private-folder.ts';

const MOST_SHOWN = 300;

/** Of a unit that is only too old for the open format: as strong as the open format's. */
const usualWay: CompilerWay = { scramble: false, cipher: 'aes', key: 'hex', files: 'own' };

const fileWords: Record<CompiledFile, string> = {
  common: 'common file',
  firmware: 'file before its upgrade',
  own: 'own file',
  rehearsal: 'rehearsal',
  last: 'last file',
  retail: 'whole profile',
};

/** A sentence, and a line in the field's terms, without secrets. */
export type OnCompiled = (mac: Mac, text: string, technical: string) => void;

/** Of one run of the services: what it compiled is forgotten with it. */
export function profileCompiler(
  { path, models, timeLimit }: Settings['spc'],
  onCompiled: OnCompiled,
): ProfileCompiler {
  const limits = { timeoutMs: timeLimit * 1000 };
  const compiler =
    path === undefined
      ? null
      : new SpcCompiler(path, limits, ({ mac, what }, made) =>
          onCompiled(mac, `The vendor’s compiler made its ${what}`, technicalOf(made)),
        );
  if (compiler !== null) void removeLeftFolders(Date.now());
  const ways = new Map(Object.entries(models).map(([name, way]) => [plainName(name), way]));
  const wayOf = (model: { model: string } | null) =>
    (model === null ? undefined : ways.get(plainName(model.model))) ?? null;
  return {
    isSet: compiler !== null,
    wayOf: (model) => {
      const way = wayOf(model);
      return way === null ? null : { hasKey: way.cipher !== 'none', isForAll: way.files === 'all' };
    },
    async compile({ mac, model, file }, key, entries) {
      if (compiler === null) {
        return bad('compiler', 'No compiler is set. Its model wants one: see Settings, Models.');
      }
      // Plain text without a mark takes the user's access away; XML leaves the factory's.
      const plain = entries.map(({ name, value, access }) => ({
        name: builtInCatalogue.plainName(name),
        value,
        access: access ?? builtInCatalogue.byXmlName(name)?.userAccess ?? 'na',
      }));
      const text = writePlainText(plain);
      if (!text.ok) return text;
      const { cipher, key: kind, scramble } = wayOf(model) ?? usualWay;
      // Under the unit's own key even where the own file is only targeted.
      const name = cipher === 'none' ? usualWay.cipher : cipher;
      const options = {
        scramble,
        cipher: key === null || name === 'none' ? null : { name, kind, key },
      };
      const what = fileWords[file];
      const done = await compiler.compile({ mac, what, text: text.value, options });
      return done.ok ? good(done.value.bytes) : bad('compiler', wordsOf(done.failure));
    },
  };
}

function technicalOf({ bytes, exitCode, said }: Compiled): string {
  const parts = [`spc: exit code ${exitCode}`, `${bytes.length} bytes`, oneLine(said)];
  return parts.filter((part) => part !== '').join(' · ');
}

function wordsOf({ message, exitCode, said }: SpcFailure): string {
  const code = exitCode === null ? '' : ` Exit code ${exitCode}.`;
  const line = oneLine(said);
  return `${message}${code}${line === '' ? '' : ` It said: ${line}`}`;
}

function oneLine(said: string): string {
  return said.replaceAll('\n', ' / ').slice(0, MOST_SHOWN);
}
