/** The command line: `spa-bench VERB …`. */
import { fileURLToPath } from 'node:url';
import { StationError } from '../contract/errors.ts';
import {
  connectToStation,
  type StationClient,
  type StationConnection,
  toStationError,
} from './connect.ts';
import { dataDir, readRunFile } from './data-dir.ts';
import { createPrinter, exitCode, type Printer } from './print.ts';
import { stationCommands } from './station-commands.ts';
import { usage, WrongUse } from './usage.ts';

/** The built page, beside the built program or in the source tree. */
const rendererDir = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../out/renderer' : '../renderer', import.meta.url),
);

// `spa-bench log | head` closes the pipe early; that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCode.done);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<number> {
  const { args, data, isJson } = commonOptions(argv);
  const printer = createPrinter(isJson);
  try {
    if (data === null) throw new WrongUse('--data needs a folder: --data DIR');
    const [verb, ...rest] = args;
    if (verb === undefined || verb === 'help' || verb === '--help') {
      process.stderr.write(usage);
      return verb === undefined ? exitCode.wrongUse : exitCode.done;
    }
    // Each verb loads its own part alone: a script asks often, and waits for every start.
    if (verb === 'serve') {
      const { serveCommand } = await import('./serve-command.ts');
      return await serveCommand(dataDir(data), rest, rendererDir, printer);
    }
    if (verb === 'profile') {
      return (await import('./profile/index.ts')).profileCommand(rest, printer);
    }
    if (verb === 'spc' && rest[0] !== 'show' && rest[0] !== 'model') {
      return await (await import('./spc-command.ts')).spcCommand(rest, printer);
    }
    if (verb === 'rights') {
      return await (await import('./rights-command.ts')).rightsCommand(rest, printer);
    }
    if (verb === 'vectors') {
      return (await import('./vectors-command.ts')).vectorsCommand(rest, printer);
    }
    if (verb === 'simulate') {
      const { simulateCommand } = await import('../simulate/cli.ts');
      const stop = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.once(signal, () => stop.abort());
      }
      const io = {
        stdout: (line: string) => void process.stdout.write(`${line}\n`),
        stderr: (line: string) => void process.stderr.write(`${line}\n`),
        stop: stop.signal,
      };
      return await simulateCommand(isJson ? [...rest, '--json'] : rest, io);
    }
    return await askStation(verb, rest, dataDir(data), printer);
  } catch (error) {
    if (error instanceof WrongUse) {
      printer.problem('WRONG_USE', error.message);
      return exitCode.wrongUse;
    }
    if (!(error instanceof StationError)) {
      printer.say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      printer.problem(
        'INTERNAL',
        'Something went wrong inside the program; the lines above say what.',
      );
      return exitCode.refused;
    }
    const { code, message } = error;
    printer.problem(code, message);
    if (code === 'NOT_RUNNING' || code === 'TOKEN_REFUSED') return exitCode.notRunning;
    return code === 'BAD_SETTINGS' ? exitCode.wrongUse : exitCode.refused;
  }
}

async function askStation(
  verb: string,
  args: string[],
  dir: string,
  printer: Printer,
): Promise<number> {
  const command = Object.hasOwn(stationCommands, verb) ? stationCommands[verb] : undefined;
  if (command === undefined) throw new WrongUse(`there is no verb "${verb}"; try: spa-bench help`);
  let connection: StationConnection | null = null;
  const connect = async (): Promise<StationClient> => {
    const run = readRunFile(dir);
    if (run === null) {
      const message = `No station runs on ${dir}. Start it with: spa-bench serve`;
      throw new StationError('NOT_RUNNING', message);
    }
    connection = await connectToStation(run);
    return connection.client;
  };
  try {
    return await command(connect, args, printer);
  } catch (error) {
    throw error instanceof WrongUse ? error : toStationError(error);
  } finally {
    await (connection as StationConnection | null)?.close();
  }
}

/** `--data` and `--json` may stand anywhere. `data` is null when its folder is missing. */
function commonOptions(argv: string[]): {
  args: string[];
  data: string | undefined | null;
  isJson: boolean;
} {
  const args: string[] = [];
  let data: string | undefined | null;
  let isJson = false;
  for (let at = 0; at < argv.length; at += 1) {
    const arg = argv[at] ?? '';
    if (arg === '--json') isJson = true;
    else if (arg === '--data') data = argv[++at] || null;
    else if (arg.startsWith('--data=')) data = arg.slice('--data='.length) || null;
    else args.push(arg);
  }
  return { args, data, isJson };
}
