/**
 * Path asked for + who asks → bytes; the one answer TFTP, HTTP and HTTPS share.
 *
 * Made names come first and never reach the disk: the model table's files, `/p/…` and `/profile/…`.
 * A unit's own files go only to that unit: by its lease, or, where another DHCP server rules the
 * bench, by the neighbour table, or by its certificate. Without such identity it is held and gets no bootstrap passphrase.
 */
import { createHash } from 'node:crypto';
import type { HttpsMode } from '../../contract/certificates.ts';
import { formatMac, type Ipv4, type Mac } from '../../contract/values.ts';
import { type Log, severity, visible } from '../log.ts';
import { asOneFile } from '../profile/layers/merge.ts';
import type { Read } from '../profile/problem.ts';
import type { ProfileEntry } from '../profile/text/entry.ts';
import { versionInPath } from '../provisioning/describe.ts';
import type { Model, ModelTable } from '../units/models.ts';
import { parseUserAgent } from '../units/user-agent.ts';
import {
  type AnswerFile,
  type FileAnswer,
  type FileKind,
  type FileRequest,
  shownText,
} from './answer.ts';
import {
  type CertificatePath,
  certificatePath,
  ownCertificateMac,
  reflectedProfile,
  retailProfile,
} from './certificate-files.ts';
import {
  commonProfile,
  firmwareProfile,
  holdingProfile,
  type IspValues,
  lastProfile,
  noUpgrade,
  ownEntries,
  ownProfile,
  rehearsalProfile,
  type StationAddress,
  type UnitKeys,
} from './chain-files.ts';
import { judgeClient, judgeWords } from './client-check.ts';
import { type Folder, pathSegments } from './folder.ts';

/** Who is behind an address. */
export interface Requester {
  mac: Mac;
  /** `forged`: by the lease it is this unit, by its frames another. */
  how: 'lease' | 'neighbour' | 'certificate' | 'claimed' | 'forged';
  /** A kind of unit this bench is for; others are held. */
  isWanted: boolean;
  /** Of `forged`: whose frames they are. */
  sender?: Mac;
}

/** The templates as they are at the beginning of one request. */
export interface UnitBuild {
  /** The common file's parameters for this requester. */
  commonEntries(): Read<ProfileEntry[]>;
  /** Templates filled for this unit; without keys only to see whether they build. */
  ispValues(keys: UnitKeys | null): Read<IspValues>;
  /**
   * The unit's keys and the passwords its templates want, made when missing; durable, and the keys
   * marked as given out, when this resolves.
   */
  issueKeys(): Promise<UnitKeys>;
  /** The file that holds most of the templates is about to go out; durable when this resolves. */
  noteMade(): Promise<void>;
  /** Whether that file was made of the same templates as these. */
  isAsMade(): boolean;
}

/** What the resolver asks about firmware. */
export interface FirmwareFiles {
  /** What comes before the unit's common file; null: nothing. `version`: as it said it with this request. */
  stepFor(
    unit: { mac: Mac; model: string; version: string | null },
    station: StationAddress,
  ): Promise<{ rule: string; why: string | null } | null>;
  image(file: string): Promise<{
    image: { file: string; version: string; bytes: number; sha256: string };
    filePath: string;
  } | null>;
  /** Why an image may not go to that unit now; null: it may. */
  whyNotNow(mac: Mac | null, image: { file: string; version: string }): Promise<string | null>;
  /** A unit says by `$ISCUST` that its maker customised it. */
  customised(mac: Mac): void;
  /** An `Upgrade_Rule` of this station may be in the unit. */
  hadUpgradeRule(mac: Mac): boolean;
}

/** The vendor's compiler, for the models set to it. */
export interface ProfileCompiler {
  /** Null: the model's own file is in the open format. */
  wayOf(model: Model | null): { hasKey: boolean } | null;
  /** Problem `compiler`: why there is no file, in words without secrets. */
  compile(
    unit: { mac: Mac; model: Model | null; bootstrapKey: string },
    entries: readonly ProfileEntry[],
  ): Promise<Read<Uint8Array>>;
}

