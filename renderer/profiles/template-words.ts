/** What the screen calls templates, their texts and their states. Pure. */
import type {
  LayerKind,
  LayerRef,
  TemplateInfo,
  TemplateStage,
} from '../../main/contract/profiles.ts';
import { formatMac } from '../../main/contract/values.ts';
import { countOf } from '../ui/format.ts';
import type { IconName } from '../ui/icon.tsx';
import type { Tone } from '../units/tile-state.ts';

/** A template's own name, as its row in the list has it. */
export function shortName({ kind, key }: LayerRef): string {
  if (kind === 'station') return 'Station';
  if (kind === 'isp') return 'ISP';
  return kind === 'unit' ? formatMac(key) : key;
}

const kindWords: Readonly<Record<LayerKind, string>> = {
  station: 'Station',
  isp: 'ISP',
  model: 'Model',
  batch: 'Batch',
  account: 'Account',
  unit: 'Unit',
};

/** Wherever a template is named in a sentence: `Model SPA962`. */
export function templateName(ref: LayerRef): string {
  return ref.key === '' ? kindWords[ref.kind] : `${kindWords[ref.kind]} ${shortName(ref)}`;
}

/** Which units a template counts for, where its name does not say it. */
export function whoseTemplate({ kind }: LayerRef): string {
  switch (kind) {
    case 'station':
      return 'for every unit of this station.';
    case 'isp':
      return 'for every unit.';
    case 'model':
      return 'for its units.';
    case 'batch':
      return 'for units provisioned while it is in work.';
    case 'account':
      return 'for the units bound to it.';
    case 'unit':
      return 'alone.';
  }
}

export const stageWords: Readonly<Record<TemplateStage, string>> = {
  'sp-cust': 'SP-CUST',
  'sec-prv-1': 'SEC-PRV-1',
  'sec-prv-2': 'SEC-PRV-2',
};

/** One sentence on the file a text goes into. */
export const stageSays: Readonly<Record<TemplateStage, string>> = {
  'sp-cust':
    'The common file, the same for every unit of a model: plain, so nothing secret, nothing of one unit.',
  'sec-prv-1':
    'The unit’s own first file, under its bootstrap passphrase; it brings key and directory.',
  'sec-prv-2':
    'The files under the unit’s own key: rehearsal, then the last one. Everything else goes here.',
};

export interface TemplateState {
  word: string;
  icon: IconName;
  tone: Tone;
}

/** @returns null: there is no template, and none is needed */
export function stateOf(
  info: Pick<TemplateInfo, 'state' | 'errors' | 'warnings'>,
): TemplateState | null {
  switch (info.state) {
    case 'ready':
      return info.warnings === 0
        ? { word: 'Ready', icon: 'verified', tone: 'ok' }
        : { word: countOf(info.warnings, 'warning'), icon: 'waiting', tone: 'warn' };
    case 'draft':
      return { word: 'Draft', icon: 'seen', tone: 'idle' };
    case 'errors':
      return { word: countOf(info.errors, 'error'), icon: 'failed', tone: 'fail' };
    case 'missing':
      return { word: 'Missing', icon: 'failed', tone: 'fail' };
    case 'empty':
      return null;
  }
}

/** The second line of a template's row: `v12 · 412 units`. */
export function detailOf(info: TemplateInfo): string {
  const { version, state, errors, units } = info;
  const parts = [
    whatIsThere(info),
    state === 'draft' && errors > 0 ? countOf(errors, 'error') : null,
    version !== null || units > 0 ? countOf(units, 'unit') : null,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function whatIsThere({ version, state, isFixed }: TemplateInfo): string {
  if (version !== null) return `v${version}`;
  if (isFixed) return 'settings file';
  if (state === 'draft') return 'not published';
  // The station's own text of the common file counts without anybody's doing.
  return state === 'ready' ? 'built in' : 'no template';
}
