import { createContext, useContext, useState } from 'react';
import type { SettingsAnswer, SettingsPatch, SettingsView } from '../../main/contract/settings.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useToast } from '../ui/toast.tsx';
import { fixedWords } from './fixed-words.ts';

type Key = keyof SettingsView;

/** The station's settings, for the pages below the settings screen. */
export const SettingsContext = createContext<SettingsAnswer | null>(null);

export interface SettingsForm {
  values: SettingsView;
  /** Whether the command line or `--config` fixes the key. */
  isFixed: (key: Key) => boolean;
  /** What is said below a control besides its hint. */
  footOf: (key: Key) => string | null;
  /** Why the key's last change was refused, or null. */
  problemOf: (key: Key) => string | null;
  /**
   * Stores at once, and says so with Undo.
   * @param words  what was done, `Volume set to 40 %.`
   * @returns whether it is stored
   */
  save: (patch: SettingsPatch, words: string, options?: { canUndo: boolean }) => Promise<boolean>;
}

export function useSettingsForm(): SettingsForm {
  const settings = useContext(SettingsContext);
  if (settings === null) throw new Error('A settings page stands outside the settings screen.');
  const { values, fixed, nextStart } = settings;
  const client = useClient();
  const toast = useToast();
  const [problem, setProblem] = useState<{ keys: string[]; text: string } | null>(null);

  async function change(patch: SettingsPatch): Promise<boolean> {
    setProblem(null);
    try {
      await client.settings.change(patch);
      return true;
    } catch (error) {
      setProblem({ keys: Object.keys(patch), text: refusalText(error) });
      return false;
    }
  }

  return {
    values,
    isFixed: (key) => fixed.includes(key),
    footOf: (key) => {
      const words = fixedWords(settings, key);
      if (words !== null) return `${words}.`;
      return nextStart.includes(key) ? 'Counts from the next start.' : null;
    },
    problemOf: (key) => (problem?.keys.includes(key) ? problem.text : null),
    save: async (patch, words, { canUndo } = { canUndo: true }) => {
      const keys = Object.keys(patch) as Key[];
      const before: SettingsPatch = Object.fromEntries(keys.map((key) => [key, values[key]]));
      const isStored = await change(patch);
      if (isStored) toast(words, canUndo ? { undo: () => void change(before) } : {});
      return isStored;
    },
  };
}
