import { useEffect } from 'react';
import { useScan } from './scanning-context.ts';

/** Typing without clicking a field: the line opens by itself. Enter submits, Esc closes. */
export function EntryLine() {
  const { entry, setEntry, submit } = useScan();
  useEffect(() => () => setEntry(null), [setEntry]);
  if (entry === null) return null;
  const close = (): void => setEntry(null);
  return (
    <form
      className="entry"
      onSubmit={(event) => {
        event.preventDefault();
        const text = entry.trim();
        close();
        if (text !== '') submit(text);
      }}
    >
      <label htmlFor="scan-entry">Type a MAC, serial, account or work order</label>
      <div>
        <input
          id="scan-entry"
          className="mono"
          value={entry}
          onChange={(event) => setEntry(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            close();
          }}
          // biome-ignore lint/a11y/noAutofocus: it opened because somebody types
          autoFocus
          onFocus={(event) => event.target.setSelectionRange(entry.length, entry.length)}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          maxLength={4096}
        />
        <button type="submit" className="button primary large">
          Enter <kbd>Enter</kbd>
        </button>
        <button type="button" className="button large" onClick={close}>
          Close <kbd>Esc</kbd>
        </button>
      </div>
    </form>
  );
}
