import { useState } from 'react';
import { savedTheme, showTheme, themes } from '../theme.ts';

const words = { system: 'System', light: 'Light', dark: 'Dark' } as const;

/** Light, dark, or as the system says. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(savedTheme);
  return (
    <label className="theme">
      <span className="muted">Theme</span>
      <select
        value={theme}
        onChange={(event) => {
          const chosen = themes.find((one) => one === event.target.value) ?? 'system';
          setTheme(chosen);
          showTheme(chosen);
        }}
      >
        {themes.map((one) => (
          <option key={one} value={one}>
            {words[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
