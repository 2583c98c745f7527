import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { LogLine } from '../../main/contract/model.ts';
import type { EpochMs } from '../../main/contract/values.ts';
import { timeOfDay } from '../units/elapsed.ts';
import { BINS, type Bin, binsOf, rangeOf } from './histogram.ts';

type Range = { from: EpochMs; to: EpochMs };

const HEIGHT = 36;
const STEP = 4;
const REFRESH_MS = 1000;

/**
 * When the lines of the last ten minutes came. Dragging, or a click and a click with Shift, chooses a
 * time; so do the arrow keys, with Shift for a longer one.
 */
export function LogHistogram(props: {
  lines: () => readonly LogLine[];
  isWanted: (line: LogLine) => boolean;
  range: Range | null;
  onRange: (range: Range | null) => void;
}) {
  const { lines, isWanted, range, onRange } = props;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  const bins = binsOf(lines(), now, isWanted);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  /** Where a drag, or a choice by keys, began. */
  const origin = useRef<Bin | null>(null);
  const isDragging = useRef(false);

  function choose(from: Bin, to: Bin): void {
    origin.current = from;
    onRange(rangeOf(from, to));
  }

  function binUnder(event: PointerEvent): Bin | undefined {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const at = Math.floor(((event.clientX - left) / width) * BINS);
    return bins[Math.max(0, Math.min(BINS - 1, at))];
  }

  function onPointerDown(event: PointerEvent): void {
    const bin = binUnder(event);
    if (bin === undefined || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    isDragging.current = true;
    choose(event.shiftKey ? (origin.current ?? bin) : bin, bin);
  }

  function onPointerMove(event: PointerEvent): void {
    const bin = binUnder(event);
    if (isDragging.current && bin !== undefined) choose(origin.current ?? bin, bin);
  }

  const chosen = bins.filter(({ from }) => range !== null && from >= range.from && from < range.to);
  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === 'Escape' && range !== null) {
      event.stopPropagation();
      onRange(null);
    }
    if (step === undefined) return;
    event.preventDefault();
    const begin = origin.current;
    const [left, right] = [chosen[0], chosen.at(-1)];
    const edge = begin !== null && left !== undefined && left.from < begin.from ? left : right;
    const at = edge === undefined ? BINS - 1 : bins.indexOf(edge) + step;
    const next = bins[Math.max(0, Math.min(BINS - 1, at))];
    if (next !== undefined) choose(event.shiftKey ? (begin ?? next) : next, next);
  }

  const place = (at: EpochMs): number => ((at - (bins[0]?.from ?? 0)) / 6000) * STEP;
  return (
    <div
      className="log-histogram"
      role="slider"
      tabIndex={0}
      aria-label="Time of the lines, last 10 minutes"
      aria-valuemin={0}
      aria-valuemax={BINS - 1}
      aria-valuenow={chosen[0] === undefined ? BINS - 1 : bins.indexOf(chosen[0])}
      aria-valuetext={range === null ? 'All times' : rangeWords(range)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        isDragging.current = false;
      }}
      onPointerCancel={() => {
        isDragging.current = false;
      }}
      onKeyDown={onKeyDown}
    >
      <svg viewBox={`0 0 ${BINS * STEP} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {range !== null && (
          <rect
            className="chosen"
            x={place(range.from)}
            width={Math.max(STEP, place(range.to + 1) - place(range.from))}
            height={HEIGHT}
          />
        )}
        {bins.map(({ from, count, tone }, at) => {
          // By the root: beside a burst the usual traffic stays in sight.
          const height = count === 0 ? 1 : Math.max(3, Math.sqrt(count / most) * HEIGHT);
          return (
            <rect
              key={from}
              className={tone}
              x={at * STEP}
              y={HEIGHT - height}
              width={STEP - 1.2}
              height={height}
            />
          );
        })}
      </svg>
    </div>
  );
}

/** `14:02:10–14:02:45`. */
export function rangeWords({ from, to }: Range): string {
  return `${timeOfDay(from)}–${timeOfDay(to)}`;
}
