import './learn.css';
import { useEffect, useRef, useState } from 'react';
import type { ScannerSettings } from '../../main/contract/settings.ts';
import { Barcode } from '../labels/barcode.tsx';
import { Note } from '../ui/states.tsx';
import { LESSONS, type Lesson, learn, type RawKey, receivedText, TEST_TEXT } from './learn.ts';
import { strokeOf } from './stroke.ts';
import { tapKeys } from './tap.ts';

/** After this silence a scan is over. */
const OVER_MS = 400;

/**
 * Learns a scanner by three scans of a barcode on the screen. Meanwhile no key means anything else.
 * @param onDone  what was learned, to be saved; null: the person stopped
 */
export function LearnScanner({ onDone }: { onDone: (scanner: ScannerSettings | null) => void }) {
  const [recordings, setRecordings] = useState<readonly (readonly RawKey[])[]>([]);
  const isListening = recordings.length < LESSONS;
  useRecorder(
    isListening,
    (keys) => setRecordings((before) => [...before, keys]),
    () => onDone(null),
  );
  const last = recordings.at(-1);
  return (
    <section className="learn" aria-label="Learn a scanner">
      {isListening ? (
        <>
          <p className="learn-step" role="status">
            {`Scan this barcode, ${recordings.length + 1} of ${LESSONS}.`}
          </p>
          <div className="learn-barcode">
            <Barcode text={TEST_TEXT} height={18} module={0.5} label="Test barcode" />
          </div>
          <p className="muted">
            {last === undefined
              ? 'Hold the scanner as you do at work. The screen’s brightness should be high.'
              : `Received ${receivedText(last)}`}
          </p>
          <div className="learn-actions">
            <button type="button" className="button" onClick={() => onDone(null)}>
              Stop learning <kbd>Esc</kbd>
            </button>
          </div>
        </>
      ) : (
        <Result
          lesson={learn(recordings)}
          again={() => setRecordings([])}
          onSave={onDone}
          onStop={() => onDone(null)}
        />
      )}
    </section>
  );
}

function Result(props: {
  lesson: Lesson;
  again: () => void;
  onSave: (scanner: ScannerSettings) => void;
  onStop: () => void;
}) {
  const { lesson, again, onSave, onStop } = props;
  return (
    <>
      {lesson.ok ? (
        <>
          <Note tone="ok" role="status">
            The scanner is understood.
          </Note>
          <ul className="learn-facts">
            {lesson.facts.map((fact) => (
              <li key={fact}>{fact}</li>
            ))}
          </ul>
          {lesson.advice !== null && <Note tone="info">{lesson.advice}</Note>}
        </>
      ) : (
        <Note tone="fail" role="alert">
          {lesson.why}
        </Note>
      )}
      <div className="learn-actions">
        {lesson.ok && (
          <button
            type="button"
            className="button primary"
            onClick={() => onSave(lesson.scanner)}
            // biome-ignore lint/a11y/noAutofocus: the next step after three scans
            autoFocus
          >
            Save this scanner
          </button>
        )}
        <button type="button" className="button" onClick={again}>
          Try again
        </button>
        <button type="button" className="button" onClick={onStop}>
          Keep the old settings
        </button>
      </div>
    </>
  );
}

function useRecorder(
  isListening: boolean,
  onRecording: (keys: readonly RawKey[]) => void,
  onStop: () => void,
): void {
  const latest = useRef({ onRecording, onStop });
  useEffect(() => {
    latest.current = { onRecording, onStop };
  });
  useEffect(() => {
    if (!isListening) return;
    let keys: RawKey[] = [];
    let timer = 0;
    const isOver = (): void => {
      const recorded = keys;
      keys = [];
      const pressed = recorded.filter(({ type }) => type === 'down');
      if (pressed.length === 1 && pressed[0]?.key === 'Escape') latest.current.onStop();
      else if (pressed.length > 1) latest.current.onRecording(recorded);
    };
    const release = tapKeys((event) => {
      if (event.repeat) return;
      keys.push({ ...strokeOf(event, false), type: event.type === 'keyup' ? 'up' : 'down' });
      window.clearTimeout(timer);
      timer = window.setTimeout(isOver, OVER_MS);
    });
    return () => {
      window.clearTimeout(timer);
      release();
    };
  }, [isListening]);
}
