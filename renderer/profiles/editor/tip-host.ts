let host: HTMLElement | null = null;

/**
 * Where the editor's tips stand: over the whole screen, not cut off by its panel. One for all texts,
 * because these outlive the screen; whoever shows an editor puts it into the document.
 */
export function tipHost(): HTMLElement {
  if (host === null) {
    host = document.createElement('div');
    host.className = 'editor-tips';
  }
  return host;
}
