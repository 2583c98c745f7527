/** Plays tones and rings as a unit would: a person asked for it, so the sounds' switch does not matter. */
import type { DecodedScript } from '../../../main/contract/profiles.ts';

/** Ends of a tone that do not click. */
const EDGE_S = 0.004;
/** Room for several frequencies at once. */
const LEVEL = 0.35;

export class ScriptPlayer {
  #audio: AudioContext | null = null;
  #playing: { script: string; stop: () => void } | null = null;
  readonly #listeners = new Set<() => void>();

  readonly playing = (): string | null => this.#playing?.script ?? null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Plays, or stops what sounds when it is the same.
   * @param volume  0 … 100
   */
  toggle(script: string, { sounds }: DecodedScript, volume: number): void {
    const isSame = this.#playing?.script === script;
    this.stop();
    if (isSame || sounds.length === 0) return;
    this.#audio ??= new AudioContext();
    const audio = this.#audio;
    void audio.resume();
    const master = audio.createGain();
    master.gain.value = (volume / 100) * LEVEL;
    master.connect(audio.destination);
    const from = audio.currentTime + 0.02;
    const tones = sounds.map(({ at, until, hz, gain }) => {
      const tone = audio.createOscillator();
      const level = audio.createGain();
      tone.frequency.value = hz;
      level.gain.setValueAtTime(0, from + at);
      level.gain.linearRampToValueAtTime(gain, from + at + EDGE_S);
      level.gain.setValueAtTime(gain, Math.max(from + at + EDGE_S, from + until - EDGE_S));
      level.gain.linearRampToValueAtTime(0, from + until);
      tone.connect(level).connect(master);
      tone.start(from + at);
      tone.stop(from + until);
      return tone;
    });
    const end = Math.max(...sounds.map(({ until }) => until));
    const timer = setTimeout(() => this.stop(), (end + 0.1) * 1000);
    this.#become({
      script,
      stop: () => {
        clearTimeout(timer);
        for (const tone of tones) tone.disconnect();
        master.disconnect();
      },
    });
  }

  stop(): void {
    if (this.#playing === null) return;
    this.#playing.stop();
    this.#become(null);
  }

  #become(playing: { script: string; stop: () => void } | null): void {
    this.#playing = playing;
    for (const listener of this.#listeners) listener();
  }
}

/** One for the page: two tones at once are none. */
export const scriptPlayer = new ScriptPlayer();
