/** What of a template is on the screen. */
export type WorkView =
  | { kind: 'write' }
  /** A published version, read-only. */
  | { kind: 'version'; version: number }
  /** What is written beside something older: the id of a comparison. */
  | { kind: 'compare'; with: string };

/** Dialogs of the screen; one at a time. */
export type WorkDialog =
  | { kind: 'publish' }
  | { kind: 'versions' }
  | { kind: 'import'; files: readonly File[] }
  | { kind: 'firmware' }
  | { kind: 'order' }
  | { kind: 'catalogues' }
  | { kind: 'trial' };
