import type { SettingsAnswer, SettingsView } from '../../main/contract/settings.ts';

/** Where a fixed key is changed; null: here. */
export function fixedWords(
  { fixed, fixedByFile }: Pick<SettingsAnswer, 'fixed' | 'fixedByFile'>,
  key: keyof SettingsView,
): string | null {
  if (!fixed.includes(key)) return null;
  return fixedByFile.includes(key) ? 'Set by the settings file' : 'Set by the command line';
}
