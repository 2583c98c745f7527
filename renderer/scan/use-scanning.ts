import { useEffect, useRef, useState } from 'react';
import { useClient, useMirror, useStore } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { lastBindOf, SEAT } from '../mirror/state.ts';

/** The command barcode that drops a held half. */
const CANCEL = '*PPS-CANCEL*';

/** What the scan field, the verdict panel and the ribbon share. */
export interface Scanning {
  fieldRef: React.RefObject<HTMLInputElement | null>;
  text: string;
  /** What the person should know about the last call that failed; null when all went well. */
  problem: string | null;
  /** Scans on their way to the station. */
  pending: number;
  type: (text: string) => void;
  /** Enter in the field: sends what it holds; empty, it acknowledges a refusal. */
  enter: () => void;
  acknowledge: () => void;
  cancel: () => void;
  undo: () => void;
}

/**
 * One queue for everything the seat asks, strictly in order. A scan is never sent twice: when the
 * answer is lost, the station's next snapshot tells what became of it.
 */
export function useScanning(): Scanning {
  const client = useClient();
  const store = useStore();
  const fieldRef = useRef<HTMLInputElement>(null);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, setPending] = useState(0);
  const isLocked = useMirror((mirror) => mirror.seat.lockedBy !== null);

  function ask(call: () => Promise<void>): void {
    setPending((count) => count + 1);
    queue.current = queue.current
      .then(call)
      .then(() => setProblem(null))
      .catch((error: unknown) => setProblem(refusalText(error)))
      .finally(() => setPending((count) => count - 1));
  }

  function submit(scanned: string): void {
    store.apply({ type: 'scan-begun' });
    ask(async () => {
      const outcome = await client.scans.submit({ seat: SEAT, text: scanned });
      store.apply({ type: 'scan-answered', outcome });
    });
  }

  function acknowledge(): void {
    store.apply({ type: 'scan-begun' });
    ask(async () => {
      const seat = await client.scans.acknowledge({ seat: SEAT });
      store.apply({ type: 'seat-answered', seat });
    });
    fieldRef.current?.focus();
  }

  function undo(): void {
    if (lastBindOf(store.mirror())?.canUndo !== true) return;
    ask(async () => {
      await client.scans.undo({ seat: SEAT });
    });
    fieldRef.current?.focus();
  }

  function type(next: string): void {
    if (text === '' && next !== '') {
      setProblem(null);
      store.apply({ type: 'scan-begun' });
    }
    setText(next);
  }

  function enter(): void {
    const scanned = text.trim();
    setText('');
    if (scanned !== '') submit(scanned);
    else if (isLocked) acknowledge();
  }

  function cancel(): void {
    setText('');
    const { heldUnit, heldAccount } = store.mirror().seat;
    if (text === '' && (heldUnit ?? heldAccount) !== null) submit(CANCEL);
  }

  useGlobalKeys(fieldRef, undo);
  return { fieldRef, text, problem, pending, type, enter, acknowledge, cancel, undo };
}

/** A scan means the same wherever the focus is: its first character moves to the field. F8 undoes. */
function useGlobalKeys(fieldRef: React.RefObject<HTMLInputElement | null>, undo: () => void): void {
  const latestUndo = useRef(undo);
  useEffect(() => {
    latestUndo.current = undo;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'F8' && !event.repeat) {
        event.preventDefault();
        latestUndo.current();
      }
      const isCharacter = event.key.length === 1 && event.key !== ' ';
      if (!isCharacter || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!(event.target instanceof HTMLElement) || event.target.matches('input, select, textarea'))
        return;
      fieldRef.current?.focus();
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [fieldRef]);
}
