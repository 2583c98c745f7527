/** The file of the model table: common, holding or firmware profile, as the unit stands. */
import { asOneFile } from '../profile/layers/merge.ts';
import type { Read } from '../profile/problem.ts';
import type { ProfileEntry } from '../profile/text/entry.ts';
import type { Model } from '../units/models.ts';
import type { FileAnswer, FileRequest } from './answer.ts';
import { commonProfile, firmwareEntries, holdingProfile, noUpgrade } from './chain-files.ts';
import { made } from './made-answer.ts';
import { buildAhead } from './own-answers.ts';
import type { Requester, ResolverParts, UnitBuild } from './resolver-parts.ts';
import { formatOf, inFormat, versionOf, whyNotMade } from './unit-format.ts';

export async function commonAnswer(
  parts: ResolverParts,
  request: FileRequest,
  model: Model,
): Promise<FileAnswer> {
  const requester = await parts.identify(request);
  const mac = requester?.mac ?? null;
  const leftAlone = mac === null ? null : parts.whyLeftAlone(mac);
  if (leftAlone !== null) return { kind: 'refused', reason: leftAlone };
  const build = mac === null ? null : parts.buildFor(mac, model);
  const entries = build?.commonEntries() ?? null;
  const why = whyHeld(parts, requester, build, entries);
  if (why !== null || requester === null || !entries?.ok) {
    const isUnknown = requester === null || !requester.isWanted;
    if (isUnknown && parts.unknownUnits === 'refuse')
      return { kind: 'missing', reason: 'not a unit of this bench' };
    return made(request, model, 'holding', mac, holdingProfile(model), parts, why ?? undefined);
  }
  const { firmware, station } = parts;
  const unit = { mac: requester.mac, model: model.model, version: versionOf(request) };
  const shown = parts.modelOf(requester.mac) ?? model;
  const format = formatOf(parts, request, requester.mac, shown);
  const give = async (kind: 'common' | 'firmware', values: ProfileEntry[], said?: string) => {
    const file = { kind, key: null, entries: () => values, open: () => commonProfile(values) };
    const profile = await inFormat(parts, format, { mac: requester.mac, model: shown }, file);
    const why = whyNotMade(profile);
    return why === null
      ? made(request, model, kind, mac, profile, parts, said)
      : made(request, model, 'holding', mac, holdingProfile(model), parts, why);
  };
  const step = await firmware.stepFor(unit, station);
  if (step !== null) {
    return give('firmware', firmwareEntries(station, step.rule), step.why ?? undefined);
  }
  const cleared = firmware.hadUpgradeRule(requester.mac) ? noUpgrade : [];
  const way = parts.compiler.wayOf(shown);
  const said = way?.hasKey === false ? entries.value.map(withoutKey) : entries.value;
  const answer = await give('common', asOneFile([...cleared, ...said]));
  const isCompiled = way !== null || format.kind === 'compiled';
  if (isCompiled && answer.kind === 'bytes' && answer.about.kind === 'common') {
    buildAhead(parts, request, { mac: requester.mac, model: shown });
  }
  return answer;
}

/** A file that is targeted and no more has no key its rule could name. */
function withoutKey(entry: ProfileEntry): ProfileEntry {
  if (entry.name !== 'Profile_Rule' || entry.value === null) return entry;
  return { ...entry, value: entry.value.replace(/^\[--key [^\]]*\] /, '') };
}

/** Why a requester of the common file is held there; null when it may go on. */
function whyHeld(
  parts: ResolverParts,
  requester: Requester | null,
  build: UnitBuild | null,
  entries: Read<ProfileEntry[]> | null,
): string | null {
  if (requester === null || build === null || entries === null)
    return 'no lease and no neighbour entry tell which unit this is';
  if (!requester.isWanted) return 'This maker is not on the allowed list';
  if (requester.how === 'claimed')
    return 'Only its own word says which unit it is; give it a lease';
  const heldBack = parts.whyHeldBack(requester.mac);
  if (heldBack !== null) return heldBack;
  const isp = build.ispValues(null);
  const broken = [isp, entries].find((read) => !read.ok);
  if (broken && !broken.ok) {
    parts.onTemplateProblem(requester.mac, broken.problem.message);
    return `Its profile does not build: ${broken.problem.message}`;
  }
  if (!isp.ok) return null;
  return isp.value.rule === null ? 'No ISP address set' : null;
}
