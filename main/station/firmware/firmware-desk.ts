/**
 * The firmware a person works with: images on the disk, and which model gets which. What is listed is
 * durable, bytes and all.
 */
import { dirname } from 'node:path';
import { StationError } from '../../contract/errors.ts';
import type {
  FirmwareImage,
  FirmwareModel,
  FirmwareState,
  UpgradeRuleKind,
} from '../../contract/firmware.ts';
import type { Clock } from '../clock.ts';
import { compareVersions, downgradeCheck, parseVersion } from '../profile/rules/version.ts';
import type { StoredImage, StoredRule } from '../store/firmware.ts';
import type { Store } from '../store/store.ts';
import type { ModelTable } from '../units/models.ts';
import { ImageFolder } from './image-folder.ts';
import { checksumIn, imageName } from './image-name.ts';
import { checkStones, type UpgradePlan, upgradeRuleText } from './plan.ts';
import { Uploads } from './uploads.ts';

export interface FirmwareDeskParts {
  store: Store;
  clock: Clock;
  models(): ModelTable;
  /** Units that take that image now, or are about to, as people know them. */
  takers(file: string): string[];
  /** `Downgrade_Rev_Limit` as the templates give it to units of that model; null: they do not. */
  downgradeLimit(model: string): string | null;
}

export interface WantedUpload {
  fileName: string;
  bytes: number;
  models: string[];
  version: string;
}

export interface WantedRule {
  model: string;
  rule: UpgradeRuleKind;
  image?: string | undefined;
  steps?: string[] | undefined;
}

/** Where the station's address comes in the text people see. */
const SHOWN_BASE = 'tftp://STATION';

export class FirmwareDesk {
  readonly #parts: FirmwareDeskParts;
  readonly #folder: ImageFolder;
  readonly #uploads: Uploads;
  /** One change at a time: what was checked is still so when it is written. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: FirmwareDeskParts) {
    this.#parts = parts;
    this.#folder = new ImageFolder(parts.store.dir);
    this.#uploads = new Uploads(this.#folder);
  }

  async state(): Promise<FirmwareState> {
    const { images, rules } = this.#read();
    const shown = images.map(async (image): Promise<FirmwareImage> => {
      const problem = await this.#folder.problemOf(image.sha256, image.bytes);
      return { ...image, problem, usedBy: this.#usedBy(image.file, rules) };
    });
    return {
      images: (await Promise.all(shown)).toSorted(byModelAndVersion),
      models: this.#modelsOf(images, rules),
    };
  }

  /** The image units fetch by that name, and where its bytes lie. */
  async image(file: string): Promise<{ image: StoredImage; filePath: string } | null> {
    const image = this.#read().images.find((each) => each.file === file);
    if (image === undefined) return null;
    return { image, filePath: await this.#folder.fileOf(image.sha256) };
  }

  /** What units of a model get; null: nothing. */
  planOf(model: string): UpgradePlan | null {
    const { images, rules } = this.#read();
    const rule = rules.find((each) => each.model === model);
    return rule === undefined ? null : planOf(rule, images);
  }

  /**
   * Announces an image; its bytes follow in parts.
   * @throws StationError BAD_NAME, BAD_VERSION, NO_SUCH_MODEL, NAME_TAKEN, and those of {@link Uploads.begin}
   */
  async beginUpload({ fileName, bytes, models, version }: WantedUpload): Promise<string> {
    const file = imageName(fileName);
    if (file === null) {
      const message = `"${fileName}" is no name units can ask for. Rename it with letters, digits, dots and dashes.`;
      throw new StationError('BAD_NAME', message);
    }
    if (parseVersion(version) === null) {
      const message = `"${version}" is no version such as 6.1.5(a) or 7.5.2b. Write it as a unit with this image calls itself.`;
      throw new StationError('BAD_VERSION', message);
    }
    const known = [...new Set(models.map((name) => this.#model(name)))].sort();
    this.#refuseTakenName(file);
    return this.#uploads.begin({ file, models: known, version, bytes });
  }

  addPart(upload: string, offset: number, bytes: Uint8Array): Promise<number> {
    return this.#uploads.add(upload, offset, bytes);
  }

  cancelUpload(upload: string): Promise<void> {
    return this.#uploads.cancel(upload);
  }

  /**
   * Keeps the image when it is whole, and the one the checksum is of. Durable when this resolves;
   * refused, nothing is left of it.
   * @param checksum  what a person typed, or the text of a checksum file
   * @throws StationError NO_CHECKSUM, BAD_CHECKSUM, IMAGE_KNOWN, NAME_TAKEN, and those of {@link Uploads.take}
   */
  finishUpload(upload: string, checksum: string | null): Promise<FirmwareImage> {
    return this.#inTurn(async () => {
      const { wanted, part } = await this.#uploads.take(upload);
      try {
        const sha256 = part.digest();
        if (checksum !== null) refuseOther(wanted.file, sha256, checksum);
        const twin = this.#read().images.find((each) => each.sha256 === sha256);
        if (twin !== undefined) {
          const message = `This image is there already, as ${twin.file} for ${twin.models.join(', ')}. Remove that one first.`;
          throw new StationError('IMAGE_KNOWN', message);
        }
        this.#refuseTakenName(wanted.file);
        const filePath = await this.#folder.fileOf(sha256);
        await part.keep(filePath, dirname(filePath));
        const addedAt = this.#parts.clock.now();
        const image = { ...wanted, sha256, isChecked: checksum !== null, addedAt };
        await this.#parts.store.write(({ firmware }) => firmware.addImage(image));
        return { ...image, problem: null, usedBy: [] };
      } catch (error) {
        await part.drop();
        throw error;
      }
    });
  }

  /**
   * Reads the image once more from the disk and compares it.
   * @throws StationError NO_SUCH_IMAGE, IMAGE_DAMAGED, NO_CHECKSUM, BAD_CHECKSUM
   */
  check(file: string, checksum: string): Promise<void> {
    return this.#inTurn(async () => {
      const image = this.#known(file);
      const now = await this.#folder.hashOf(image.sha256);
      if (now !== image.sha256) {
        const message = `${file} on the disk is no longer what was added. Remove it, then add it again.`;
        throw new StationError('IMAGE_DAMAGED', message);
      }
      refuseOther(file, image.sha256, checksum);
      await this.#parts.store.write(({ firmware }) => firmware.markChecked(file));
    });
  }

