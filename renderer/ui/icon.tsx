import type { ReactNode } from 'react';
import type { TileStateId } from '../units/tile-state.ts';

const disc = <circle cx="12" cy="12" r="10" fill="currentColor" stroke="none" />;
const ring = <circle cx="12" cy="12" r="8.5" />;
const octagon = (
  <path d="M8 2.5h8L21.5 8v8L16 21.500H8L2.5 16V8z" fill="currentColor" stroke="none" />
);

/** Drawn on 24 × 24 with a stroke of 2; `cut` lines are in the colour of the ground. */
const shapes = {
  seen: <circle cx="12" cy="12" r="8.5" strokeDasharray="3 3.2" />,
  'sp-cust': (
    <>
      {ring}
      <path d="M12 12V3.500A8.5 8.5 0 0 1 20.5 12z" fill="currentColor" />
    </>
  ),
  'sec-prv-1': (
    <>
      {ring}
      <path d="M12 3.500a8.5 8.5 0 0 1 0 17z" fill="currentColor" />
    </>
  ),
  rehearsal: (
    <>
      {ring}
      <path d="M12 12V3.500a8.5 8.5 0 1 1-8.5 8.500z" fill="currentColor" />
    </>
  ),
  verified: (
    <>
      {disc}
      <path className="cut" d="m7.5 12.4 3.1 3.1 6-6.6" />
    </>
  ),
  bound: (
    <>
      <rect x="2" y="2" width="20" height="20" rx="5" fill="currentColor" stroke="none" />
      <path
        className="cut thin"
        d="M10.3 13.700a3 3 0 0 0 4.3 0l2-2a3 3 0 0 0-4.3-4.300M13.7 10.300a3 3 0 0 0-4.3 0l-2 2a3 3 0 0 0 4.3 4.3"
      />
    </>
  ),
  waiting: (
    <>
      <path d="M12 3.5 22 20.500H2z" />
      <path d="M12 10v4.500M12 17.500v.1" strokeWidth="2.4" />
    </>
  ),
  failed: (
    <>
      {octagon}
      <path className="cut" d="m8.7 8.7 6.6 6.600M15.3 8.700l-6.6 6.6" />
    </>
  ),
  'link-lost': <path d="M9 3v4M15 3v4M7 7h10v3a5 5 0 0 1-8 4M12 15v6M3 3l18 18" />,
  grid: (
    <>
      <rect x="3" y="4" width="7" height="7" rx="1.5" />
      <rect x="14" y="4" width="7" height="7" rx="1.5" />
      <rect x="3" y="14" width="7" height="7" rx="1.5" />
      <rect x="14" y="14" width="7" height="7" rx="1.5" />
    </>
  ),
  stopped: <rect x="6" y="6" width="12" height="12" rx="1.5" fill="currentColor" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 7v5.500l3.5 2" />
    </>
  ),
  check: <path d="m4.5 12.5 5 5 10-11" />,
  cross: <path d="M6 6l12 12M18 6 6 18" />,
  play: <path d="M7 4.500v15l12-7.500z" fill="currentColor" />,
  undo: (
    <>
      <path d="M8 5 3.5 9.5 8 14" />
      <path d="M4 8.500h10a6 6 0 0 1 0 12h-3" />
    </>
  ),
  scan: (
    <>
      <path d="M4 8V5h3M20 8V5h-3M4 16v3h3M20 16v3h-3" />
      <path d="M8 9v6M11 9v6M13.5 9v6M16.5 9v6" />
    </>
  ),
  unit: (
    <>
      <rect x="4" y="3" width="16" height="18" rx="2" />
      <path d="M8 7h8M8 12h.1M12 12h.1M16 12h.1M8 16h.1M12 16h.1M16 16h.1" />
    </>
  ),
  account: (
    <>
      <circle cx="9" cy="8" r="3.5" />
      <path d="M2.5 20c.6-4 3.2-6 6.5-6s5.9 2 6.5 6" />
      <path d="M16 5h5M16 9h5M18 13h3" />
    </>
  ),
  lock: (
    <>
      <rect x="5" y="11" width="14" height="9.5" rx="2" />
      <path d="M8 11V8a4 4 0 0 1 8 0v3" />
    </>
  ),
  card: (
    <>
      <rect x="9" y="3" width="6" height="5" rx="1" />
      <rect x="3" y="16" width="6" height="5" rx="1" />
      <rect x="15" y="16" width="6" height="5" rx="1" />
      <path d="M12 8v4M6 16v-4h12v4" />
    </>
  ),
  log: <path d="M4 5h16M4 10h10M4 15h16M4 20h8" />,
  info: (
    <>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 11v5.500M12 7.600v.1" strokeWidth="2.4" />
    </>
  ),
  shield: (
    <>
      <path d="M12 3 4.5 6v5.500c0 4.5 3 7.8 7.5 9.5 4.5-1.7 7.5-5 7.5-9.500V6z" />
      <path d="m8.5 12 2.5 2.5 4.5-5" />
    </>
  ),
  down: <path d="M12 4v12M6.5 11 12 16.5 17.5 11M4 20.500h16" />,
} as const satisfies Record<TileStateId, ReactNode> & Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

/** Decoration: the word beside it says the same. Each state has a shape of its own. */
export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return (
    <svg className={`icon ${className}`} data-icon={name} viewBox="0 0 24 24" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}
