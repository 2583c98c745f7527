/**
 * Looks for other DHCP servers while the station serves: every minute, and at once when the wire may be
 * another one. What it finds ends the serving.
 */
import { StationError } from '../../contract/errors.ts';
import type { Ipv4 } from '../../contract/values.ts';
import type { Clock } from '../clock.ts';
import type { ProbeResult } from '../dhcp/probe.ts';
import { type Log, severity } from '../log.ts';
import { foreignWords, servingStopped } from '../preflight/foreign-servers.ts';
import { type ForeignHint, foreignHint } from './foreign-hint.ts';

/** From the end of a look, which takes 4.5 s, to the next one: one a minute. */
const EVERY_MS = 55_500;
/** How long a wire that may be another one must be silent before the first offer there. */
const SILENCE_MS = 3000;
/** Clients that say they chose another server bring a look forward, at most this often. */
const HINTS_EVERY_MS = 10_000;

export interface WireGuardParts {
  card: string;
  address: Ipv4;
  clock: Clock;
  log: Log;
  /** One look; `onOffer` at the first sign of another server, long before it is named. */
  look(options: { signal: AbortSignal; onOffer: () => void }): Promise<ProbeResult>;
  onResult(result: ProbeResult): void;
  /** Another server rules or shares this wire: serving has to end. Told once. */
  onDanger(danger: StationError): void;
  /** {@link WireGuard.warning} is another one. */
  onNews(): void;
}

export class WireGuard {
  readonly #parts: WireGuardParts;
  readonly #end = new AbortController();
  #look: AbortController | null = null;
  #timer: NodeJS.Timeout | undefined;
  #silence: NodeJS.Timeout | undefined;
  #isHeld = false;
  #hintAtMs = Number.NEGATIVE_INFINITY;
  /** What a client said of another server, until a look has judged it. */
  #hint: ForeignHint | null = null;
  #warning: string | null = null;

  constructor(parts: WireGuardParts) {
    this.#parts = parts;
  }

  /** Nothing may be offered, for another server was heard or the wire is not yet known. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** What people should know and what does not end the serving; null: nothing. */
  get warning(): string | null {
    return this.#warning;
  }

  /** The wire was looked at just now. */
  start(): void {
    this.#schedule(EVERY_MS);
  }

  /** The wire may be another one: silence first, then offers. */
  again(): void {
    if (this.#end.signal.aborted) return;
    this.#isHeld = true;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#release(), SILENCE_MS);
    this.#look?.abort();
    this.#schedule(0);
  }

  /**
   * The link is gone: nobody can answer. {@link again} when it is back; until then nothing is offered, for
   * the cable may come back with another wire a second before the station sees it.
   */
  pause(): void {
    this.#isHeld = true;
    clearTimeout(this.#silence);
    clearTimeout(this.#timer);
    this.#look?.abort();
  }

  /** Every datagram to the DHCP port, before it is served. */
  saw(bytes: Uint8Array): void {
    const hint = foreignHint(bytes, this.#parts.address);
    if (hint === null) return;
    this.#hint ??= hint;
    const now = this.#parts.clock.monotonicMs();
    if (now - this.#hintAtMs < HINTS_EVERY_MS || this.#look !== null) return;
    this.#hintAtMs = now;
    this.#schedule(0);
  }

  stop(): void {
    this.#end.abort();
    this.pause();
  }

  #release(): void {
    this.#isHeld = false;
  }

  #schedule(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), ms);
    this.#timer.unref();
  }

  async #ask(): Promise<void> {
    const { look: ask, onResult } = this.#parts;
    const look = new AbortController();
    this.#look = look;
    const onOffer = (): void => {
      if (look.signal.aborted) return;
      clearTimeout(this.#silence);
      this.#isHeld = true;
    };
    try {
      const result = await ask({ signal: look.signal, onOffer });
      if (look.signal.aborted) return;
      onResult(result);
      this.#judge(result);
    } catch (error) {
      if (look.signal.aborted) return;
      const detail = error instanceof Error ? error.message : String(error);
      this.#warn(`The look for other DHCP servers failed: ${detail}`);
    } finally {
      if (this.#look === look) this.#look = null;
      if (!look.signal.aborted) this.#schedule(EVERY_MS);
    }
  }

  #judge(result: ProbeResult): void {
    const hint = this.#hint;
    this.#hint = null;
    const { card, onDanger } = this.#parts;
    if (result.kind === 'could-not-listen') {
      // Silence that nobody could hear proves nothing, and would only keep units waiting.
      this.#release();
      this.#warn(result.reason);
      return;
    }
    const [server] = result.servers;
    if (server !== undefined) {
      this.stop();
      onDanger(new StationError('FOREIGN_DHCP', foreignWords(server, card, servingStopped)));
      return;
    }
    this.#warn(
      hint === null
        ? null
        : `A client on ${card} speaks of another DHCP server, ${hint.serverId}, which does not answer the station. Look what else hangs on the bench switch.`,
    );
  }

  #warn(warning: string | null): void {
    if (warning === this.#warning) return;
    this.#warning = warning;
    if (warning !== null) {
      this.#parts.log.write({ source: 'dhcp', severity: severity.warning, msg: warning });
    }
    this.#parts.onNews();
  }
}
