import { Modal } from '@mantine/core';
import { useState } from 'react';
import type { Unit } from '../../main/contract/model.ts';
import { Segmented } from '../ui/chips.tsx';
import { countOf } from '../ui/format.ts';
import { useKeptState } from '../ui/kept-state.ts';
import { Note } from '../ui/states.tsx';
import { LabelPreview, useLabelSettings } from './label-preview.tsx';
import { saveZpl, setPrintRequest } from './print.ts';

type Output = 'print' | 'zpl';

/** Labels of some units: which paper, which way, and the first of them as it will be. */
export function LabelsDialog({ units, onClose }: { units: readonly Unit[]; onClose: () => void }) {
  const set = useLabelSettings();
  const [size, setSize] = useState(set.size);
  const [output, setOutput] = useKeptState<Output>('labels.output', 'print');
  const labels = { ...set, size };
  const [first] = units;
  const many = countOf(units.length, 'label');

  function go(): void {
    if (output === 'print') {
      setPrintRequest({ kind: 'labels', units, labels });
      return;
    }
    saveZpl(units, labels);
    onClose();
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={`Print ${many}`}
      centered
      size={620}
      closeButtonProps={{ 'aria-label': 'Print nothing' }}
    >
      <div className="labels-dialog">
        {first !== undefined && <LabelPreview unit={first} size={size} />}
        <div className="labels-choices">
          <Segmented
            label="Label size"
            options={[
              { id: '60x40', word: '60 × 40 mm' },
              { id: '50x30', word: '50 × 30 mm' },
            ]}
            value={size}
            onChange={setSize}
          />
          <Segmented
            label="How to print"
            options={[
              { id: 'print', word: 'System print' },
              { id: 'zpl', word: 'ZPL file' },
            ]}
            value={output}
            onChange={setOutput}
          />
        </div>
        <p className="muted">
          {output === 'print'
            ? 'In the system’s dialog choose the label printer, this paper size and scale 100 %.'
            : `For Zebra printers and others that read ZPL II, ${set.dpi} dots per inch. Resolution and station name are set in Settings.`}
        </p>
        {remarksOn(units).map((remark) => (
          <Note key={remark} tone="info">
            {remark}
          </Note>
        ))}
        <div className="confirm-actions">
          <button type="button" className="button" onClick={onClose}>
            Print nothing
          </button>
          <button type="button" className="button primary" data-autofocus onClick={go}>
            {output === 'print' ? `Print ${many}` : `Save ${many} as ZPL`}
          </button>
        </div>
      </div>
    </Modal>
  );
}

/** What a person should know before the paper is spent. */
function remarksOn(units: readonly Unit[]): string[] {
  const bare = units.filter(({ serial }) => serial === null).length;
  const open = units.filter(({ stage }) => stage !== 'VERIFIED').length;
  return [
    ...(bare > 0
      ? [
          `${countOf(bare, 'label')} without a serial number: it is not known. Scan its label first.`,
        ]
      : []),
    ...(open > 0
      ? [`${countOf(open, 'unit')} not verified: the label says "Not provisioned".`]
      : []),
  ];
}