export interface ResolverParts {
  models: ModelTable;
  station: StationAddress;
  isRehearsing: boolean;
  /** What a requester gets that is no unit of ours: the holding profile, or file not found. */
  unknownUnits: 'hold' | 'refuse';
  folder: Folder | null;
  /** Whether an address lies in the bench subnet. */
  contains(address: Ipv4): boolean;
  identify(request: FileRequest): Promise<Requester | null>;
  /** The same by lease alone, at once: enough for files that are nobody's own. */
  leaseHolder(request: FileRequest): Requester | null;
  /** Why it is held and its own files are refused: bound, or under suspicion; null: it is not. */
  whyHeldBack(mac: Mac): string | null;
  /** Why the unit gets nothing at all: its maker customised it. Null: it may. */
  whyLeftAlone(mac: Mac): string | null;
  /** Looks at what it shows and would leave with, before its last file goes out. */
  mayLeave(mac: Mac): Promise<boolean>;
  /** Which client certificates HTTPS asks for. */
  https: HttpsMode;
  serialOf(mac: Mac): string | null;
  /** Binds the unit to the account of a one-time code; durable when it resolves. */
  takePin(
    code: string,
    mac: Mac,
    product: string | null,
  ): Promise<{ ok: true } | { ok: false; reason: string }>;
  /** The model the unit has shown so far. */
  modelOf(mac: Mac): Model | null;
  bootstrapKey(mac: Mac): string;
  compiler: ProfileCompiler;
  /** Keys that were given out, by their directory. */
  issuedKeys(directory: string): UnitKeys | null;
  /** Firmware that comes before the common file, and the images themselves. */
  firmware: FirmwareFiles;
  /** A key that is to be replaced, by its directory: its unit may not have the new one yet. */
  oldKeys(directory: string): UnitKeys | null;
  /** The unit opened a file under its present key; durable when this resolves. */
  keyProved(mac: Mac): Promise<void>;
  /** What this request is answered with. */
  buildFor(mac: Mac, model: Model | null): UnitBuild;
  onTemplateProblem(mac: Mac, text: string): void;
  onCompilerFailure(mac: Mac, text: string): void;
  log: Log;
}

export function createFileResolver(parts: ResolverParts): AnswerFile {
  return async (request) => {
    try {
      const answer = await resolve(parts, request);
      const isServed = answer.kind === 'bytes' || answer.kind === 'disk';
      // A miss or a refusal belongs into the unit's history, on a bench without our leases too.
      if (!isServed && parts.leaseHolder(request) === null) await parts.identify(request);
      return answer;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const path = shownText(visible(request.path));
      warn(parts, request, `could not answer for ${path}: ${why}`);
      return { kind: 'missing', reason: 'the station could not make this file' };
    }
  };
}

