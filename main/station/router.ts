/**
 * The contract, answered: one line per procedure, over what the station can do.
 * Carriers (`wire.ts`) hand it calls; validation happens before a line here runs.
 */
import { mapEventIterator } from '@orpc/client';
import type { ContractProcedure } from '@orpc/contract';
import { implement, ORPCError } from '@orpc/server';
import type * as z from 'zod';
import { contract } from '../contract/contract.ts';
import { StationError } from '../contract/errors.ts';
import type { ChangesHub } from './changes.ts';

type Contract = typeof contract;

/** A procedure as a method: gets the question after its schema (defaults filled in), gives the answer. */
type Method<P> =
  P extends ContractProcedure<infer Q, infer A, infer _Errors, infer _Meta>
    ? A extends z.ZodType
      ? (...question: Q extends z.ZodType ? [z.output<Q>] : []) => Promise<z.input<A>>
      : never
    : never;

type Methods<Group, Name extends keyof Group> = { [N in Name]: Method<Group[N]> };

/**
 * What the router needs of a station: a method per procedure, grouped as the contract groups them, and
 * the hub behind `station.changes`. A method says no with a {@link StationError}; anything else it
 * throws counts as a fault of the program.
 */
export type StationFacade = {
  [Group in Exclude<keyof Contract, 'station'>]: Methods<Contract[Group], keyof Contract[Group]>;
} & {
  station: Methods<Contract['station'], Exclude<keyof Contract['station'], 'changes'>>;
  changes: ChangesHub;
};

/**
 * Builds the router.
 *
 * A StationError crosses as `REFUSED` with its code and sentence, a question that does not fit its
 * schema as `BAD_REQUEST`, everything else as `INTERNAL` with none of its text.
 *
 * @param onFault  gets what is behind an `INTERNAL`, and the procedure's name, for the log
 */
export function createRouter(
  facade: StationFacade,
  onFault: (cause: unknown, procedure: string) => void,
) {
  const os = implement(contract).use(async ({ next, path }) => {
    const cross = (error: unknown) => crossing(error, (cause) => onFault(cause, path.join('.')));
    try {
      const result = await next();
      if (!isStream(result.output)) return result;
      const stream = mapEventIterator(result.output, {
        value: async (value) => value,
        error: async (error) => cross(error),
      });
      return { ...result, output: stream as typeof result.output };
    } catch (error) {
      throw cross(error);
    }
  });
  // One handler per procedure of the contract. Complete by type: StationFacade has a method for each.
  const implementers = os as unknown as Record<string, Record<string, Implementer>>;
  const groups = Object.entries(contract).map(([group, procedures]) => {
    const named = Object.entries(procedures).map(([name, procedure]) => {
      const takesQuestion = procedure['~orpc'].inputSchema !== undefined;
      const handle = handlerOf(facade, group, name, takesQuestion);
      return [name, implementers[group]?.[name]?.handler(handle)];
    });
    return [group, Object.fromEntries(named)];
  });
  return os.router(Object.fromEntries(groups) as Parameters<typeof os.router>[0]);
}

type Handler = (call: { input: unknown; signal?: AbortSignal | undefined }) => unknown;
type Implementer = { handler(handle: Handler): unknown };

/** Looks the method up at each call: a host may put another station behind the same facade. */
function handlerOf(
  facade: StationFacade,
  group: string,
  name: string,
  takesQuestion: boolean,
): Handler {
  if (group === 'station' && name === 'changes') {
    return ({ input, signal }) => {
      const { run, afterSeq } = input as { run: string; afterSeq: number };
      return facade.changes.subscribe(run, afterSeq, signal ?? new AbortController().signal);
    };
  }
  const ask = (question: unknown): unknown => {
    const methods = facade[group as keyof Contract] as unknown as Record<string, Ask>;
    return methods[name]?.(question);
  };
  // Whatever came with a call that takes no question is dropped unseen.
  return takesQuestion ? ({ input }) => ask(input) : () => ask(undefined);
}

type Ask = (question: unknown) => unknown;

export type StationRouter = ReturnType<typeof createRouter>;

function isStream(value: unknown): value is AsyncIterator<unknown, unknown, void> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function crossing(error: unknown, onFault: (cause: unknown) => void): ORPCError<string, unknown> {
  if (error instanceof StationError) {
    return new ORPCError('REFUSED', { message: error.message, data: { code: error.code } });
  }
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') return error;
  onFault(error instanceof ORPCError ? (error.cause ?? error) : error);
  return new ORPCError('INTERNAL', {
    status: 500,
    message: 'Something went wrong inside the station. Its log says what.',
  });
}
