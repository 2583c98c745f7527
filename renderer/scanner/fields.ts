/** What fields held before a scanner typed into them (UI design, section 13, timing mode). */

/** What a key goes into. */
export interface TextField {
  /** The element with the focus, which tells one field from another. */
  element: Element;
  /** @returns gives the field back what it holds now, with its selection */
  keep: () => () => void;
  /** Puts text where the cursor is, as if it had been typed. */
  insert: (text: string) => void;
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const editors = new Map<Element, TextField>();

/**
 * An editor that is no input of the browser's says how it is kept and given back.
 * @returns ends that
 */
export function registerField(field: TextField): () => void {
  editors.set(field.element, field);
  return () => {
    if (editors.get(field.element) === field) editors.delete(field.element);
  };
}

/** The field a key would go into, or null. */
export function focusedField(page: Document): TextField | null {
  const active = page.activeElement;
  if (active === null) return null;
  const editor = editors.get(active);
  if (editor !== undefined) return editor;
  if (active instanceof HTMLTextAreaElement || active instanceof HTMLSelectElement) {
    return fieldOf(active);
  }
  const isPressed = /^(?:button|checkbox|color|file|image|radio|range|reset|submit)$/;
  return active instanceof HTMLInputElement && !isPressed.test(active.type)
    ? fieldOf(active)
    : null;
}

/**
 * Whether a secret is typed into the focused field. Whatever types it, a program that keeps passwords is as quick as
 * a scanner, and what is taken for a scan is stored.
 */
export function isSecretFocused({ activeElement }: Document): boolean {
  return (
    activeElement instanceof HTMLInputElement &&
    (activeElement.type === 'password' || activeElement.dataset.secret !== undefined)
  );
}

/** Remembers fields from the first key of a possible scan, and gives them back what they held. */
export class FieldMemory {
  readonly #held = new Map<Element, () => void>();

  forget(): void {
    this.#held.clear();
  }

  /** Keeps the field as it is now, unless it is known already. */
  keep(field: TextField): void {
    if (!this.#held.has(field.element)) this.#held.set(field.element, field.keep());
  }

  giveBack(): void {
    for (const giveBack of this.#held.values()) giveBack();
    this.#held.clear();
  }
}

function fieldOf(control: Control): TextField {
  return {
    element: control,
    keep: () => {
      const { value } = control;
      const { start, end } = selectionOf(control);
      return () => {
        if (control.value !== value) setValue(control, value);
        if (start !== null && !(control instanceof HTMLSelectElement)) {
          control.setSelectionRange(start, end);
        }
      };
    },
    insert: (text) => {
      if (control instanceof HTMLSelectElement) return;
      const { start, end } = selectionOf(control);
      const at = start ?? control.value.length;
      setValue(control, control.value.slice(0, at) + text + control.value.slice(end ?? at));
      if (start !== null) control.setSelectionRange(at + text.length, at + text.length);
    },
  };
}

function selectionOf(control: Control): { start: number | null; end: number | null } {
  if (control instanceof HTMLSelectElement) return { start: null, end: null };
  return { start: control.selectionStart, end: control.selectionEnd };
}

/**
 * React listens to the prototype's setter and `input`, plain listeners to `change`; an assignment
 * alone would go unnoticed.
 */
function setValue(control: Control, value: string): void {
  const prototype = Object.getPrototypeOf(control);
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(control, value);
  const names = control instanceof HTMLSelectElement ? ['change'] : ['input', 'change'];
  for (const name of names) control.dispatchEvent(new Event(name, { bubbles: true }));
}
