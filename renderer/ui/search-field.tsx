import { IconSearch, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';

/** Asks the screen's search field to take the focus; Ctrl+F does it. */
export const SEARCH_EVENT = 'spa-bench:search';

/** The search of a screen: filters while typing, Ctrl+F comes here, Esc empties it. */
export function SearchField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Beside the text, such as `5 found`. */
  hint?: string;
  className?: string;
}) {
  const { label, value, onChange, hint } = props;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (): void => {
      field.current?.focus();
      field.current?.select();
    };
    window.addEventListener(SEARCH_EVENT, focus);
    return () => window.removeEventListener(SEARCH_EVENT, focus);
  }, []);
  return (
    <search className={`search-field ${props.className ?? ''}`}>
      <IconSearch size={17} aria-hidden />
      <input
        ref={field}
        type="text"
        inputMode="search"
        aria-label={label}
        aria-keyshortcuts="Control+F"
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') return;
          event.stopPropagation();
          onChange('');
        }}
      />
      {hint !== undefined && <span className="muted">{hint}</span>}
      {value === '' ? (
        <kbd aria-hidden>Ctrl F</kbd>
      ) : (
        <button
          type="button"
          className="icon-button"
          aria-label="Clear the search"
          onClick={() => onChange('')}
        >
          <IconX size={16} />
        </button>
      )}
    </search>
  );
}
