import { useLayoutEffect, useState } from 'react';
import type { ScannerSettings } from '../../main/contract/settings.ts';
import { dueAt, idleReader, type ReaderInput, step } from '../scanner/reader.ts';
import { strokeOf } from '../scanner/stroke.ts';
import { tapKeys } from '../scanner/tap.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { Note } from '../ui/states.tsx';
import { scanWords } from './scan-words.ts';

/** Reads one scan as it would be read anywhere on the page, and only says what it is. */
export function ScanTest({ scanner }: { scanner: ScannerSettings }) {
  const [isOpen, setOpen] = useState(false);
  const [scan, setScan] = useState<TestScan | null>(null);
  // Before the words that ask for a scan are seen, so that none goes to the bench.
  useLayoutEffect(() => {
    if (!isOpen) return;
    return readOneScan(scanner, (read) => {
      setOpen(false);
      if (read !== null) setScan(read);
    });
  }, [isOpen, scanner]);
  const isSlow = scan !== null && scanner.mode === 'timing' && scan.slowestMs >= scanner.gapMs;
  return (
    <Panel
      title="Test line"
      hint="What a scan becomes; nothing is bound"
      actions={
        <button
          type="button"
          className="button small"
          aria-pressed={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="scan" /> {isOpen ? 'Stop the test' : 'Test a scan'}
        </button>
      }
    >
      <div className="settings-body" role="status">
        {isOpen && (
          <p className="test-line prog">
            <Icon name="scan" /> Scan any barcode now. Esc stops the test.
          </p>
        )}
        {!isOpen && scan === null && <p className="muted">Press “Test a scan”, then scan.</p>}
        {!isOpen && scan !== null && (
          <dl className="rule">
            <dt>Received</dt>
            <dd className="mono">{scan.text}</dd>
            <dt>Read as</dt>
            <dd>{scanWords(scan.text)}</dd>
            <dt>Longest pause</dt>
            <dd>{scan.slowestMs} ms</dd>
          </dl>
        )}
        {!isOpen && isSlow && (
          <Note tone="warn">
            Slower than {scanner.gapMs} ms: while a field has the focus this is taken for typing.
            Use a prefix, or allow a longer pause.
          </Note>
        )}
      </div>
    </Panel>
  );
}

/** After a pause as long as this another scan begins. */
const NEW_SCAN_MS = 250;

interface TestScan {
  text: string;
  /** Longest pause between two keys, in whole ms. */
  slowestMs: number;
}

/**
 * Has all keys until one scan ended, Esc was pressed, or the answer is called. Reads as where no
 * field has the focus: a slow scanner is heard too, so that its speed can be said.
 * @param onEnd  null: Esc
 */
function readOneScan(scanner: ScannerSettings, onEnd: (scan: TestScan | null) => void): () => void {
  let state = idleReader;
  let timer = 0;
  let lastAt: number | null = null;
  let slowestMs = 0;
  function take(input: ReaderInput): void {
    const done = step(state, input, scanner);
    state = done.state;
    if (done.scanned !== null) end({ text: done.scanned, slowestMs: Math.round(slowestMs) });
  }
  function end(scan: TestScan | null): void {
    close();
    onEnd(scan);
  }
  function measure(at: number): void {
    const gap = lastAt === null ? 0 : at - lastAt;
    // A new attempt: what came before was no scan.
    slowestMs = gap > NEW_SCAN_MS ? 0 : Math.max(slowestMs, gap);
    lastAt = at;
  }
  const release = tapKeys((event) => {
    if (event.key === 'Escape') {
      if (event.type === 'keydown') end(null);
      return;
    }
    const at = event.timeStamp;
    take({ kind: 'tick', at });
    if (event.type === 'keydown') {
      if (event.key.length === 1) measure(at);
      take({ kind: 'down', stroke: strokeOf(event, false) });
    } else take({ kind: 'up', code: event.code, at });
    wait();
  });
  function wait(): void {
    clearTimeout(timer);
    const due = dueAt(state, scanner);
    if (due === null) return;
    const left = Math.max(1, Math.ceil(due - performance.now()));
    timer = window.setTimeout(() => take({ kind: 'tick', at: performance.now() }), left);
  }
  function close(): void {
    clearTimeout(timer);
    release();
  }
  return close;
}
