/** What a station answers about firmware, for the page's tests. */
import { createHash } from 'node:crypto';
import { StationError } from '../../main/contract/errors.ts';
import type { FirmwareImage, FirmwareState } from '../../main/contract/firmware.ts';
import type { StationFacade } from '../../main/station/router.ts';
import { listModels } from '../../main/station/units/models.ts';

const upload = '00000000-0000-4000-8000-000000000000';

export function anImage(file: string, version: string, about: Partial<FirmwareImage> = {}) {
  return {
    ...{ file, models: ['SPA962'], version, bytes: 4_100_000, isChecked: true },
    ...{ sha256: '0123456789abcdef'.repeat(4), addedAt: 1, problem: null, usedBy: [] },
    ...about,
  } satisfies FirmwareImage;
}

/** Answers the questions about firmware of a facade out of memory. */
export class FirmwareDouble {
  readonly asked: unknown[] = [];
  readonly parts: Buffer[] = [];
  state: FirmwareState;
  #wanted: Pick<FirmwareImage, 'file' | 'models' | 'version'> | null = null;
  /** Parts after the first wait for this. */
  hold: Promise<undefined> = Promise.resolve(undefined);

  constructor(facade: StationFacade, state: FirmwareState = { images: [], models: [] }) {
    this.state = state;
    const told = () => {
      facade.changes.publish([{ type: 'firmware' }]);
      return this.state;
    };
    facade.settings.models = async () => listModels([]);
    facade.firmware.list = async () => this.state;
    facade.firmware.beginUpload = async ({ fileName: file, models, version }) => {
      if (!/^\d/.test(version))
        throw new StationError('BAD_VERSION', `"${version}" is no version.`);
      this.#wanted = { file, models, version };
      this.parts.length = 0;
      return { upload };
    };
    facade.firmware.sendPart = async ({ base64 }) => {
      if (this.parts.length > 0) await this.hold;
      this.parts.push(Buffer.from(base64, 'base64'));
      return { bytes: Buffer.concat(this.parts).length };
    };
    facade.firmware.finishUpload = async ({ checksum }) => {
      const bytes = Buffer.concat(this.parts);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (checksum !== undefined && checksum !== sha256) {
        throw new StationError('BAD_CHECKSUM', 'It is not the image the checksum is of.');
      }
      const { file = '', models = [], version = '' } = this.#wanted ?? {};
      const isChecked = checksum !== undefined;
      const about = { models, sha256, bytes: bytes.length, isChecked };
      const image = anImage(file, version, about);
      const off = { rule: 'off' as const, image: null, steps: [], text: null, problem: null };
      const rules = models.map((model) => ({ model, ...off }));
      this.state = {
        images: [...this.state.images, image],
        models: this.state.models.length > 0 ? this.state.models : rules,
      };
      told();
      return image;
    };
    facade.firmware.cancelUpload = async () => {
      this.asked.push('cancel');
      return {};
    };
    facade.firmware.checkImage = async ({ file }) => {
      const images = this.state.images.map((image) =>
        image.file === file ? { ...image, isChecked: true } : image,
      );
      this.state = { ...this.state, images };
      return told();
    };
    facade.firmware.removeImage = async ({ file }) => {
      const image = this.state.images.find((each) => each.file === file);
      if (image?.usedBy[0]) {
        throw new StationError('IMAGE_IN_USE', `${file} is in use: ${image.usedBy[0]}.`);
      }
      const images = this.state.images.filter((each) => each !== image);
      this.state = { ...this.state, images };
      return told();
    };
    facade.firmware.setRule = async (wanted) => {
      this.asked.push(wanted);
      const { model, rule, steps = [] } = wanted;
      const image =
        rule === 'off' ? null : (wanted.image ?? this.state.images.at(-1)?.file ?? null);
      const text = rule === 'off' ? null : `tftp://STATION/firmware/${image}`;
      const row = { model, rule, image, steps, text, problem: null };
      const models = this.state.models.map((each) => (each.model === model ? row : each));
      this.state = { ...this.state, models };
      return told();
    };
  }
}