  /** @throws StationError NO_SUCH_IMAGE, IMAGE_IN_USE naming by what */
  remove(file: string): Promise<void> {
    return this.#inTurn(async () => {
      const { sha256 } = this.#known(file);
      const usedBy = this.#usedBy(file, this.#read().rules);
      if (usedBy.length > 0) {
        const message = `${file} is in use: ${usedBy.join('; ')}. Switch that off or wait, then remove it.`;
        throw new StationError('IMAGE_IN_USE', message);
      }
      await this.#parts.store.write(({ firmware }) => firmware.removeImage(file));
      await this.#folder.remove(sha256);
    });
  }

  /** @throws StationError NO_SUCH_MODEL, NO_SUCH_IMAGE, NO_IMAGE, WRONG_MODEL, BAD_STEPS */
  setRule(wanted: WantedRule): Promise<void> {
    return this.#inTurn(async () => {
      const model = this.#model(wanted.model);
      const { store } = this.#parts;
      if (wanted.rule === 'off') {
        return store.write(({ firmware }) => firmware.removeRule(model));
      }
      const { images, rules } = this.#read();
      const before = rules.find((each) => each.model === model);
      const image = wanted.image ?? before?.image ?? newestOf(model, images)?.file;
      if (image === undefined) {
        const message = `There is no image for ${model}. Add one, then choose the rule again.`;
        throw new StationError('NO_IMAGE', message);
      }
      const named = wanted.steps ?? (before?.image === image ? before.steps : []);
      const stones = named.map((file) => this.#known(file)).toSorted(versionOrder);
      const steps = stones.map(({ file }) => file);
      const rule: StoredRule = { model, rule: wanted.rule, image, steps };
      for (const { file, models } of [this.#known(image), ...stones]) {
        if (models.includes(model)) continue;
        throw new StationError(
          'WRONG_MODEL',
          `${file} is for ${models.join(', ')}, not for ${model}.`,
        );
      }
      const plan = planOf(rule, images);
      const checked = plan === null ? null : checkStones(plan);
      if (checked !== null && !checked.ok) {
        throw new StationError('BAD_STEPS', checked.problem.message);
      }
      await store.write(({ firmware }) => firmware.saveRule(rule));
    });
  }

  /** What is on its way is given up. */
  async close(): Promise<void> {
    await this.#uploads.close();
    await this.#turn;
    await this.#folder.close();
  }

  #modelsOf(images: StoredImage[], rules: StoredRule[]): FirmwareModel[] {
    const named = new Set([
      ...images.flatMap(({ models }) => models),
      ...rules.map((r) => r.model),
    ]);
    return [...named].sort().map((model): FirmwareModel => {
      const rule = rules.find((each) => each.model === model);
      const plan = rule === undefined ? null : planOf(rule, images);
      if (rule === undefined || plan === null) {
        return { model, rule: 'off', image: null, steps: [], text: null, problem: null };
      }
      const text = upgradeRuleText(SHOWN_BASE, plan);
      const limit = this.#parts.downgradeLimit(model) ?? '';
      const accepted = downgradeCheck(plan.target.version, limit);
      const isBelow = accepted.ok && !accepted.value.accepted;
      return {
        ...rule,
        text: text.ok ? text.value : null,
        problem: !text.ok
          ? text.problem.message
          : isBelow
            ? `Its profile sets Downgrade_Rev_Limit ${limit.trim()}: later it would refuse ${plan.target.version}`
            : null,
      };
    });
  }

  #usedBy(file: string, rules: StoredRule[]): string[] {
    const named = rules.filter(({ image, steps }) => [image, ...steps].includes(file));
    return [
      ...named.map(({ model }) => `the rule of ${model}`),
      ...this.#parts.takers(file).map((unit) => `${unit} takes it`),
    ];
  }

  /** The table's spelling. */
  #model(name: string): string {
    const model = this.#parts.models().byName(name)?.model;
    if (model !== undefined) return model;
    const message = `There is no model ${name}. Add it in the settings, under Models.`;
    throw new StationError('NO_SUCH_MODEL', message);
  }

  #known(file: string): StoredImage {
    const image = this.#read().images.find((each) => each.file === file);
    if (image !== undefined) return image;
    throw new StationError(
      'NO_SUCH_IMAGE',
      `There is no image ${file}. The list has those there are.`,
    );
  }

  #refuseTakenName(file: string): void {
    const isTaken = (name: string) => name.toLowerCase() === file.toLowerCase();
    if (!this.#read().images.some((each) => isTaken(each.file))) return;
    const message = `Another image is called ${file}. Rename the new one: units would not notice the change.`;
    throw new StationError('NAME_TAKEN', message);
  }

  #read(): { images: StoredImage[]; rules: StoredRule[] } {
    return this.#parts.store.read(({ firmware }) => ({
      images: firmware.images(),
      rules: firmware.rules(),
    }));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** @throws StationError NO_CHECKSUM, BAD_CHECKSUM */
