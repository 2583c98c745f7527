/** The uploads of one TFTP service: which are taken, which run, and what is told of them. */
import type { Mac } from '../../contract/values.ts';
import type { UploadRequest } from '../files/upload.ts';
import { severity } from '../log.ts';
import { agree, saidSize } from './options.ts';
import { type TftpPacket, tftpError } from './packet.ts';
import { keyOf, type Sender, shown, type TftpServerParts } from './parts.ts';
import { Upload } from './upload.ts';

type Request = Extract<TftpPacket, { op: 'read' | 'write' }>;

export interface UploadsParts
  extends Pick<TftpServerParts, 'network' | 'clock' | 'upload' | 'tell'> {
  sendError(to: Sender, code: number, words: string): void;
  /** A line that may be left out when its sender has had one a moment ago. */
  note(msg: string, address: string): void;
  line(level: number, msg: string, from: Sender, mac?: Mac | null): void;
}

/** A whole shelf at once; a file of a mebibyte each at most, and only units that were given its name get so far. */
const MOST_UPLOADS = 256;
/** So many of one unit: it keeps no place of another's. */
const MOST_OF_ONE = 4;
/** A request that comes again this soon after its upload ended was on its way before: not a new one. */
const ECHO_MS = 1_000;

/** `upload` is null while it is looked up. */
interface Taken {
  asked: string;
  address: string;
  isOver: boolean;
  upload: Upload | null;
}

export class Uploads {
  readonly #parts: UploadsParts;
  /** By sender `address:port`; those that ended a moment ago included. */
  readonly #taken = new Map<string, Taken>();
  readonly #running = new Set<Upload>();
  #echoes: { key: string; taken: Taken; until: number }[] = [];

  constructor(parts: UploadsParts) {
    this.#parts = parts;
  }

  /** A write request. */
  take(request: Request, from: Sender): void {
    this.#forgetEchoes();
    const key = keyOf(from);
    const asked = JSON.stringify([request.path, request.mode, request.options]);
    const before = this.#taken.get(key);
    if (before?.asked === asked) return; // sent again: its upload answers
    before?.upload?.drop('the unit sends another file instead');
    this.#taken.delete(key);
    const { sendError, note } = this.#parts;
    if (request.mode !== 'octet' && request.mode !== 'netascii') {
      note(`Upload of ${shown(request.path)} refused: mode`, from.address);
      sendError(from, tftpError.illegalOperation, 'Modes are octet and netascii');
      return;
    }
    if (this.#open().length >= MOST_UPLOADS) {
      this.#refuseBusy(request, from);
      return;
    }
    const taken: Taken = { asked, address: from.address, isOver: false, upload: null };
    this.#taken.set(key, taken);
    void this.#start(request, from, taken).catch(() => {
      this.#forget(key, taken);
      this.#parts.line(severity.error, `Upload of ${shown(request.path)} failed`, from);
      sendError(from, tftpError.notDefined, 'The station failed to take this file');
    });
  }

  /** Ends what runs; resolves when every socket is given back. */
  async stop(): Promise<void> {
    const running = [...this.#running];
    this.#taken.clear();
    this.#echoes = [];
    for (const upload of running) upload.abort('the station stopped serving');
    await Promise.all(running.map((upload) => upload.closed()));
    this.#running.clear();
  }

  async #start(asked: Request, from: Sender, taken: Taken): Promise<void> {
    const { network, clock, upload: answerUpload, tell, sendError, note, line } = this.#parts;
    const key = keyOf(from);
    const at = clock.now();
    const request: UploadRequest = {
      ...{ via: 'tftp', method: 'put', path: asked.path, userAgent: null, at },
      ...{ address: from.address, port: from.port },
    };
    const answer = await answerUpload(request);
    if (this.#taken.get(key) !== taken) return; // stopped, or something else asked for meanwhile
    if (answer.kind !== 'take') {
      this.#forget(key, taken);
      const { reason, holds = false } =
        answer.kind === 'refused' ? answer : { reason: 'no upload' };
      sendError(from, tftpError.accessViolation, 'This upload is not taken');
      tell({ type: 'file-not-served', at, request, answer: 'refused', reason, holds });
      note(`Upload of ${shown(asked.path)} refused: ${reason}`, from.address);
      return;
    }
    if ((saidSize(asked.options) ?? 0) > answer.maxBytes) {
      this.#forget(key, taken);
      sendError(from, tftpError.diskFull, `Larger than ${answer.maxBytes} bytes`);
      note(`Upload of ${shown(asked.path)} refused: larger than allowed`, from.address);
      return;
    }
    const { address } = from;
    const own = this.#open().filter((each) => each.upload !== null && each.address === address);
    if (own.length >= MOST_OF_ONE) {
      this.#forget(key, taken);
      this.#refuseBusy(asked, from);
      return;
    }
    const upload = new Upload({
      ...{ network, clock, request, answer, isNetascii: asked.mode === 'netascii' },
      onClosed: (closed) => this.#running.delete(closed),
      agreement: agree(asked.options, { isWrite: true, sizeBytes: null }),
      onEnd: (bytes, detail) => {
        taken.isOver = true;
        const until = clock.monotonicMs() + ECHO_MS;
        if (this.#taken.get(key) === taken) this.#echoes.push({ key, taken, until });
        const what = detail === null ? 'Took' : 'Did not take';
        const why = detail === null ? '' : `: ${shown(detail)}`;
        const msg = `${what} the upload ${shown(asked.path)}, ${bytes} bytes${why}`;
        line(detail === null ? severity.info : severity.warning, msg, from, answer.mac);
      },
    });
    taken.upload = upload;
    this.#running.add(upload);
    await upload.start();
  }

  #open(): Taken[] {
    return [...this.#taken.values()].filter(({ isOver }) => !isOver);
  }

  #refuseBusy({ path }: Request, from: Sender): void {
    this.#parts.note(`Upload of ${shown(path)} refused: too many at once`, from.address);
    this.#parts.sendError(from, tftpError.notDefined, 'The station is busy, try again');
  }

  #forget(key: string, taken: Taken): void {
    if (this.#taken.get(key) === taken) this.#taken.delete(key);
  }

  #forgetEchoes(): void {
    const now = this.#parts.clock.monotonicMs();
    this.#echoes = this.#echoes.filter(({ key, taken, until }) => {
      if (now < until) return true;
      this.#forget(key, taken);
      return false;
    });
  }
}
