import { useElapsed } from '../units/clock.ts';

/** How far a wait of known length is; it stays full while the end is late. */
export function WaitBar({ label, sinceMs, lengthMs }: WaitBarProps) {
  useElapsed(sinceMs);
  const passed = Math.min(lengthMs, Math.max(0, Date.now() - sinceMs));
  return <progress className="wait-bar" aria-label={label} max={lengthMs} value={passed} />;
}

interface WaitBarProps {
  label: string;
  sinceMs: number;
  lengthMs: number;
}