function refuseOther(file: string, sha256: string, given: string): void {
  const wanted = checksumIn(given, file);
  if (wanted === null) {
    const message = `No SHA-256 of ${file} was found in what was given: 64 hex digits.`;
    throw new StationError('NO_CHECKSUM', message);
  }
  if (wanted === sha256) return;
  throw new StationError(
    'BAD_CHECKSUM',
    `${file} is not the image the checksum is of: it has SHA-256 ${sha256}, not ${wanted}. Fetch it again from its maker.`,
  );
}

function planOf({ rule, image, steps }: StoredRule, images: StoredImage[]): UpgradePlan | null {
  const named = (file: string) => images.find((each) => each.file === file) ?? null;
  const target = named(image);
  const stones = steps.flatMap((step) => named(step) ?? []);
  return target === null || stones.length < steps.length ? null : { rule, target, stones };
}

function newestOf(model: string, images: StoredImage[]): StoredImage | null {
  const own = images.filter(({ models }) => models.includes(model));
  return own.toSorted((a, b) => versionOrder(b, a))[0] ?? null;
}

function byModelAndVersion(a: FirmwareImage, b: FirmwareImage): number {
  const models = (a.models[0] ?? '').localeCompare(b.models[0] ?? '');
  return models || versionOrder(a, b);
}

function versionOrder(a: { version: string }, b: { version: string }): number {
  const [one, other] = [parseVersion(a.version), parseVersion(b.version)];
  return one === null || other === null ? 0 : compareVersions(one, other);
}
