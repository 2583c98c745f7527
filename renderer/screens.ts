import {
  IconAddressBook,
  IconAlignLeft,
  IconCpu,
  IconFileText,
  IconKey,
  IconLayoutGrid,
  IconLink,
  IconScan,
  IconSettings,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { AccountsScreen } from './accounts/accounts-screen.tsx';
import { BenchScreen } from './bench/bench-screen.tsx';
import { BindingsScreen } from './bindings/bindings-screen.tsx';
import { FirmwareScreen } from './firmware/firmware-screen.tsx';
import { KeysScreen } from './keys/keys-screen.tsx';
import { LogScreen } from './log/log-screen.tsx';
import { LazyProfilesScreen } from './profiles/profiles-lazy.tsx';
import { ScanScreen } from './scan/scan-screen.tsx';
import { SettingsScreen } from './settings/settings-screen.tsx';

export interface Screen {
  /** Behind `#` in the address. */
  path: string;
  /** In the rail. */
  word: string;
  /** The only `h1`. */
  title: string;
  /** Function key, or null. */
  key: string | null;
  Icon: ComponentType<{ size?: number }>;
  View: ComponentType;
  /** Below the daily screens. */
  isAtFoot?: boolean;
}

/** The daily screens, in the order of the rail. */
export const screens: readonly Screen[] = [
  { path: '/', word: 'Bench', title: 'Bench', key: 'F2', Icon: IconLayoutGrid, View: BenchScreen },
  {
    path: '/scan',
    word: 'Scan & bind',
    title: 'Scan & bind',
    key: 'F3',
    Icon: IconScan,
    View: ScanScreen,
  },
  {
    path: '/accounts',
    word: 'Accounts',
    title: 'Accounts',
    key: 'F4',
    Icon: IconAddressBook,
    View: AccountsScreen,
  },
  {
    path: '/bindings',
    word: 'Bindings',
    title: 'Bindings & export',
    key: 'F5',
    Icon: IconLink,
    View: BindingsScreen,
  },
  {
    path: '/profiles',
    word: 'Profiles',
    title: 'Profiles',
    key: 'F6',
    Icon: IconFileText,
    View: LazyProfilesScreen,
  },
  { path: '/log', word: 'Log', title: 'Log', key: 'F7', Icon: IconAlignLeft, View: LogScreen },
  {
    path: '/firmware',
    word: 'Firmware',
    title: 'Firmware',
    key: null,
    Icon: IconCpu,
    View: FirmwareScreen,
    isAtFoot: true,
  },
  {
    path: '/keys',
    word: 'Keys',
    title: 'Keys & certificates',
    key: null,
    Icon: IconKey,
    View: KeysScreen,
    isAtFoot: true,
  },
  {
    path: '/settings',
    word: 'Settings',
    title: 'Settings',
    key: null,
    Icon: IconSettings,
    View: SettingsScreen,
    isAtFoot: true,
  },
];
