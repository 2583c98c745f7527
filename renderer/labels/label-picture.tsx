import { formatMac } from '../../main/contract/values.ts';
import { barsPath } from './bars.ts';
import type { LabelBarcode, LabelLayout, LabelledUnit, LabelText } from './label.ts';
import { useBars } from './use-bars.ts';

/** One label in its real size; the preview only shows the same picture larger. */
export function LabelPicture({ layout, unit }: { layout: LabelLayout; unit: LabelledUnit }) {
  const { width, height } = layout;
  return (
    <svg
      className="label-picture"
      role="img"
      aria-label={spoken(unit)}
      width={`${width}mm`}
      height={`${height}mm`}
      viewBox={`0 0 ${width} ${height}`}
    >
      <rect className="paper" width={width} height={height} />
      {layout.parts.map((part) =>
        part.kind === 'text' ? (
          <Text key={`${part.anchor} ${part.x} ${part.baseline}`} part={part} />
        ) : (
          <BarsOf key={part.y} part={part} />
        ),
      )}
    </svg>
  );
}

function Text({ part }: { part: LabelText }) {
  return (
    <text
      className={`${part.font} ${part.isBold ? 'bold' : ''}`}
      x={part.x}
      y={part.baseline}
      fontSize={part.size}
      textAnchor={part.anchor}
    >
      {part.text}
    </text>
  );
}

function BarsOf({ part }: { part: LabelBarcode }) {
  const bars = useBars(part.text);
  if (bars === null) return null;
  return (
    <path
      shapeRendering="crispEdges"
      transform={`translate(${part.x} ${part.y}) scale(${part.module} ${part.height})`}
      d={barsPath(bars)}
    />
  );
}

function spoken({ mac, model, serial }: LabelledUnit): string {
  const number = serial === null ? 'no serial number' : `serial number ${serial}`;
  return `Label of ${model ?? 'a unit'}, ${formatMac(mac)}, ${number}`;
}
