import { useEffect, useState } from 'react';
import { type Bars, knownBars, loadBars } from './bars.ts';

/** The bars of a text; null until bwip-js is loaded, and for a text no barcode has. */
export function useBars(text: string): Bars | null {
  const [loaded, setLoaded] = useState<Bars | null>(null);
  useEffect(() => {
    let isWanted = true;
    loadBars(text).then(
      (bars) => {
        if (isWanted) setLoaded(bars);
      },
      () => {
        if (isWanted) setLoaded(null);
      },
    );
    return () => {
      isWanted = false;
    };
  }, [text]);
  return loaded?.text === text ? loaded : knownBars(text);
}
