import { IconCamera, IconPrinter, IconVolume } from '@tabler/icons-react';
import { printCommandSheet } from '../labels/print.ts';
import type { SoundId } from '../sound/sound-of.ts';
import { usePlay, useVolume } from '../sound/use-sounds.ts';
import { useToast } from '../ui/toast.tsx';
import { useScan } from './scanning-context.ts';

const heard: readonly SoundId[] = ['half', 'bound', 'refused'];
/** Pause between two sounds of the test, in ms. */
const TEST_STEP_MS = 700;

/** Camera, sounds and the sheet of command barcodes. */
export function ScanTools() {
  const scanning = useScan();
  const testSounds = useTestSounds();
  return (
    <section className="card scan-tools" aria-label="Scanner help">
      <div>
        <button type="button" className="button small" onClick={() => scanning.setCameraOpen(true)}>
          <IconCamera size={17} aria-hidden /> Use camera
        </button>
        <button type="button" className="button small" onClick={testSounds}>
          <IconVolume size={17} aria-hidden /> Test sounds
        </button>
        <button type="button" className="button small" onClick={() => printCommandSheet()}>
          <IconPrinter size={17} aria-hidden /> Command sheet
        </button>
      </div>
      <p className="muted">
        Command sheet: scan <b>UNDO</b>, <b>OK</b> or <b>CANCEL</b> instead of touching the
        keyboard.
      </p>
    </section>
  );
}

/** Plays what a technician hears most, one after the other, and says which. */
export function useTestSounds(): () => void {
  const play = usePlay();
  const volume = useVolume();
  const toast = useToast();
  return () => {
    heard.forEach((id, at) => {
      setTimeout(() => play(id), at * TEST_STEP_MS);
    });
    toast(
      volume === 0
        ? 'Sound is off. Turn it on in Settings.'
        : 'You hear: first half accepted, bound, refused.',
    );
  };
}