async function resolve(parts: ResolverParts, request: FileRequest): Promise<FileAnswer> {
  if (!parts.contains(request.address)) {
    return { kind: 'refused', reason: 'not an address of the bench' };
  }
  // By lease at once, so that a refusal or a miss reaches the unit's history too.
  parts.leaseHolder(request);
  const refusal = request.via === 'tftp' ? null : await refuseClient(parts, request);
  if (refusal !== null) return refusal;
  const [path = ''] = request.path.split('?');
  const segments = pathSegments(path);
  if (segments === null) return { kind: 'refused', reason: 'not a name in this folder' };
  const [first = '', second = '', third = ''] = segments;
  const isOnDisk =
    !['p', 'profile', 'firmware', 'cisco-init'].includes(first) && segments.length > 1;
  const forgery = isOnDisk ? null : await refuseForgery(parts, request);
  if (forgery !== null) return forgery;

  if (segments.length === 1) {
    const found = parts.models.byFile(first);
    if (found !== null) {
      if (!found.isExact) {
        warn(
          parts,
          request,
          `asked for ${visible(first)}; served ${found.model.file}, which differs in case`,
        );
      }
      return commonAnswer(parts, request, found.model);
    }
  }
  if (first === 'p') {
    const owner = segments.length === 2 ? /^([0-9a-f]{12})\.cfg$/i.exec(second)?.[1] : undefined;
    return owner === undefined
      ? { kind: 'missing', reason: 'no such file' }
      : ownAnswer(parts, request, owner.toLowerCase());
  }
  if (first === 'profile') {
    const keys = segments.length === 3 ? parts.issuedKeys(second) : null;
    if (keys !== null) return profileAnswer(parts, request, keys, third);
    const old = segments.length === 3 ? parts.oldKeys(second) : null;
    return old === null
      ? { kind: 'missing', reason: 'no such directory' }
      : newKeyAnswer(parts, request, old, third);
  }
  if (first === 'firmware') {
    if (segments.length === 5 && second === 'unit') {
      return firmwareAnswer(parts, request, third.toLowerCase(), segments[4] ?? '');
    }
    const found = segments.length === 2 ? await parts.firmware.image(second) : null;
    if (found !== null) return imageAnswer(parts, request, found);
  }
  const special = request.via === 'https' ? certificatePath(segments) : null;
  if (special !== null) return certificateAnswer(parts, request, special);
  return diskAnswer(parts, request, segments);
}

/** An address is worth what its frames say: its unit's key goes to no other card. */
async function refuseForgery(
  parts: ResolverParts,
  request: FileRequest,
): Promise<FileAnswer | null> {
  const requester = await parts.identify(request);
  if (requester?.how !== 'forged' || requester.sender === undefined) return null;
  const reason = `${formatMac(requester.sender)} uses the address of ${formatMac(requester.mac)}`;
  warn(parts, request, `refused ${shownText(visible(request.path))}: ${reason}`);
  return { kind: 'refused', reason, holds: true };
}

/** By HTTPS and with a certificate only; the same address means another file for each unit. */
async function certificateAnswer(
  parts: ResolverParts,
  request: FileRequest,
  asked: CertificatePath,
): Promise<FileAnswer> {
  const { client } = request;
  if (client?.state !== 'verified') {
    return { kind: 'refused', reason: 'this is answered to a client certificate only' };
  }
  if (asked.kind === 'reflected') {
    const mac = (await parts.identify(request))?.mac ?? null;
    const profile = reflectedProfile(client, asked.gpp);
    return made(request, null, 'reflected', mac, profile, parts);
  }
  const mac = ownCertificateMac(request);
  if (mac === null) return { kind: 'refused', reason: 'its certificate names no unit' };
  if (asked.kind === 'permanent') {
    const refusal = await whyRefused(parts, request, mac);
    return refusal === null ? retailAnswer(parts, request, mac) : { kind: 'refused', ...refusal };
  }
  const leftAlone = parts.whyLeftAlone(mac);
  if (leftAlone !== null) return { kind: 'refused', reason: leftAlone };
  if ((await parts.identify(request))?.isWanted !== true) {
    return { kind: 'refused', reason: 'this maker is not on the allowed list' };
  }
  if (request.isHead === true) return { kind: 'refused', reason: 'a code is for GET' };
  // A profile that does not build must not cost the code.
  const tried = parts.buildFor(mac, parts.modelOf(mac)).ispValues(null);
  if (!tried.ok || tried.value.rule === null) {
    if (!tried.ok) parts.onTemplateProblem(mac, tried.problem.message);
    return {
      kind: 'missing',
      reason: tried.ok ? 'no ISP address set' : 'its template does not build',
    };
  }
  const taken = await parts.takePin(asked.code, mac, client.subject.product);
  return taken.ok ? retailAnswer(parts, request, mac) : { kind: 'refused', reason: taken.reason };
}

