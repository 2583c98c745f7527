import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';
import type { Mac } from '../../main/contract/values.ts';
import { printLabels } from '../labels/print.ts';
import { useClient, useMirror, useStore, useWireState } from '../mirror/context.ts';
import { isCommand, isHolding, lastBindOf } from '../mirror/scans.ts';
import { useScanner, usualScanner } from '../scanner/use-scanner.ts';
import { usePlay, useSounds } from '../sound/use-sounds.ts';
import { ScanQueue } from './scan-queue.ts';

/** The command barcodes of the printed sheet. */
export const commands = {
  ok: '*PPS-OK*',
  undo: '*PPS-UNDO*',
  cancel: '*PPS-CANCEL*',
} as const;

/** What verdict, entry line, camera, practice scanner and ribbon share. */
export interface Scanning {
  /** What the person should know about the last call that failed; null when all went well. */
  problem: string | null;
  /** Scans on their way to the station. */
  pending: number;
  submit: (text: string) => void;
  acknowledge: () => void;
  /** Drops a held half; nothing when none is held. */
  cancel: () => void;
  /** Takes back the last bind, or that of one unit. */
  undo: (mac?: Mac) => void;
  moveHere: (mac: Mac, account: string, reason: string) => void;
  /** What a person typed without clicking a field; null: the entry line is closed. */
  entry: string | null;
  setEntry: (text: string | null) => void;
  isCameraOpen: boolean;
  setCameraOpen: (isOpen: boolean) => void;
}

/**
 * The scanning place of the page, one for all screens: scanner, queue, sounds, keys. To be used once,
 * by the frame.
 */
export function useScanning(): Scanning {
  const client = useClient();
  const store = useStore();
  const wire = useWireState();
  const play = usePlay();
  const scanner = useMirror((mirror) => mirror.settings?.values.scanner ?? usualScanner);
  const [entry, setEntry] = useState<string | null>(null);
  const [isCameraOpen, setCameraOpen] = useState(false);

  const latest = useRef({ isConnected: false, play });
  useEffect(() => {
    latest.current = { isConnected: wire.kind === 'connected', play };
  });
  const [queue] = useState(
    () =>
      new ScanQueue({
        client,
        store,
        isConnected: () => latest.current.isConnected,
        onProblem: () => latest.current.play('refused'),
      }),
  );
  const { pending, problem } = useSyncExternalStore(queue.subscribe, queue.state);

  const cancel = (): void => {
    if (isHolding(store.mirror().seat)) queue.submit(commands.cancel);
  };
  const undo = (mac?: Mac): void => {
    if (mac !== undefined || lastBindOf(store.mirror())?.canUndo === true) queue.undo(mac);
  };

  useScanner(scanner, {
    onBegin: () => queue.begin(),
    onScan: (text, at) => {
      performance.mark('scan:last-key', { startTime: at });
      setEntry(null);
      queue.submit(text);
    },
    onTyped: (text) => {
      const isEntry = location.hash === '#/scan' && /^[0-9a-z*]/i.test(text);
      // At once, so that the next character finds the line with the focus.
      if (isEntry) flushSync(() => setEntry((before) => (before ?? '') + text));
    },
    onCut: () => queue.complain('The scan was cut off. Scan again.'),
  });
  useSounds();
  useScanKeys({ acknowledge: () => queue.acknowledge(), cancel, undo });
  useScreenCommands(() => setCameraOpen(true));

  return {
    problem: problem?.text ?? null,
    pending,
    submit: (text) => queue.submit(text),
    acknowledge: () => queue.acknowledge(),
    cancel,
    undo,
    moveHere: (mac, account, reason) => queue.moveHere(mac, account, reason),
    entry,
    setEntry,
    isCameraOpen,
    setCameraOpen,
  };
}

/** F8 on every screen; Enter and Esc where no control and no dialog wants them. */
function useScanKeys(does: Pick<Scanning, 'acknowledge' | 'cancel' | 'undo'>): void {
  const store = useStore();
  const latest = useRef(does);
  useEffect(() => {
    latest.current = does;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.repeat) return;
      if (event.key === 'F8') {
        event.preventDefault();
        latest.current.undo();
      }
      if (!isNowhere(event.target)) return;
      if (event.key === 'Enter' && store.mirror().seat.lockedBy !== null) {
        event.preventDefault();
        latest.current.acknowledge();
      }
      if (event.key === 'Escape') latest.current.cancel();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [store]);
}

/** No control has the focus, and nothing lies over the screen. */
function isNowhere(target: EventTarget | null): boolean {
  const isPlain =
    target instanceof HTMLElement && target.matches('body, main, h1, h2, .scan-screen');
  return isPlain && document.querySelector('[role="dialog"]') === null;
}

/** CAMERA and PRINT are the screen's to act on, whichever way the barcode came. */
function useScreenCommands(openCamera: () => void): void {
  const shown = useMirror((mirror) => mirror.shown);
  const store = useStore();
  const done = useRef(shown);
  useEffect(() => {
    if (shown === null || shown === done.current) return;
    done.current = shown;
    if (isCommand(shown, 'CAMERA')) openCamera();
    if (isCommand(shown, 'PRINT')) {
      const last = lastBindOf(store.mirror());
      const unit = last === null ? undefined : store.mirror().units.get(last.unit);
      if (unit !== undefined) printLabels([unit]);
    }
  });
}
