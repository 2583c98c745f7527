/** Parameters of a unit's own file → what the vendor's compiler makes of them (SEC-PRV-1). */
import type { ProfileCompiler } from '../files/resolver-parts.ts';
import { bad, good } from '../profile/problem.ts';
import { writePlainText } from '../profile/text/plain-text.ts';
import { builtInCatalogue } from '../profile/values/catalogue.ts';
import type { Settings } from '../settings.ts';
import { plainName } from '../units/models.ts';
import { SpcCompiler } from './compiler.ts';
import type { SpcFailure } from './failure.ts';
import { removeLeftFolders } from './private-folder.ts';

const MOST_SHOWN = 300;

/** Of one run of the services: what it compiled is forgotten with it. */
export function profileCompiler({ path, models, timeLimit }: Settings['spc']): ProfileCompiler {
  const compiler =
    path === undefined ? null : new SpcCompiler(path, { timeoutMs: timeLimit * 1000 });
  if (compiler !== null) void removeLeftFolders(Date.now());
  const ways = new Map(Object.entries(models).map(([name, way]) => [plainName(name), way]));
  const wayOf = (model: { model: string } | null) =>
    (model === null ? undefined : ways.get(plainName(model.model))) ?? null;
  return {
    wayOf: (model) => {
      const way = wayOf(model);
      return way === null ? null : { hasKey: way.cipher !== 'none' };
    },
    async compile({ mac, model, bootstrapKey }, entries) {
      const way = wayOf(model);
      if (compiler === null || way === null) return bad('compiler', 'No compiler is set for it.');
      // Plain text without a mark takes the user's access away; XML leaves the factory's.
      const plain = entries.map(({ name, value, access }) => ({
        name: builtInCatalogue.plainName(name),
        value,
        access: access ?? builtInCatalogue.byXmlName(name)?.userAccess ?? 'na',
      }));
      const text = writePlainText(plain);
      if (!text.ok) return text;
      const { cipher: name, key: kind, scramble } = way;
      const cipher = name === 'none' ? null : { name, kind, key: bootstrapKey };
      const done = await compiler.compile({ mac, text: text.value, options: { scramble, cipher } });
      return done.ok ? good(done.value.bytes) : bad('compiler', wordsOf(done.failure));
    },
  };
}

function wordsOf({ message, exitCode, said }: SpcFailure): string {
  const code = exitCode === null ? '' : ` Exit code ${exitCode}.`;
  const line = said.replaceAll('\n', ' / ').slice(0, MOST_SHOWN);
  return `${message}${code}${line === '' ? '' : ` It said: ${line}`}`;
}
