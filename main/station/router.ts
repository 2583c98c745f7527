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
  const { station, units, log, accounts, scans, bindings, exports, keys, changes } = facade;
  return os.router({
    station: {
      snapshot: os.station.snapshot.handler(({ input }) => station.snapshot(input)),
      changes: os.station.changes.handler(async ({ input, signal }) =>
        changes.subscribe(input.run, input.afterSeq, signal ?? new AbortController().signal),
      ),
      status: os.station.status.handler(() => station.status()),
      cards: os.station.cards.handler(() => station.cards()),
      addressPlan: os.station.addressPlan.handler(({ input }) => station.addressPlan(input)),
      setAddress: os.station.setAddress.handler(({ input }) => station.setAddress(input)),
      undoAddress: os.station.undoAddress.handler(({ input }) => station.undoAddress(input)),
      start: os.station.start.handler(({ input }) => station.start(input)),
      stop: os.station.stop.handler(() => station.stop()),
    },
    units: {
      list: os.units.list.handler(() => units.list()),
      get: os.units.get.handler(({ input }) => units.get(input)),
      release: os.units.release.handler(({ input }) => units.release(input)),
      provisionAgain: os.units.provisionAgain.handler(({ input }) => units.provisionAgain(input)),
    },
    log: { list: os.log.list.handler(({ input }) => log.list(input)) },
    accounts: {
      list: os.accounts.list.handler(() => accounts.list()),
      importCsv: os.accounts.importCsv.handler(({ input }) => accounts.importCsv(input)),
    },
    scans: {
      submit: os.scans.submit.handler(({ input }) => scans.submit(input)),
      undo: os.scans.undo.handler(({ input }) => scans.undo(input)),
      acknowledge: os.scans.acknowledge.handler(({ input }) => scans.acknowledge(input)),
    },
    bindings: { list: os.bindings.list.handler(() => bindings.list()) },
    exports: {
      list: os.exports.list.handler(() => exports.list()),
      make: os.exports.make.handler(({ input }) => exports.make(input)),
      again: os.exports.again.handler(({ input }) => exports.again(input)),
      void: os.exports.void.handler(({ input }) => exports.void(input)),
    },
    keys: { exportTo: os.keys.exportTo.handler(({ input }) => keys.exportTo(input)) },
  });
}

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
