import './labels.css';
import { useMirror } from '../mirror/context.ts';
import { type LabelledUnit, type LabelSettings, layoutLabel } from './label.ts';
import { LabelPicture } from './label-picture.tsx';

const usual: LabelSettings = { size: '60x40', dpi: 203, station: '' };

/** What is set in Settings › Labels. */
export function useLabelSettings(): LabelSettings {
  return useMirror((mirror) => mirror.settings?.values.labels ?? usual);
}

/** A unit's label as it will be printed, as wide as its place. */
export function LabelPreview(props: { unit: LabelledUnit; size?: LabelSettings['size'] }) {
  const labels = useLabelSettings();
  const layout = layoutLabel(props.unit, { ...labels, size: props.size ?? labels.size });
  return (
    <figure className="label-preview">
      <LabelPicture layout={layout} unit={props.unit} />
      <figcaption className="muted">
        {layout.width} × {layout.height} mm
      </figcaption>
    </figure>
  );
}
