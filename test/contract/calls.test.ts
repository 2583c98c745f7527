import { ORPCError } from '@orpc/client';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type StationClient, toStationError } from '../../main/serve/connect.ts';
import { createRouter } from '../../main/station/router.ts';
import { type Carrier, carriers } from './carriers.ts';
import { secretText, stationDouble, unit } from './double.ts';
import { askAnything, goodQuestions, isAllowed, procedures } from './questions.ts';

/** `bench/reliability.sh 25`: 1,000. */
const fuzzRuns = Number(process.env.SPA_BENCH_QUESTIONS ?? 300);
/** Names every function has: a client is a function, so such a call never leaves the page. */
const functionNames = ['bind', 'call', 'apply', 'name', 'length', 'toString', 'then'];

it('no procedure has a name that every function has', () => {
  expect(procedures.flatMap((p) => p.split('.')).filter((n) => functionNames.includes(n))).toEqual(
    [],
  );
});

it('the table of good questions knows every procedure', () => {
  expect(Object.keys(goodQuestions).sort()).toEqual([...procedures].sort());
});

describe.each(Object.entries(carriers))('over %s', (_name, open) => {
  const { facade, asked } = stationDouble();
  const faults: { cause: unknown; procedure: string }[] = [];
  const wireFaults: unknown[] = [];
  let carrier: Carrier;
  let client: StationClient;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const router = createRouter(facade, (cause, procedure) => faults.push({ cause, procedure }));
    carrier = await open(router, (cause) => wireFaults.push(cause));
    ({ client, close } = await carrier.connect());
  });
  afterAll(async () => {
    await close();
    await carrier.stop();
    expect(wireFaults).toEqual([]);
  });
  beforeEach(() => {
    asked.length = 0;
    faults.length = 0;
  });

  const failure = async (call: Promise<unknown>): Promise<ORPCError<string, unknown>> => {
    const error = await call.then(
      () => new Error('answered'),
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ORPCError);
    return error as ORPCError<string, unknown>;
  };

  it.each(procedures.filter((p) => p !== 'station.changes'))('%s is answered', async (p) => {
    const question = goodQuestions[p] ?? undefined;
    expect(await askAnything(client, p, question)).toBeDefined();
    expect(asked).toEqual([{ procedure: p, question }]);
  });

  it.each(procedures.filter((p) => goodQuestions[p] !== null))(
    '%s refuses a question of the wrong form',
    async (p) => {
      for (const bad of [{ mac: 5, seat: '', run: 1, batch: 'x', address: '1.2.3', last: -1 }, 7]) {
        if (isAllowed(p, bad)) continue;
        expect((await failure(askAnything(client, p, bad))).code).toBe('BAD_REQUEST');
      }
      expect(asked).toEqual([]);
    },
  );

  it('names the field of a question that does not fit', async () => {
    const error = toStationError(await failure(askAnything(client, 'units.get', { mac: 'x' })));
    expect(error.code).toBe('BAD_REQUEST');
    expect(error.message).toBe('mac: a MAC is 12 lower-case hex digits.');
  });

  it.each([
    'units.nothing',
    'nothing.list',
    'units.constructor',
    'constructor.constructor',
    '__proto__.toString',
    'units.hasOwnProperty',
  ])('refuses %s, which is no procedure', async (p) => {
    const message = { i: '1', p: { u: `/${p.replace('.', '/')}`, b: {} } };
    const { answer } = await carrier.sendRaw(JSON.stringify(message));
    expect(JSON.parse(String(answer))).toMatchObject({ i: '1', p: { s: 404 } });
    expect(asked).toEqual([]);
  });

  it('a refusal crosses with its code and sentence, without its cause', async () => {
    const error = await failure(client.units.get({ mac: '000000000001' }));
    expect(error).toMatchObject({
      code: 'REFUSED',
      defined: true,
      data: { code: 'NO_SUCH_UNIT' },
      message: 'No unit has that MAC.',
    });
    expect(JSON.stringify(error)).not.toContain(secretText);
    expect(toStationError(error)).toMatchObject({ code: 'NO_SUCH_UNIT' });
    expect(faults).toEqual([]);
  });

  it('any other error crosses as INTERNAL without its text, and is told to the station', async () => {
    const error = await failure(client.units.get({ mac: '000000000002' }));
    expect(error.code).toBe('INTERNAL');
    expect(JSON.stringify(error.toJSON())).not.toContain(secretText);
    expect(faults).toEqual([
      { procedure: 'units.get', cause: expect.objectContaining({ message: secretText }) },
    ]);
  });

  it('an answer that breaks the contract crosses as INTERNAL', async () => {
    expect((await failure(client.units.get({ mac: '000000000003' }))).code).toBe('INTERNAL');
    expect(faults).toHaveLength(1);
  });

  it('fills in what a question leaves out', async () => {
    await client.station.snapshot({ seat: 'screen' });
    expect(asked).toEqual([
      { procedure: 'station.snapshot', question: { seat: 'screen', logLines: 200 } },
    ]);
  });

  it.each(procedures)(`%s survives ${fuzzRuns} mutated questions`, async (p) => {
    for (const question of fc.sample(mutationsOf(goodQuestions[p] ?? {}), fuzzRuns)) {
      const outcome = await askAnything(client, p, question).then(
        async (answer) => {
          if (p === 'station.changes') await (answer as AsyncGenerator).return(undefined);
          return 'answered';
        },
        (error: unknown) => (error instanceof ORPCError ? error.code : `died: ${error}`),
      );
      expect(['answered', 'BAD_REQUEST', 'REFUSED', 'INTERNAL']).toContain(outcome);
    }
    expect(asked.filter((a) => a.procedure !== p)).toEqual([]);
    expect(asked.filter((a) => !isAllowed(p, a.question))).toEqual([]);
    expect(await client.units.list()).toEqual([unit]);
  });

  it('a message that is no call ends its connection and nothing else', async () => {
    const call = JSON.stringify({ i: '1', p: { u: '/units/list', b: {} } });
    const rubbish: unknown[] = [
      ...Array.from({ length: call.length }, (_, end) => call.slice(0, end)).filter((t) => t),
      ...fc.sample(fc.string({ minLength: 1 }), 50),
      ...fc.sample(fc.json(), 50),
      ...fc.sample(fc.uint8Array({ minLength: 1 }), 20),
      JSON.stringify({ i: '1', t: 3, p: { e: 'message', d: 1 } }),
      JSON.stringify({
        i: '1',
        p: { u: '/units/list', h: { 'content-type': 'text/event-stream' } },
      }),
      JSON.stringify({ i: '1', p: { u: 'http://elsewhere/units/list' } }),
      JSON.stringify({ i: 1, p: { u: '/units/list' } }),
      JSON.stringify({ i: 'x'.repeat(100), p: { u: '/units/list' } }),
    ];
    for (const message of rubbish) {
      expect(await carrier.sendRaw(message), JSON.stringify(message)).toMatchObject({
        isEnded: true,
      });
    }
    expect(asked).toEqual([]);
    expect(await client.units.list()).toEqual([unit]);
  });

  it('a call whose body is rubbish is refused or ignored, and the station goes on', async () => {
    const bodies = fc.anything({ withNullPrototype: true, withSparseArray: true });
    for (const body of fc.sample(bodies, fuzzRuns)) {
      const message = JSON.stringify({ i: '1', p: { u: '/units/get', b: body } });
      const { isEnded } = await carrier.sendRaw(message);
      expect(isEnded).toBe(false);
    }
    expect(asked).toEqual([]);
  });
});

/** Good questions with a field replaced, removed or added, and values of any other kind. */
function mutationsOf(good: Record<string, unknown>): fc.Arbitrary<unknown> {
  const value = fc.anything({ withDate: true, withMap: true, withSet: true, withBigInt: true });
  const field = fc.constantFrom(...Object.keys(good), '__proto__', 'constructor', 'extra');
  const hostile = fc.constantFrom<unknown>(
    '',
    '../../etc/passwd',
    -1,
    0.5,
    Number.NaN,
    1e308,
    [],
    '\u0000',
    'x'.repeat(5000),
    '000000000002',
  );
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(field, fc.oneof(value, hostile))
        .map(([name, v]) => withField(good, name, v)),
    },
    { weight: 1, arbitrary: field.map((name) => withField(good, name, undefined)) },
    { weight: 1, arbitrary: value },
  );
}

function withField(good: Record<string, unknown>, name: string, value: unknown): unknown {
  const copy: Record<string, unknown> = { ...good };
  Object.defineProperty(copy, name, { value, enumerable: true, configurable: true });
  if (value === undefined) delete copy[name];
  return copy;
}
