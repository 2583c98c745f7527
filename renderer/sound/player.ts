import { type SoundId, soundIds } from './sound-of.ts';
import { samplesOf } from './tones.ts';

/** Told to the window with every sound, also with a silent one: its visual twin is on the screen. */
export interface SoundNews {
  id: SoundId;
  isAudible: boolean;
}

/**
 * Plays the sounds from memory. Browsers let a page sound only after a first key or click, so the
 * audio is opened then; a sound before that is silent.
 */
export class Player {
  #audio: AudioContext | null = null;
  readonly #buffers = new Map<SoundId, AudioBuffer>();

  /** Makes the sounds and opens the audio; called at a first key or click, more often does nothing. */
  open(): void {
    if (this.#audio === null) {
      const audio = new AudioContext({ latencyHint: 'interactive' });
      for (const id of soundIds) {
        const samples = samplesOf(id, audio.sampleRate);
        const buffer = audio.createBuffer(1, samples.length, audio.sampleRate);
        buffer.copyToChannel(samples, 0);
        this.#buffers.set(id, buffer);
      }
      this.#audio = audio;
    }
    // Refused while the person has not touched the page yet; the next key tries again.
    if (this.#audio.state === 'suspended') void this.#audio.resume();
  }

  /** @param volume  0 … 100; 0 is silent */
  play(id: SoundId, volume: number): void {
    const audio = this.#audio;
    const buffer = this.#buffers.get(id);
    const isAudible = audio?.state === 'running' && buffer !== undefined && volume > 0;
    if (isAudible) {
      const source = audio.createBufferSource();
      const gain = audio.createGain();
      gain.gain.value = volume / 100;
      source.buffer = buffer;
      source.connect(gain).connect(audio.destination);
      source.start();
    }
    performance.mark('scan:sound', { detail: id });
    const detail: SoundNews = { id, isAudible };
    window.dispatchEvent(new CustomEvent('spa-bench:sound', { detail }));
  }
}
