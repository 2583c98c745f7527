import { useRef, useState } from 'react';
import type { ScannerSettings } from '../../main/contract/settings.ts';
import { LearnScanner } from '../scanner/learn-scanner.tsx';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { Note } from '../ui/states.tsx';
import { ChoiceSetting, NumberSetting, TextSetting } from './controls.tsx';
import { ScanTest } from './scan-test.tsx';
import { useSettingsForm } from './use-settings-form.ts';

const modes = [
  { id: 'prefix', word: 'By a prefix key (recommended)' },
  { id: 'timing', word: 'By speed alone' },
] as const;
const suffixes = [
  { id: 'Enter', word: 'Enter' },
  { id: 'Tab', word: 'Tab' },
  { id: 'none', word: 'Nothing' },
] as const;
const layouts = [
  { id: 'us', word: 'US (QWERTY)' },
  { id: 'de', word: 'German (QWERTZ)' },
  { id: 'fr', word: 'French (AZERTY)' },
] as const;

/** Most scanners can be told to send this key first, and no keyboard has it. */
const USUAL_PREFIX = 'F19';

/** How a scanner is told from a person's typing. */
export function ScannerPage() {
  const form = useSettingsForm();
  const { scanner } = form.values;
  const change = (part: Partial<ScannerSettings>, words: string) =>
    void form.save({ scanner: { ...scanner, ...part } }, words);
  const [isLearning, setLearning] = useState(false);
  const learner = useRef<HTMLButtonElement>(null);
  function learned(next: ScannerSettings | null): void {
    setLearning(false);
    // The button is there again only after the lesson is gone.
    requestAnimationFrame(() => learner.current?.focus());
    if (next !== null) change(next, 'Scanner learned.');
  }
  if (isLearning) {
    return (
      <Panel title="Learn a scanner" hint="Three scans of one barcode">
        <div className="settings-body">
          <LearnScanner onDone={learned} />
        </div>
      </Panel>
    );
  }
  return (
    <>
      <Panel
        title="Scanner"
        hint="How a scan is told from typing"
        actions={
          <button
            ref={learner}
            type="button"
            className="button primary"
            disabled={form.isFixed('scanner')}
            onClick={() => setLearning(true)}
          >
            <Icon name="scan" /> Learn a scanner
          </button>
        }
      >
        <div className="settings-body">
          <ChoiceSetting
            form={form}
            name="scanner"
            label="A scan is known"
            hint="With a prefix nothing of a scan ever reaches a field or a button."
            value={scanner.mode}
            options={modes}
            onChange={(mode) =>
              change(
                mode === 'prefix'
                  ? { mode, prefix: scanner.prefix || USUAL_PREFIX }
                  : { mode, prefix: '' },
                'Scanner mode changed.',
              )
            }
          />
          {scanner.mode === 'prefix' ? (
            <TextSetting
              form={form}
              name="scanner"
              label="Prefix key"
              hint="A key such as F19, or one character no barcode holds."
              value={scanner.prefix}
              maxLength={20}
              check={(text) =>
                /^(?:F\d{1,2}|[A-Z][A-Za-z0-9]{1,19}|\S)$/.test(text)
                  ? null
                  : 'One key, such as F19, or one character.'
              }
              onSave={(prefix) => change({ prefix }, `Prefix set to ${prefix}.`)}
            />
          ) : (
            <Note tone="info">
              Set the scanner to send {USUAL_PREFIX} before every barcode, by the sheet in its
              manual (“prefix” or “preamble”), and choose the prefix here. Speed alone can mistake a
              very fast typist.
            </Note>
          )}
          <ChoiceSetting
            form={form}
            name="scanner"
            label="A scan ends with"
            value={scanner.suffix}
            options={suffixes}
            onChange={(suffix) => change({ suffix }, 'Scan end changed.')}
          />
          <NumberSetting
            form={form}
            name="scanner"
            label="Longest pause between two characters"
            hint="35 ms fits most; a wireless scanner may need 60 ms."
            value={scanner.gapMs}
            min={10}
            max={120}
            unit="ms"
            onSave={(gapMs) => change({ gapMs }, `Pause set to ${gapMs} ms.`)}
          />
          <ChoiceSetting
            form={form}
            name="scanner"
            label="Scanner’s keyboard layout"
            hint="What the scanner is set to, not the keyboard of this computer."
            value={scanner.layout}
            options={layouts}
            onChange={(layout) => change({ layout }, 'Scanner layout changed.')}
          />
        </div>
      </Panel>
      <ScanTest scanner={scanner} />
    </>
  );
}
