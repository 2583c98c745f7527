/** What lies at the compiler's path: looked at once, again when somebody asks or the file is another one. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { CompilerView } from '../../contract/compiler.ts';
import { StationError } from '../../contract/errors.ts';
import type { EpochMs } from '../../contract/values.ts';
import type { Settings } from '../settings.ts';
import { probeSpc } from './probe.ts';

const NO_PATH =
  'No compiler is set. Whoever looks after the station names it: spc.path in the settings file, or serve --spc FILE.';

export class CompilerDesk {
  readonly #now: () => EpochMs;
  readonly #settings: () => Settings['spc'];
  #looked: { mark: string; view: CompilerView } | null = null;
  #looking: Promise<CompilerView> | null = null;

  constructor(settings: () => Settings['spc'], now: () => EpochMs) {
    this.#settings = settings;
    this.#now = now;
  }

  /** @param again starts it once more, whatever was seen before */
  async show(again: boolean): Promise<CompilerView> {
    const { path, timeLimit } = this.#settings();
    if (path === undefined) {
      const problem = { kind: 'no-path', message: NO_PATH };
      return { path: null, timeLimit, lookedAt: null, ...nothing, problem };
    }
    const { mark } = await aboutFile(path);
    if (!again && this.#looked?.mark === mark) return this.#looked.view;
    this.#looking ??= this.#look(path).finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /**
   * Looks at what is new among `wanted`: a model is set to the compiler only where one was found; one that is set already may stay.
   * @throws StationError BAD_SETTINGS
   */
  async refuseUnusable(
    wanted: Settings['spc']['models'],
    isKnown: (model: string) => boolean,
  ): Promise<void> {
    const { models } = this.#settings();
    const added = Object.entries(wanted).find(
      ([model, way]) => !isDeepStrictEqual(models[model], way),
    );
    if (added === undefined) return;
    if (!isKnown(added[0])) {
      throw new StationError('BAD_SETTINGS', `spc.models.${added[0]}: no model has that name`);
    }
    const { problem } = await this.show(false);
    if (problem === null) return;
    throw new StationError('BAD_SETTINGS', `spc.models.${added[0]}: ${problem.message}`);
  }

  async #look(path: string): Promise<CompilerView> {
    const { timeLimit } = this.#settings();
    const { mark, bytes } = await aboutFile(path);
    const probed = await probeSpc(path, timeLimit * 1000);
    const sha256 = probed.ok && mark !== null ? await sha256Of(path) : '';
    const common = { path, timeLimit, lookedAt: this.#now() };
    const view: CompilerView = probed.ok
      ? {
          ...common,
          found: { parameters: probed.value.parameters, bytes, sha256 },
          problem: null,
          exitCode: 0,
          said: probed.value.said,
        }
      : {
          ...common,
          found: null,
          problem: { kind: probed.failure.kind, message: probed.failure.message },
          exitCode: probed.failure.exitCode,
          said: probed.failure.said,
        };
    // A file that is not there may come at any moment: it is looked for each time.
    this.#looked = mark === null ? null : { mark, view };
    return view;
  }
}

const nothing = { found: null, exitCode: null, said: '' };

/** `mark`: another one when the file changed; null: there is no file. */
async function aboutFile(path: string): Promise<{ mark: string | null; bytes: number }> {
  const about = await stat(path).catch(() => null);
  if (about?.isFile() !== true) return { mark: null, bytes: 0 };
  const { size, mtimeMs, ctimeMs, ino } = about;
  return { mark: `${path} ${size} ${mtimeMs} ${ctimeMs} ${ino}`, bytes: size };
}

async function sha256Of(path: string): Promise<string> {
  const bytes = await readFile(path).catch(() => null);
  return bytes === null ? '' : createHash('sha256').update(bytes).digest('hex');
}