async function retailAnswer(
  parts: ResolverParts,
  request: FileRequest,
  mac: Mac,
): Promise<FileAnswer> {
  const isp = await unitValues(parts, mac);
  if ('kind' in isp) return isp;
  await isp.build.noteMade();
  return made(request, null, 'retail', mac, retailProfile(isp.keys, isp.values), parts);
}

/** What a client shows and says of itself must fit what the wire says. */
async function refuseClient(
  parts: ResolverParts,
  request: FileRequest,
): Promise<FileAnswer | null> {
  const judged = await clientRefusal(parts, request);
  if (judged === null) return null;
  const { reason, holds } = judged;
  if (holds) warn(parts, request, `refused ${shownText(visible(request.path))}: ${reason}`);
  return { kind: 'refused', reason, holds };
}

/** As {@link judgeClient}, for downloads and uploads alike. */
export async function clientRefusal(
  parts: Pick<ResolverParts, 'identify' | 'serialOf' | 'https'>,
  request: FileRequest,
): Promise<ReturnType<typeof judgeClient>> {
  const requester = await parts.identify(request);
  const isOnWire = requester?.how === 'lease' || requester?.how === 'neighbour';
  const wireMac = isOnWire ? requester.mac : null;
  const wireSerial = wireMac === null ? null : parts.serialOf(wireMac);
  const facts = { request, mode: parts.https, wireMac, wireSerial };
  return request.via === 'https' ? judgeClient(facts) : judgeWords(facts);
}

/** A unit says its version by the path it asks for, and gets its common file once that is as wanted. */
async function firmwareAnswer(
  parts: ResolverParts,
  request: FileRequest,
  owner: Mac,
  customised: string,
): Promise<FileAnswer> {
  const model = parts.modelOf(owner);
  const requester = await parts.identify(request);
  if (requester === null || requester.mac !== owner || model === null) {
    return { kind: 'refused', reason: "another unit's file" };
  }
  if (requester.how !== 'claimed' && customised === '1.cfg') parts.firmware.customised(owner);
  return commonAnswer(parts, request, model);
}

async function imageAnswer(
  parts: ResolverParts,
  request: FileRequest,
  { image, filePath }: NonNullable<Awaited<ReturnType<FirmwareFiles['image']>>>,
): Promise<FileAnswer> {
  const requester = await parts.identify(request);
  const isKnown = requester?.isWanted === true && requester.how !== 'claimed';
  const mac = isKnown ? requester.mac : null;
  const heldBack = mac === null ? null : (parts.whyLeftAlone(mac) ?? parts.whyHeldBack(mac));
  const why = heldBack ?? (await parts.firmware.whyNotNow(mac, image));
  if (why !== null) return { kind: 'refused', reason: why };
  const { file, bytes: sizeBytes, sha256 } = image;
  return {
    kind: 'disk',
    about: { name: `/firmware/${file}`, kind: 'image', mac, sizeBytes, sha256 },
    filePath,
    allowOptions: (mac === null ? null : parts.modelOf(mac))?.tftpOptions ?? true,
  };
}

async function commonAnswer(
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
  const step = await firmware.stepFor(unit, station);
  if (step !== null) {
    const profile = firmwareProfile(station, step.rule);
    return made(request, model, 'firmware', mac, profile, parts, step.why ?? undefined);
  }
  const cleared = firmware.hadUpgradeRule(requester.mac) ? noUpgrade : [];
  const way = parts.compiler.wayOf(parts.modelOf(requester.mac) ?? model);
  const said = way?.hasKey === false ? entries.value.map(withoutKey) : entries.value;
  const whole = asOneFile([...cleared, ...said]);
  return made(request, model, 'common', mac, commonProfile(whole), parts);
}

