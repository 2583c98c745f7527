/** Which template and which of its texts the address says: `/profiles/model/SPA962/sec-prv-1`. Pure. */
import {
  type LayerKind,
  type LayerRef,
  layerKinds,
  type TemplateStage,
  templateStages,
} from '../../main/contract/profiles.ts';

/** One text of one template. */
export interface Spot {
  ref: LayerRef;
  stage: TemplateStage;
}

/** Where everything the ISP wants goes; the first text a person sees of a template. */
export const usualStage: TemplateStage = 'sec-prv-2';

export function pathOf(ref: LayerRef, stage: TemplateStage = usualStage): string {
  const parts = ref.key === '' ? [ref.kind, stage] : [ref.kind, escapeKey(ref.key), stage];
  return `/profiles/${parts.join('/')}`;
}

/** @returns null for `/profiles` alone, and for a path that names no template */
export function spotOf(path: string): Spot | null {
  const [, screen, kind, ...rest] = path.split('/');
  if (screen !== 'profiles' || !isKind(kind)) return null;
  const hasKey = kind !== 'station' && kind !== 'isp';
  const key = hasKey ? unescapeKey(rest.shift() ?? '') : '';
  const stage = templateStages.find((each) => each === rest[0]) ?? usualStage;
  return hasKey === (key !== '') ? { ref: { kind, key }, stage } : null;
}

/** The name of a template where maps and query keys want a text. */
export function refKey({ kind, key }: LayerRef): string {
  return `${kind}:${key}`;
}

export function isSameRef(one: LayerRef | null, other: LayerRef | null): boolean {
  return one?.kind === other?.kind && one?.key === other?.key;
}

function isKind(text: string | undefined): text is LayerKind {
  return layerKinds.some((kind) => kind === text);
}

/** An account may hold anything, a `/` or `%` too; the router decodes paths in its own way. */
function escapeKey(key: string): string {
  return key.replace(/[^A-Za-z0-9_.-]/gu, (char) => `~${char.codePointAt(0)?.toString(16)}~`);
}

function unescapeKey(part: string): string {
  return part.replace(/~([0-9a-f]{1,6})~/g, (_, hex: string) =>
    String.fromCodePoint(Number.parseInt(hex, 16)),
  );
}
