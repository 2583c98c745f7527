/** Verbs about units: what is known of them, and orders to one. */
import { StationError } from '../contract/errors.ts';
import type { Unit, UnitDetail } from '../contract/model.ts';
import { askSecret } from './ask-secret.ts';
import { type Command, macOf, noMore, onlyMac } from './command.ts';
import { exchangeText } from './dhcp-text.ts';
import { exitCode, printedTime } from './print.ts';
import { transferText } from './transfer-text.ts';
import { WrongUse } from './usage.ts';

export const unitVerbs: Record<string, Command> = {
  units: async (connect, args, printer) => {
    noMore(args);
    const client = await connect();
    for (const unit of await client.units.list()) printer.value(printedUnit(unit));
    return exitCode.done;
  },

  unit: async (connect, args, printer) => {
    const mac = onlyMac(args);
    const client = await connect();
    const unit = await client.units.get({ mac });
    printer.value({
      ...printedUnit(unit),
      firmware: unit.firmware,
      attention: unit.attention,
      evidence: unit.evidence.map((each) => ({ ...each, at: printedTime(each.at) })),
      files: unit.files.map((each) => ({ ...each, at: printedTime(each.at) })),
      keyFingerprint: unit.keyFingerprint,
      level: unit.level,
      ladder: unit.ladder.map((each) => ({ ...each, at: printedTime(each.at) })),
      readBack: printedReadBack(unit.readBack),
    });
    return exitCode.done;
  },

  'read-back': async (connect, args, printer) => {
    const mac = onlyMac(args);
    const client = await connect();
    const { readBack } = await client.units.readBack({ mac });
    printer.value(printedReadBack(readBack) ?? {});
    return readBack?.outcome === 'equal' ? exitCode.done : exitCode.refused;
  },

  resync: async (connect, args, printer) => {
    const isByCode = args.includes('--code');
    const mac = onlyMac(args.filter((arg) => arg !== '--code'));
    const client = await connect();
    const none = new StationError('NO_CODE_GIVEN', 'No code was given. Type it, or pipe it in.');
    const code = isByCode ? await askSecret('One-time code: ', none) : undefined;
    printer.value(await client.units.resync({ mac, ...(code !== undefined && { code }) }));
    return exitCode.done;
  },

  reboot: async (connect, args, printer) => {
    const mac = onlyMac(args);
    const client = await connect();
    printer.value(await client.units.reboot({ mac }));
    return exitCode.done;
  },

  dhcp: async (connect, args, printer) => {
    const mac = onlyMac(args);
    const client = await connect();
    for (const each of await client.units.dhcp({ mac })) {
      const printed = { ...each, at: printedTime(each.at) };
      printer.value(printed, exchangeText(each));
    }
    return exitCode.done;
  },

  transfers: async (connect, args, printer) => {
    const mac = onlyMac(args);
    const client = await connect();
    for (const each of await client.units.transfers({ mac })) {
      const times = { startedAt: printedTime(each.startedAt), at: printedTime(each.at) };
      printer.value({ ...each, ...times }, transferText(each));
    }
    return exitCode.done;
  },

  why: async (connect, args, printer) => {
    const text = args.join(' ');
    if (text.trim() === '' || text.length > 100) throw new WrongUse('one MAC is needed');
    const client = await connect();
    const why = await client.units.why({ text });
    const last = why.last === null ? null : { ...why.last, at: printedTime(why.last.at) };
    const near = why.near.map(({ mac, how, what }) => `${mac} (${what}): ${how}`);
    printer.value({ ...why, last }, [why.sentence, why.todo ?? [], near].flat(2).join('\n'));
    return ['done', 'on-its-way'].includes(why.verdict) ? exitCode.done : exitCode.refused;
  },

  release: async (connect, args, printer) => {
    const mac = onlyMac(args);
    const client = await connect();
    printer.value(printedUnit(await client.units.release({ mac })));
    return exitCode.done;
  },

  customised: async (connect, args, printer) => {
    const [text = '', ...words] = args;
    const status = words.join(' ').trim();
    if (status === '' || status.length > 60) {
      throw new WrongUse('customised needs a MAC and Open, Pending or the company’s name');
    }
    const mac = macOf(text);
    const client = await connect();
    const { customisation } = await client.units.setCustomisation({ mac, status });
    printer.value({ mac, customisation });
    return exitCode.done;
  },

  again: async (connect, args, printer) => {
    const mac = onlyMac(args);
    const client = await connect();
    printer.value(printedUnit(await client.units.provisionAgain({ mac })));
    return exitCode.done;
  },
};

function printedUnit(unit: Unit): Record<string, unknown> {
  const { mac, model, serial, address, stage, condition, reason, account, batch } = unit;
  return {
    mac,
    model,
    serial,
    address,
    stage,
    condition,
    reason:
      reason === null ? null : `${reason.code === null ? '' : `${reason.code} `}${reason.text}`,
    since: printedTime(unit.since),
    account,
    batch,
  };
}

function printedReadBack(readBack: UnitDetail['readBack']) {
  return readBack === null ? null : { ...readBack, at: printedTime(readBack.at) };
}
