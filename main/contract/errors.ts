/**
 * A fault or a refusal with a stable code.
 *
 * `message` is one sentence a technician can act on, free of secrets; the cause stays in the log.
 * Errors of any other class cross to a UI as `INTERNAL` with none of their text.
 */
export class StationError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StationError';
    this.code = code;
  }
}
