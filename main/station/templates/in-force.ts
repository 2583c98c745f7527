/** The templates that count at this moment, read once and merged once per group of units. */
import type { LayerRef, TemplateStage } from '../../contract/profiles.ts';
import type { Mac } from '../../contract/values.ts';
import { defaultCommonTemplate } from '../files/chain-files.ts';
import { type PreparedLayers, prepareLayers } from '../profile/layers/fill.ts';
import type { Layer } from '../profile/layers/layer.ts';
import { scanProfile, withoutMark } from '../profile/text/scan.ts';
import { emptyTexts, refKey, type TemplateDocument } from './document.ts';

/** Which templates apply to a unit. */
export interface UnitPlace {
  mac: Mac;
  model: string | null;
  batch: string | null;
  account: string | null;
}

/** Merged texts of this many groups of units are kept; a bench has a few models and one batch. */
const MOST_PREPARED = 200;

const builtInStation: TemplateDocument = {
  kind: 'station',
  key: '',
  version: null,
  origin: 'built-in',
  texts: { ...emptyTexts, 'sp-cust': defaultCommonTemplate },
};

export class TemplatesInForce {
  readonly #documents: ReadonlyMap<string, TemplateDocument>;
  readonly #layers = new Map<string, Layer>();
  readonly #prepared = new Map<string, PreparedLayers>();

  /** @param documents each template once; of the station's, what says nothing of the common file gets the built-in one */
  constructor(documents: readonly TemplateDocument[]) {
    const known = new Map(documents.map((document) => [refKey(document), withCommon(document)]));
    if (!known.has('station:')) known.set('station:', builtInStation);
    this.#documents = known;
  }

  get all(): readonly TemplateDocument[] {
    return [...this.#documents.values()];
  }

  of(ref: LayerRef): TemplateDocument | null {
    return this.#documents.get(refKey(ref)) ?? null;
  }

  /** The templates of a unit, in order of their layers. @param trial one in place of what is in force */
  documentsFor(unit: UnitPlace, trial: TemplateDocument | null = null): TemplateDocument[] {
    return layersOf(unit).flatMap((ref) => {
      if (trial !== null && refKey(trial) === refKey(ref)) return [withCommon(trial)];
      return this.of(ref) ?? [];
    });
  }

  /**
   * The layers of one file for a unit. The common file is plain and the same for every unit of a
   * model: account and unit have no say in it.
   */
  layersFor(unit: UnitPlace, stage: TemplateStage, trial: TemplateDocument | null = null): Layer[] {
    return this.documentsFor(unit, trial).flatMap((document) => {
      const isOfOne = document.kind === 'account' || document.kind === 'unit';
      if (document.texts[stage].trim() === '' || (stage === 'sp-cust' && isOfOne)) return [];
      return [
        document.origin === 'trial' ? readLayer(document, stage) : this.#layer(document, stage),
      ];
    });
  }

  /** The same, merged; without a trial once for all units that share their templates. */
  preparedFor(
    unit: UnitPlace,
    stage: TemplateStage,
    trial: TemplateDocument | null = null,
  ): PreparedLayers {
    const layers = this.layersFor(unit, stage, trial);
    if (trial !== null) return prepareLayers(layers);
    const id = JSON.stringify([stage, ...layers.map(refKey)]);
    const known = this.#prepared.get(id);
    if (known !== undefined) return known;
    const prepared = prepareLayers(layers);
    if (this.#prepared.size >= MOST_PREPARED) this.#prepared.clear();
    this.#prepared.set(id, prepared);
    return prepared;
  }

  #layer(document: TemplateDocument, stage: TemplateStage): Layer {
    const id = `${stage} ${refKey(document)}`;
    const known = this.#layers.get(id);
    if (known !== undefined) return known;
    const layer = readLayer(document, stage);
    this.#layers.set(id, layer);
    return layer;
  }
}

/** The layers a unit's files are made of, from what holds for all to what holds for it alone. */
export function layersOf({ mac, model, batch, account }: UnitPlace): LayerRef[] {
  return [
    { kind: 'station', key: '' },
    { kind: 'isp', key: '' },
    ...(model === null ? [] : [{ kind: 'model', key: model } as const]),
    ...(batch === null ? [] : [{ kind: 'batch', key: batch } as const]),
    ...(account === null ? [] : [{ kind: 'account', key: account } as const]),
    { kind: 'unit', key: mac },
  ];
}

/** A station's template that says nothing of the common file leaves it as it is built in. */
function withCommon(document: TemplateDocument): TemplateDocument {
  if (document.kind !== 'station' || document.texts['sp-cust'].trim() !== '') return document;
  return { ...document, texts: { ...document.texts, 'sp-cust': defaultCommonTemplate } };
}

function readLayer({ kind, key, version, texts }: TemplateDocument, stage: TemplateStage): Layer {
  const source = scanProfile({ name: '', text: withoutMark(texts[stage]) });
  return { kind, key, version, source };
}