/** A file that is targeted and no more has no key its rule could name. */
function withoutKey(entry: ProfileEntry): ProfileEntry {
  if (entry.name !== 'Profile_Rule' || entry.value === null) return entry;
  return { ...entry, value: entry.value.replace(/^\[--key [^\]]*\] /, '') };
}

/** The firmware a unit says it has with this very request, by path or User-Agent. */
function versionOf(request: FileRequest): string | null {
  const agent = request.userAgent === null ? null : parseUserAgent(request.userAgent);
  return (agent?.ok ? agent.value.version : null) ?? versionInPath(request.path);
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

async function ownAnswer(
  parts: ResolverParts,
  request: FileRequest,
  owner: Mac,
): Promise<FileAnswer> {
  const refusal = await whyRefused(parts, request, owner);
  if (refusal !== null) return { kind: 'refused', ...refusal };
  const isp = await unitValues(parts, owner);
  if ('kind' in isp) return isp;
  const { build, keys, values } = isp;
  const bootstrap = parts.bootstrapKey(owner);
  const model = parts.modelOf(owner);
  const { compiler, station, isRehearsing } = parts;
  const profile =
    compiler.wayOf(model) === null
      ? ownProfile(station, keys, bootstrap, values, isRehearsing)
      : await compiler.compile(
          { mac: owner, model, bootstrapKey: bootstrap },
          ownEntries(station, keys, values, isRehearsing),
        );
  if (!profile.ok && profile.problem.kind === 'compiler') {
    parts.onCompilerFailure(owner, profile.problem.message);
    return { kind: 'missing', reason: `the compiler made no file: ${profile.problem.message}` };
  }
  if (!parts.isRehearsing) await build.noteMade();
  return made(request, null, 'own', owner, profile, parts);
}

/** The unit's secrets, on disk, and its templates filled with them; or why it gets no file. */
async function unitValues(
  parts: ResolverParts,
  mac: Mac,
): Promise<{ build: UnitBuild; keys: UnitKeys; values: IspValues } | FileAnswer> {
  const build = parts.buildFor(mac, parts.modelOf(mac));
  const tried = build.ispValues(null);
  if (tried.ok && tried.value.rule === null) {
    return { kind: 'missing', reason: 'no ISP address set' };
  }
  const keys = tried.ok ? await build.issueKeys() : null;
  const isp = keys === null ? tried : build.ispValues(keys);
  if (keys !== null && isp.ok) return { build, keys, values: isp.value };
  if (!isp.ok) parts.onTemplateProblem(mac, isp.problem.message);
  return { kind: 'missing', reason: 'its template does not build' };
}

async function profileAnswer(
  parts: ResolverParts,
  request: FileRequest,
  keys: UnitKeys,
  name: string,
): Promise<FileAnswer> {
  const isLast = name === `${keys.lastName}.cfg`;
  if (!isLast && !/^(?:spa[A-Za-z0-9-]{0,16}|init)\.cfg$/i.test(name)) {
    return { kind: 'missing', reason: 'no such file' };
  }
  if (!parts.isRehearsing) return { kind: 'missing', reason: 'the rehearsal is switched off' };
  const refusal = await whyRefused(parts, request, keys.mac);
  if (refusal !== null) return { kind: 'refused', ...refusal };
  // Its name stood only in the rehearsal, so that was opened with the key.
  if (isLast) await parts.keyProved(keys.mac);
  const isp = await unitValues(parts, keys.mac);
  if ('kind' in isp) return isp;
  // Templates that changed since the rehearsal are rehearsed before the unit may go; so is a unit that
  // shows other values than wanted, or would take something of the bench along.
  if (!isLast || !isp.build.isAsMade() || !(await parts.mayLeave(keys.mac))) {
    const profile = rehearsalProfile(parts.station, isp.keys, isp.values);
    await isp.build.noteMade();
    return made(request, null, 'rehearsal', keys.mac, profile, parts);
  }
  return made(
    request,
    null,
    'last',
    keys.mac,
    lastProfile(parts.station, isp.keys, isp.values),
    parts,
  );
}

/** New key and directory under the key it has, from where it goes on as from its own file. */
async function newKeyAnswer(
  parts: ResolverParts,
  request: FileRequest,
  old: UnitKeys,
  name: string,
): Promise<FileAnswer> {
  if (!/^[A-Za-z0-9-]{1,32}\.cfg$/i.test(name)) return { kind: 'missing', reason: 'no such file' };
  if (!parts.isRehearsing) return { kind: 'missing', reason: 'the rehearsal is switched off' };
  const refusal = await whyRefused(parts, request, old.mac);
  if (refusal !== null) return { kind: 'refused', ...refusal };
  const isp = await unitValues(parts, old.mac);
  if ('kind' in isp) return isp;
  const profile = ownProfile(parts.station, isp.keys, old.key, isp.values, true);
  return made(request, null, 'own', old.mac, profile, parts);
}

/** A unit's own files: only to that unit, and not while it is bound. */
async function whyRefused(
  parts: ResolverParts,
  request: FileRequest,
  owner: Mac,
): Promise<{ reason: string; holds?: boolean } | null> {
  const requester = await parts.identify(request);
  if (requester === null || requester.how === 'claimed') {
    return { reason: 'no lease tells which unit asks, so it gets no key' };
  }
  // No unit of ours does that: a person has to look at it.
  if (requester.mac !== owner) return { reason: "another unit's file", holds: true };
  if (!requester.isWanted) return { reason: 'this maker is not on the allowed list' };
  const leftAlone = parts.whyLeftAlone(owner);
  if (leftAlone !== null) return { reason: leftAlone };
  return parts.whyHeldBack(owner) === null
    ? null
    : {
        reason: 'It is bound or held: it gets no profile until it is released or provisioned again',
      };
}

async function diskAnswer(
  parts: ResolverParts,
  request: FileRequest,
  segments: string[],
): Promise<FileAnswer> {
  const { folder } = parts;
  const found = folder === null ? null : await folder.find(segments);
  if (folder === null || found === null) return { kind: 'missing', reason: 'no such file' };
  const name = `/${segments.join('/')}`;
  if (!found.isExact)
    warn(parts, request, `asked for ${visible(name)}; served the file that differs in case`);
  const mac = parts.leaseHolder(request)?.mac ?? null;
  const about = { name: visible(name), kind: 'disk' as const, mac };
  const small = await folder.small(found);
  if (small !== null) {
    const { bytes, sha256 } = small;
    const sizeBytes = bytes.length;
    return { kind: 'bytes', about: { ...about, sizeBytes, sha256 }, bytes, allowOptions: true };
  }
  const { filePath, sizeBytes } = found;
  return {
    kind: 'disk',
    about: { ...about, sizeBytes, sha256: '' },
    filePath,
    allowOptions: true,
  };
}

function made(
  request: FileRequest,
  model: Model | null,
  kind: FileKind,
  mac: Mac | null,
  profile: Read<Uint8Array>,
  parts: ResolverParts,
  why?: string,
): FileAnswer {
  if (!profile.ok) {
    if (mac !== null) parts.onTemplateProblem(mac, profile.problem.message);
    return { kind: 'missing', reason: `its profile does not build: ${profile.problem.message}` };
  }
  const bytes = profile.value;
  const path = shownText(visible(request.path.split('?')[0] ?? ''));
  return {
    kind: 'bytes',
    about: {
      name: path.startsWith('/') ? path : `/${path}`,
      kind,
      mac,
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      ...(why === undefined ? {} : { why }),
    },
    bytes,
    allowOptions: (model ?? (mac === null ? null : parts.modelOf(mac)))?.tftpOptions ?? true,
  };
}

function warn(parts: ResolverParts, request: FileRequest, msg: string): void {
  parts.log.write({
    source: request.via,
    severity: severity.warning,
    msg,
    at: request.at,
    address: request.address,
  });
}
