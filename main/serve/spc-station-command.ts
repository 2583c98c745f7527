/** `spc show` and `spc model`: what a running station has of the vendor's compiler, and which models it is for. */
import { type CompilerWay, compilerWaySchema } from '../contract/compiler.ts';
import { StationError } from '../contract/errors.ts';
import { type Connect, parsed } from './command.ts';
import { exitCode, type Printer } from './print.ts';
import { WrongUse } from './usage.ts';

export function spcStationCommand(
  connect: Connect,
  [word, ...args]: string[],
  printer: Printer,
): Promise<number> {
  return word === 'show' ? show(connect, args, printer) : model(connect, args, printer);
}

/** @returns 1 when it cannot be used */
async function show(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const { values, positionals } = parsed(args, { again: { type: 'boolean' } }, true);
  if (positionals.length > 0) throw new WrongUse(`"${positionals[0]}" is not understood here`);
  const client = await connect();
  const compiler = await client.settings.compiler({ again: values.again === true });
  const { spc } = (await client.settings.read()).values;
  const { path, found, problem, said } = compiler;
  const { parameters = 0, sha256 = '' } = found ?? {};
  const sentence = `${path}: a sample profile of ${parameters} parameters, SHA-256 ${sha256}`;
  printer.value({ ...compiler, ...spc }, problem?.message ?? sentence);
  if (said !== '') printer.say(said);
  for (const [name, way] of Object.entries(spc.models)) {
    printer.say(`${name}: ${wordsOf(way)}`);
  }
  return problem === null ? exitCode.done : exitCode.refused;
}

async function model(connect: Connect, args: string[], printer: Printer): Promise<number> {
  const { values, positionals } = parsed(
    args,
    {
      ...{ cipher: { type: 'string' }, key: { type: 'string' }, files: { type: 'string' } },
      scramble: { type: 'boolean' },
    },
    true,
  );
  const [typed, how, ...more] = positionals;
  if (typed === undefined || (how !== 'open' && how !== 'compiler') || more.length > 0) {
    throw new WrongUse('spc model MODEL open|compiler [--cipher aes|rc4|none] …');
  }
  if (how === 'open' && Object.keys(values).length > 0) {
    throw new WrongUse('the open format has no options');
  }
  const { cipher = 'aes', key = 'hex', files = 'own', scramble = false } = values;
  const way = compilerWaySchema.safeParse({ cipher, key, files, scramble });
  if (!way.success) throw new WrongUse('--cipher aes|rc4|none, --key hex|ascii, --files own|all');
  const client = await connect();
  const row = (await client.settings.models()).find((each) => isSame(each.model, typed));
  if (row === undefined) {
    throw new StationError('MODEL_UNKNOWN', `There is no model ${typed} in the settings.`);
  }
  const name = row.model;
  const { models } = (await client.settings.read()).values.spc;
  const others = Object.entries(models).filter(([each]) => !isSame(each, name));
  const rest = Object.fromEntries(others);
  const next = how === 'open' ? rest : { ...rest, [name]: way.data };
  const { nextStart } = await client.settings.change({ spc: { models: next } });
  const done = next[name] ?? null;
  const when = nextStart.includes('spc') ? ' It counts from the next start.' : '';
  const sentence = `${name}: ${done === null ? 'open format' : wordsOf(done)}.${when}`;
  printer.value({ model: name, way: done, waits: nextStart.includes('spc') }, sentence);
  return exitCode.done;
}

/** Names are the same whatever their hyphens and capitals, as the station reads them. */
function isSame(one: string, other: string): boolean {
  const plain = (name: string) => name.replace(/[^A-Za-z0-9]/g, '').toUpperCase();
  return plain(one) === plain(other);
}

function wordsOf({ cipher, key, scramble, files }: CompilerWay): string {
  const parts = [
    "the vendor's compiler, --target",
    cipher === 'none' ? null : `--${cipher} --${key}-key`,
    scramble ? '--scramble' : null,
    files === 'all' ? 'all files' : 'its own file',
  ];
  return parts.filter((part) => part !== null).join(', ');
}
