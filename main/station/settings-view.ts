/** The settings as people see and change them on the page, from what the station runs with. */
import { defaultBenchNetwork } from '../contract/bench-network.ts';
import type { SettingsAnswer } from '../contract/settings.ts';
import type { Settings } from './settings.ts';

export function settingsAnswer(settings: Settings): SettingsAnswer {
  return {
    values: {
      interface: settings.interface ?? null,
      address: settings.address ?? defaultBenchNetwork.address,
      prefix: defaultBenchNetwork.prefix,
      pool: settings.pool ?? null,
      lease: settings.lease,
      isp: settings.isp ?? null,
      rehearsal: settings.rehearsal,
      evidence: 'usual',
      quiet: settings.quiet,
      allowAll: settings.allowAll,
      unknownUnits: settings.unknownUnits,
      limits: { ask: 90, next: 60, failed: 300 },
      bindWhenReady: false,
      halfPair: 60,
      scanner: { mode: 'timing', prefix: '', suffix: 'Enter', gapMs: 35, layout: 'us' },
      sounds: { isOn: true, volume: 70 },
      screen: { theme: 'system', size: 100, density: 'auto', keepPlaces: true },
      labels: { size: '60x40', dpi: 203, station: '' },
      presets: [],
      models: settings.models,
    },
    fixed: [],
    nextStart: [],
  };
}
