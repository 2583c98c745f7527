/** What the operations take, checked: a case of another shape is a problem of that case alone. */
import * as z from 'zod';
import { bad, type Read } from '../station/profile/problem.ts';
import type { VectorContext } from './suite.ts';

type Run<I> = (input: I, context: VectorContext) => Read<unknown>;

function taking<S extends z.ZodType>(schema: S) {
  return (run: Run<z.output<S>>): Run<unknown> =>
    (input, context) => {
      const read = schema.safeParse(input);
      if (read.success) return run(read.data, context);
      return bad('bad-input', `The input does not fit the operation: ${read.error.message}`);
    };
}

const string = z.string();

export const text = taking(string);
export const words = taking(z.array(string));
export const value = taking(z.looseObject({ value: string }));
export const versions = taking(z.looseObject({ a: string, b: string }));
export const downgrade = taking(z.looseObject({ version: string, limit: string }));
export const aliases = taking(z.looseObject({ map: string, xml: string }));
export const sequence = taking(
  z.looseObject({
    rules: z.record(string, string),
    answers: z.record(string, z.enum(['ok', 'fail', 'not-found'])),
    Resync_Fails_On_FNF: string.default('Yes'),
  }),
);
export const delay = taking(z.looseObject({ schedule: string, attempt: z.number() }));
export const retry = taking(z.looseObject({ parameter: string, value: string }));
export const files = taking(z.looseObject({ files: z.record(string, string), entry: string }));
export const typedValue = taking(
  z.looseObject({ type: string, value: string, options: z.array(string).optional() }),
);
export const resyncParts = taking(
  z.looseObject({ device: string, port: z.number().optional(), argument: string }),
);
export const cipher = taking(z.looseObject({ phrase: string, cipherBase64: string }));
export const plain = taking(
  z.looseObject({ phrase: string, saltHex: string, plainBase64: string }),
);
export const gzip = taking(z.looseObject({ gzipBase64: string }));
export const bytes = taking(z.looseObject({ base64: string }));
