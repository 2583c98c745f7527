import { useEffect, useState } from 'react';
import type { ScannerSettings } from '../../main/contract/settings.ts';
import { dueAt, idleReader, type ReaderInput, step } from '../scanner/reader.ts';
import { strokeOf } from '../scanner/stroke.ts';
import { tapKeys } from '../scanner/tap.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { scanWords } from './scan-words.ts';

/** Reads one scan as it would be read anywhere on the page, and only says what it is. */
export function ScanTest({ scanner }: { scanner: ScannerSettings }) {
  const [isOpen, setOpen] = useState(false);
  const [scanned, setScanned] = useState<string | null>(null);
  useEffect(() => {
    if (!isOpen) return;
    return readOneScan(scanner, (text) => {
      setOpen(false);
      if (text !== null) setScanned(text);
    });
  }, [isOpen, scanner]);
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
        {!isOpen && scanned === null && <p className="muted">Press “Test a scan”, then scan.</p>}
        {!isOpen && scanned !== null && (
          <dl className="rule">
            <dt>Received</dt>
            <dd className="mono">{scanned}</dd>
            <dt>Read as</dt>
            <dd>{scanWords(scanned)}</dd>
          </dl>
        )}
      </div>
    </Panel>
  );
}

/**
 * Has all keys until one scan ended, Esc was pressed, or the answer is called.
 * @param onEnd  the scan's text; null: Esc
 */
function readOneScan(scanner: ScannerSettings, onEnd: (text: string | null) => void): () => void {
  let state = idleReader;
  let timer = 0;
  function take(input: ReaderInput): void {
    const done = step(state, input, scanner);
    state = done.state;
    if (done.scanned !== null) end(done.scanned);
  }
  function end(text: string | null): void {
    close();
    onEnd(text);
  }
  const release = tapKeys((event) => {
    if (event.key === 'Escape') {
      if (event.type === 'keydown') end(null);
      return;
    }
    const at = event.timeStamp;
    take({ kind: 'tick', at });
    if (event.type === 'keydown') take({ kind: 'down', stroke: strokeOf(event, true) });
    else take({ kind: 'up', code: event.code, at });
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
