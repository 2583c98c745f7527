import './labels.css';
import { barsPath, modulesOf } from './bars.ts';
import { useBars } from './use-bars.ts';

/**
 * A Code 128 barcode, drawn as vectors in its final size from the start: black on white in both
 * themes, quiet zone included.
 *
 * @param height  of the bars, in mm
 * @param label   what a screen reader says instead of the text
 * @param module  width of the narrow bar, in mm
 */
export function Barcode(props: { text: string; height: number; label?: string; module?: number }) {
  const { text, height, label, module = 0.25 } = props;
  const bars = useBars(text);
  const modules = modulesOf(text);
  return (
    <svg
      className="barcode"
      role="img"
      aria-label={label ?? `Barcode ${text}`}
      data-is-ready={bars !== null}
      width={`${modules * module}mm`}
      height={`${height}mm`}
      viewBox={`0 0 ${modules} 1`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
    >
      <rect className="paper" width={modules} height={1} />
      {bars !== null && <path d={barsPath(bars)} />}
    </svg>
  );
}
