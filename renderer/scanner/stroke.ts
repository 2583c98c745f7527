import type { Stroke } from './reader-state.ts';

/** A key event as plain data. On Windows AltGr arrives as Ctrl and Alt together. */
export function strokeOf(event: KeyboardEvent, inField: boolean): Stroke {
  return {
    at: event.timeStamp,
    code: event.code,
    key: event.key,
    shift: event.shiftKey,
    ctrl: event.ctrlKey,
    alt: event.altKey,
    meta: event.metaKey,
    altGraph: event.getModifierState('AltGraph') || (event.ctrlKey && event.altKey),
    capsLock: event.getModifierState('CapsLock'),
    repeat: event.repeat,
    inField,
  };
}
