/** What the shell remembers from one run to the next, in a file of the data folder. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const side = z.number().int();
const rememberedSchema = z.object({
  window: z
    .object({
      ...{ x: side, y: side, width: side.positive(), height: side.positive() },
      isMaximized: z.boolean(),
    })
    .optional(),
  /** The folder the last download went to. */
  downloadDir: z.string().optional(),
});
export type Remembered = z.infer<typeof rememberedSchema>;

export class ShellMemory {
  readonly #file: string;
  #remembered: Remembered;

  /** A file that is missing or spoilt is as good as none. */
  constructor(dir: string) {
    this.#file = join(dir, 'shell.json');
    this.#remembered = read(this.#file);
  }

  get(): Remembered {
    return this.#remembered;
  }

  /** Keeps these beside the others. A disk that refuses costs no more than a window's place. */
  set(part: Remembered): void {
    this.#remembered = { ...this.#remembered, ...part };
    try {
      writeFileSync(`${this.#file}.new`, `${JSON.stringify(this.#remembered, null, 2)}\n`);
      renameSync(`${this.#file}.new`, this.#file);
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
}

function read(file: string): Remembered {
  try {
    return rememberedSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}
