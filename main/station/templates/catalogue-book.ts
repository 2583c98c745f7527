/** The parameters each model knows: built in, imported for a model and firmware, added by hand. */
import { StationError } from '../../contract/errors.ts';
import type { CatalogueInfo } from '../../contract/profiles.ts';
import type { Clock } from '../clock.ts';
import { visible } from '../log.ts';
import {
  builtInCatalogue,
  type Catalogue,
  createCatalogue,
  type Parameter,
  withParameters,
} from '../profile/values/catalogue.ts';
import { readSample } from '../profile/values/sample-read.ts';
import type { Store } from '../store/store.ts';

export class CatalogueBook {
  readonly #store: Store;
  readonly #clock: Clock;
  #known: ReadonlyMap<string, Parameter[]>;
  #edition = 0;
  readonly #made = new Map<string, Catalogue>();

  constructor({ store, clock }: { store: Store; clock: Clock }) {
    this.#store = store;
    this.#clock = clock;
    this.#known = this.#read();
  }

  /**
   * What a unit of that model and firmware knows: its own catalogue where one was imported, of this
   * firmware before one of the model; else the built-in one. Parameters added by hand are in each.
   */
  of(model: string | null, firmware: string | null): Catalogue {
    const ids = [idOf(model ?? '', firmware ?? ''), idOf(model ?? '', '')];
    const id = model === null ? undefined : ids.find((each) => this.#known.has(each));
    const made = this.#made.get(id ?? '');
    if (made !== undefined) return made;
    const own = id === undefined ? undefined : this.#known.get(id);
    const base = own === undefined ? builtInCatalogue : createCatalogue(own);
    const added = this.#known.get(idOf('', ''));
    const catalogue = added === undefined ? base : withParameters(base, added);
    this.#made.set(id ?? '', catalogue);
    return catalogue;
  }

  /** Rises with every change. */
  get edition(): number {
    return this.#edition;
  }

  list(): CatalogueInfo[] {
    return this.#store.read(({ catalogues }) =>
      catalogues.all().map(({ parameters, ...info }) => ({
        ...info,
        parameters: parametersOf(parameters).length,
      })),
    );
  }

  /**
   * Takes the sample the vendor's compiler writes for a firmware as that model's catalogue.
   * @param about `model` is not empty; `firmware` empty: for all of the model
   * @throws StationError BAD_CATALOGUE naming the place
   */
  async importSample(
    about: { model: string; firmware: string; fileName: string },
    text: string,
  ): Promise<CatalogueInfo[]> {
    const fileName = visible(about.fileName);
    const read = readSample(text);
    if (!read.ok) {
      const { line, column, message } = read.problem;
      const place = line === undefined ? '' : `, line ${line}, column ${column ?? 1}`;
      throw new StationError('BAD_CATALOGUE', `${fileName}${place}: ${message}`);
    }
    if (read.value.length === 0) {
      throw new StationError('BAD_CATALOGUE', `${fileName} names no parameter.`);
    }
    return this.#save(about.model, about.firmware.trim(), fileName, read.value);
  }

  /** Adds parameters to every model's, or replaces those added under the same name. */
  addParameters(more: readonly Parameter[]): Promise<CatalogueInfo[]> {
    const before = this.#known.get(idOf('', '')) ?? [];
    const names = new Set(more.map(({ xmlName }) => xmlName));
    const kept = before.filter(({ xmlName }) => !names.has(xmlName));
    return this.#save('', '', '', [...kept, ...more]);
  }

  /** @throws StationError NO_CATALOGUE */
  async remove(model: string, firmware: string): Promise<CatalogueInfo[]> {
    if (!this.#known.has(idOf(model, firmware))) {
      const shown = visible(`${model} ${firmware}`.trim());
      throw new StationError('NO_CATALOGUE', `There is no catalogue of ${shown}.`);
    }
    await this.#store.write(({ catalogues }) => catalogues.remove(model, firmware));
    return this.#again();
  }

  async #save(
    model: string,
    firmware: string,
    source: string,
    parameters: readonly Parameter[],
  ): Promise<CatalogueInfo[]> {
    const kept = { model, firmware, source, parameters: JSON.stringify(parameters) };
    const importedAt = this.#clock.now();
    await this.#store.write(({ catalogues }) => catalogues.save({ ...kept, importedAt }));
    return this.#again();
  }

  #again(): CatalogueInfo[] {
    this.#known = this.#read();
    this.#edition += 1;
    this.#made.clear();
    return this.list();
  }

  #read(): Map<string, Parameter[]> {
    const rows = this.#store.read(({ catalogues }) => catalogues.all());
    return new Map(
      rows.map(({ model, firmware, parameters }) => [
        idOf(model, firmware),
        parametersOf(parameters),
      ]),
    );
  }
}

function idOf(model: string, firmware: string): string {
  return JSON.stringify([model.toUpperCase(), firmware]);
}

function parametersOf(json: string): Parameter[] {
  return JSON.parse(json) as Parameter[];
}
