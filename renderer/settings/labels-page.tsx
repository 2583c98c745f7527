import { IconPrinter } from '@tabler/icons-react';
import type { Unit } from '../../main/contract/model.ts';
import type { SettingsView } from '../../main/contract/settings.ts';
import { LabelPreview } from '../labels/label-preview.tsx';
import { printCommandSheet, printLabels } from '../labels/print.ts';
import { Panel } from '../ui/panel.tsx';
import { ChoiceSetting, TextSetting } from './controls.tsx';
import { useSettingsForm } from './use-settings-form.ts';

const sizes = [
  { id: '60x40', word: '60 × 40 mm' },
  { id: '50x30', word: '50 × 30 mm' },
] as const;
const resolutions = [
  { id: '203', word: '203 dpi' },
  { id: '300', word: '300 dpi' },
] as const;

/** For the preview and the test print: a unit that is none. */
const sampleUnit: Unit = {
  mac: '000e08000000',
  model: 'SPA962',
  serial: 'TEST0000001',
  firmware: null,
  address: null,
  stage: 'VERIFIED',
  condition: 'ok',
  reason: null,
  since: Date.now(),
  firstSeenAt: Date.now(),
  lastSeenAt: Date.now(),
  isClaimed: false,
  attention: null,
  account: null,
  binding: 'none',
  boundAt: null,
  batch: null,
  keyFingerprint: null,
  trialUntil: null,
  customisation: null,
  upgrade: null,
};

/** Size and printer of the unit labels, with a label as it will be printed. */
export function LabelsPage() {
  const form = useSettingsForm();
  const { labels } = form.values;
  const change = (part: Partial<SettingsView['labels']>, words: string) =>
    void form.save({ labels: { ...labels, ...part } }, words);
  return (
    <>
      <Panel title="Labels" hint="One per unit: model, MAC and serial as barcodes">
        <div className="settings-body">
          <ChoiceSetting
            form={form}
            name="labels"
            label="Label size"
            value={labels.size}
            options={sizes}
            onChange={(size) => change({ size }, 'Label size changed.')}
          />
          <ChoiceSetting
            form={form}
            name="labels"
            label="Printer resolution"
            hint="Bars are drawn on whole dots of the printer."
            value={`${labels.dpi}`}
            options={resolutions}
            onChange={(id) => change({ dpi: id === '203' ? 203 : 300 }, 'Resolution changed.')}
          />
          <TextSetting
            form={form}
            name="labels"
            label="Station name"
            hint="Printed at the foot, such as Station 02."
            value={labels.station}
            maxLength={40}
            onSave={(station) => change({ station }, 'Station name saved.')}
          />
        </div>
      </Panel>
      <Panel
        title="As it will be printed"
        actions={
          <>
            <button type="button" className="button small" onClick={printCommandSheet}>
              <IconPrinter size={16} aria-hidden /> Print command sheet
            </button>
            <button
              type="button"
              className="button small"
              onClick={() => printLabels([sampleUnit])}
            >
              <IconPrinter size={16} aria-hidden /> Print test label
            </button>
          </>
        }
      >
        <div className="settings-body label-sample">
          <LabelPreview unit={sampleUnit} />
        </div>
      </Panel>
    </>
  );
}
