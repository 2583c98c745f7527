import './settings.css';
import {
  IconDatabase,
  IconInfoCircle,
  IconNetwork,
  IconPalette,
  IconPrinter,
  IconScan,
  IconTable,
  IconVolume,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { Link, useLocation } from 'wouter';
import { useMirror } from '../mirror/context.ts';
import { Icon } from '../ui/icon.tsx';
import { Skeletons } from '../ui/states.tsx';
import { AboutPage } from './about-page.tsx';
import { BackupPage } from './backup-page.tsx';
import { LabelsPage } from './labels-page.tsx';
import { ModelsPage } from './models-page.tsx';
import { PresetsPage } from './presets-page.tsx';
import { ScannerPage } from './scanner-page.tsx';
import { ScreenPage } from './screen-page.tsx';
import { SoundsPage } from './sounds-page.tsx';
import { StationPage } from './station-page.tsx';
import { SettingsContext } from './use-settings-form.ts';

interface Page {
  id: string;
  word: string;
  says: string;
  Mark: ComponentType<{ size?: number; 'aria-hidden'?: boolean }>;
  View: ComponentType;
}

const UnitMark = () => <Icon name="unit" />;

const first: Page = {
  id: 'station',
  word: 'Station & network',
  says: 'Card, addresses, ISP, proof',
  Mark: IconNetwork,
  View: StationPage,
};

const pages: readonly Page[] = [
  first,
  {
    id: 'scanner',
    word: 'Scanner',
    says: 'Learn, prefix, speed',
    Mark: IconScan,
    View: ScannerPage,
  },
  { id: 'sounds', word: 'Sounds', says: 'Volume, test', Mark: IconVolume, View: SoundsPage },
  {
    id: 'screen',
    word: 'Size & theme',
    says: 'Large text, dark',
    Mark: IconPalette,
    View: ScreenPage,
  },
  { id: 'labels', word: 'Labels', says: 'Size, printer', Mark: IconPrinter, View: LabelsPage },
  {
    id: 'models',
    word: 'Models',
    says: 'Which file a unit asks for',
    Mark: UnitMark,
    View: ModelsPage,
  },
  {
    id: 'presets',
    word: 'Export presets',
    says: 'Columns of the billing file',
    Mark: IconTable,
    View: PresetsPage,
  },
  {
    id: 'backup',
    word: 'Backup',
    says: 'Copies, what opens the keys',
    Mark: IconDatabase,
    View: BackupPage,
  },
  {
    id: 'about',
    word: 'About',
    says: 'Protection, licences',
    Mark: IconInfoCircle,
    View: AboutPage,
  },
];

/** All settings, a page each; every change counts at once or says when it does (UI design, section 6.9). */
export function SettingsScreen() {
  const [path] = useLocation();
  const settings = useMirror((mirror) => mirror.settings);
  const page = pages.find(({ id }) => path === `/settings/${id}`) ?? first;
  const { View } = page;
  return (
    <div className="settings-screen">
      <nav className="card settings-list" aria-label="Settings">
        <ul>
          {pages.map(({ id, word, says, Mark }) => (
            <li key={id}>
              <Link href={`/settings/${id}`} aria-current={page.id === id ? 'page' : undefined}>
                <Mark size={20} aria-hidden />
                <span>
                  <b>{word}</b>
                  <span className="muted">{says}</span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="settings-page" key={page.id}>
        {settings === null ? (
          <Skeletons rows={5} height={56} says="Asking the station for its settings…" />
        ) : (
          <SettingsContext value={settings}>
            <View />
          </SettingsContext>
        )}
      </div>
    </div>
  );
}
