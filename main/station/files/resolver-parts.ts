/** What the file resolver needs of the rest of the station. */
import type { HttpsMode } from '../../contract/certificates.ts';
import type { Ipv4, Mac } from '../../contract/values.ts';
import type { Log } from '../log.ts';
import type { Read } from '../profile/problem.ts';
import type { ProfileEntry } from '../profile/text/entry.ts';
import type { Model, ModelTable } from '../units/models.ts';
import type { FileRequest } from './answer.ts';
import type { IspValues, StationAddress, UnitKeys } from './chain-files.ts';
import type { Folder } from './folder.ts';

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
  /** The same, not marked as given out: for a file that is made before it is asked for. */
  prepareKeys(): Promise<UnitKeys>;
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
  /** False: nobody said where one lies. */
  isSet: boolean;
  /** Null: the model's own file is in the open format. `isForAll`: its other files are compiled, too. */
  wayOf(model: Model | null): { hasKey: boolean; isForAll: boolean } | null;
  /**
   * Always for that MAC alone, under the key besides when there is one.
   * Problem `compiler`: why there is no file, in words without secrets.
   */
  compile(
    unit: { mac: Mac; model: Model | null; file: CompiledFile },
    key: string | null,
    entries: readonly ProfileEntry[],
  ): Promise<Read<Uint8Array>>;
}

export type CompiledFile = 'common' | 'firmware' | 'own' | 'rehearsal' | 'last' | 'retail';

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
  /** Looks at what it would leave with, and before the `last` file at what it shows, before that file goes out. */
  mayLeave(mac: Mac, file: 'own' | 'last' | 'retail'): Promise<boolean>;
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
  /** The firmware it said last; null: not known. */
  firmwareOf(mac: Mac): string | null;
  /** It reads only the vendor's format, and nothing makes that. */
  onTooOld(mac: Mac, text: string): void;
  log: Log;
}
