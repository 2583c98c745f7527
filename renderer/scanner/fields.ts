/** What fields held before a scanner typed into them (UI design, section 13, timing mode). */

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

interface Held {
  value: string;
  start: number | null;
  end: number | null;
}

/** The field a key would go into, or null. */
export function focusedField(page: Document): Field | null {
  const active = page.activeElement;
  if (active instanceof HTMLTextAreaElement || active instanceof HTMLSelectElement) return active;
  const isPressed = /^(?:button|checkbox|color|file|image|radio|range|reset|submit)$/;
  return active instanceof HTMLInputElement && !isPressed.test(active.type) ? active : null;
}

/** Remembers fields from the first key of a possible scan, and gives them back what they held. */
export class FieldMemory {
  readonly #held = new Map<Field, Held>();

  forget(): void {
    this.#held.clear();
  }

  /** Keeps the field as it is now, unless it is known already. */
  keep(field: Field): void {
    if (this.#held.has(field)) return;
    const { start, end } = selectionOf(field);
    this.#held.set(field, { value: field.value, start, end });
  }

  giveBack(): void {
    for (const [field, held] of this.#held) {
      if (field.value !== held.value) setValue(field, held.value);
      if (held.start !== null && !(field instanceof HTMLSelectElement)) {
        field.setSelectionRange(held.start, held.end);
      }
    }
    this.#held.clear();
  }
}

/** Puts text where the cursor is, as if it had been typed. */
export function insertText(field: Field, text: string): void {
  if (field instanceof HTMLSelectElement) return;
  const { start, end } = selectionOf(field);
  const at = start ?? field.value.length;
  setValue(field, field.value.slice(0, at) + text + field.value.slice(end ?? at));
  if (start !== null) field.setSelectionRange(at + text.length, at + text.length);
}

function selectionOf(field: Field): Pick<Held, 'start' | 'end'> {
  if (field instanceof HTMLSelectElement) return { start: null, end: null };
  return { start: field.selectionStart, end: field.selectionEnd };
}

/** React listens to the prototype's setter and the event; a plain assignment would go unnoticed. */
function setValue(field: Field, value: string): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, value);
  const name = field instanceof HTMLSelectElement ? 'change' : 'input';
  field.dispatchEvent(new Event(name, { bubbles: true }));
}
