/** A page with nothing but the labels, for tests that read them with a barcode reader. */
import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import '@mantine/core/styles.layer.css';
import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/mantine.css';
import '../ui/controls.css';
import { createRoot } from 'react-dom/client';
import type { SettingsView } from '../../main/contract/settings.ts';
import { PageContext } from '../mirror/context.ts';
import { aSnapshot, aUnit } from '../mirror/sample.test-kit.ts';
import { MirrorStore } from '../mirror/store.ts';
import { StationWire } from '../mirror/wire.ts';
import { sampleSettings } from '../settings/sample.test-kit.ts';
import { PageTheme } from '../ui/page-theme.tsx';
import { ToastProvider } from '../ui/toast.tsx';
import { LabelsHost } from './labels-host.tsx';
import { printCommandSheet, printLabels } from './print.ts';

const store = new MirrorStore((task) => task());
const screen: SettingsView['screen'] = { ...sampleSettings.values.screen, size: 130 };
const labels: SettingsView['labels'] = { size: '60x40', dpi: 203, station: 'Station 02' };
const settings = { ...sampleSettings, values: { ...sampleSettings.values, screen, labels } };
store.apply({ type: 'snapshot', snapshot: aSnapshot({ settings }), at: 0 });

const since = new Date(2026, 10, 22, 12).getTime();
const units = [
  aUnit('4f1a92', { serial: '88012BA01234', stage: 'VERIFIED', since }),
  aUnit('123456', { model: 'SPA2102', stage: 'SP-CUST', since }),
];

const root = document.getElementById('page');
if (root === null) throw new Error('index.html has no #page.');
createRoot(root).render(
  <PageContext value={{ store, wire: new StationWire(async () => 'down') }}>
    <PageTheme>
      <ToastProvider>
        <main>
          <h1>Labels</h1>
          <button type="button" onClick={() => printLabels(units)}>
            Labels
          </button>
          <button type="button" onClick={printCommandSheet}>
            Command sheet
          </button>
        </main>
        <LabelsHost />
      </ToastProvider>
    </PageTheme>
  </PageContext>,
);
