import type { SettingsAnswer } from '../../main/contract/settings.ts';

/** The settings of a station nobody changed anything of. */
export const sampleSettings: SettingsAnswer = {
  values: {
    interface: null,
    address: '192.168.76.1',
    prefix: 23,
    pool: null,
    lease: 3600,
    isp: null,
    rehearsal: true,
    batch: null,
    evidence: 'usual',
    evidenceOf: {},
    reports: false,
    quiet: 30,
    allowAll: false,
    unknownUnits: 'hold',
    https: { mode: 'off', oldSuites: false },
    limits: { ask: 90, next: 60, failed: 300 },
    upgrades: { atOnce: 20, minutes: 15 },
    bindWhenReady: false,
    halfPair: 60,
    scanner: { mode: 'timing', prefix: '', suffix: 'Enter', gapMs: 35, layout: 'us' },
    sounds: { isOn: true, volume: 70 },
    screen: { theme: 'system', size: 100, density: 'auto', keepPlaces: true },
    labels: { size: '60x40', dpi: 203, station: '' },
    presets: [],
    models: [],
  },
  fixed: [],
  nextStart: [],
};
