/** The contract's questions, answered by a station: one short function each. */
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { StationError } from '../contract/errors.ts';
import type { ScanOutcome, Unit } from '../contract/model.ts';
import { formatMac, type Mac } from '../contract/values.ts';
import { importAccounts } from './accounts/import.ts';
import { CardAddresses } from './card-addresses.ts';
import { bootId } from './net/boot.ts';
import { listCards } from './net/cards.ts';
import { runElevated } from './net/elevate.ts';
import type { StationFacade } from './router.ts';
import type { Station } from './station.ts';

/** Scans a newly opened page shows. */
const SHOWN_SCANS = 50;

export function createFacade(station: Station): StationFacade {
  const { store, binder, exporter, tracker, changes } = station;
  const cardAddresses = new CardAddresses({
    store,
    log: station.log,
    listCards,
    runElevated,
    bootId,
    isInUse: (card) => station.usesCard(card),
  });
  const bound = (mac: Mac | null, why: string) =>
    mac === null ? null : station.bindingChanged(mac, why);

  return {
    changes,
    station: {
      snapshot: async ({ seat, logLines }) => {
        await Promise.all([station.log.settled(), tracker.settled()]);
        // Everything below is read in one go, so that the number fits what is shown.
        return store.read((tables) => ({
          seq: changes.seq,
          run: changes.run,
          status: station.status(),
          units: station.units(),
          foreign: station.foreign.all(),
          log: tables.log.list({ last: logLines }),
          scans: tables.scans.list(seat, SHOWN_SCANS),
          seat: binder.seat(seat),
          boundToday: tables.bindings.countSince(startOfDay(station.clock.now())),
        }));
      },
      status: async () => ({ ...station.status(), foreign: station.foreign.all() }),
      cards: () => cardAddresses.list(),
      addressPlan: ({ interface: name }) => cardAddresses.plan(name),
      setAddress: ({ interface: name }) => cardAddresses.set(name),
      undoAddress: ({ interface: name }) => cardAddresses.undo(name),
      start: async (wanted) => {
        await station.start(wanted);
        return station.status();
      },
      stop: async () => {
        await station.stop();
        return station.status();
      },
    },

    units: {
      list: () => station.settledUnits(),
      get: async ({ mac }) => {
        await tracker.settled();
        const unit = knownUnit(station, mac);
        return store.read(({ evidence, served }) => ({
          ...unit,
          evidence: evidence.of(mac),
          files: served.of(mac),
        }));
      },
      release: async ({ mac }) => {
        knownUnit(station, mac);
        const binding = await binder.release(mac);
        changes.publish([{ type: 'binding', binding }]);
        await bound(mac, `Released from account ${binding.account}`);
        return knownUnit(station, mac);
      },
      provisionAgain: async ({ mac }) => {
        knownUnit(station, mac);
        tracker.apply(mac, { type: 'provision-again', at: station.clock.now() });
        await tracker.settled();
        return knownUnit(station, mac);
      },
    },

    log: {
      list: async ({ mac, last, afterId }) => {
        await station.log.settled();
        const part = { last, ...(mac && { mac }), ...(afterId !== undefined && { afterId }) };
        return store.read(({ log }) => log.list(part));
      },
    },

    accounts: {
      list: async () => store.read(({ accounts }) => accounts.list()),
      importCsv: async ({ base64, map, secret, isDryRun }) => {
        const bytes = Buffer.from(base64, 'base64');
        const report = await importAccounts(store, {
          bytes,
          isDryRun,
          ...(map && { map }),
          ...(secret && { secret }),
        });
        if (!isDryRun) changes.publish([{ type: 'accounts' }]);
        return report;
      },
    },

    scans: {
      submit: async ({ seat, text }) => {
        const outcome = await binder.submit(seat, text);
        changes.publish([
          { type: 'scan', outcome, seat },
          { type: 'seat', seat: binder.seat(seat) },
        ]);
        await announceScan(station, outcome);
        return outcome;
      },
      undo: async ({ seat, mac }) => {
        const binding = await binder.undo(seat, mac);
        changes.publish([{ type: 'binding', binding }]);
        await bound(binding.mac, `The bind to account ${binding.account} was taken back`);
        return binding;
      },
      acknowledge: async ({ seat }) => {
        const memory = await binder.acknowledge(seat);
        changes.publish([{ type: 'seat', seat: memory }]);
        return memory;
      },
    },

    bindings: { list: async () => binder.list() },

    exports: {
      list: async () => exporter.list(),
      make: async ({ preset, dir }) => {
        const { batch, rows, file, sha256 } = await exporter.make(preset, dir);
        if (batch !== null) announceBatch(station, batch);
        return { batch, rows, file, sha256 };
      },
      again: ({ batch, dir }) => exporter.again(batch, dir),
      void: async ({ batch, reason }) => {
        const past = await exporter.voidBatch(batch, reason);
        announceBatch(station, batch);
        return past;
      },
    },

    keys: {
      exportTo: async ({ file, mac }) => {
        const lines = keyLines(station, mac);
        await writeSecretFile(file, lines.join(''));
        return { file, keys: lines.length };
      },
    },
  };
}

function knownUnit(station: Station, mac: Mac): Unit {
  const unit = station.unit(mac);
  if (unit === null) {
    throw new StationError('NO_SUCH_UNIT', `This station has never seen ${formatMac(mac)}.`);
  }
  return unit;
}

/** A bind by scan, or an UNDO barcode, changes the unit and its binding too. */
async function announceScan(station: Station, outcome: ScanOutcome): Promise<void> {
  const mac = outcome.unit;
  if (mac === null || (outcome.verdict !== 'bound' && outcome.class !== 'command')) return;
  const binding = station.binder.ofUnit(mac);
  if (binding !== null) station.changes.publish([{ type: 'binding', binding }]);
  await station.bindingChanged(mac, 'The bind was taken back');
}

function announceBatch(station: Station, number: number): void {
  const batch = station.exporter.list().find((each) => each.batch === number);
  if (batch) station.changes.publish([{ type: 'batch', batch }]);
  const macs = station.units().filter((unit) => unit.batch === number || unit.binding === 'bound');
  station.announceUnits(macs.map((unit) => unit.mac));
}

/** One JSON object per line and unit: what the ISP needs to encrypt its later profiles. */
function keyLines(station: Station, only: Mac | undefined): string[] {
  const keys = station.store.read((tables) => tables.keys.all());
  const wanted = keys.filter(
    (key) => key.issuedAt !== null && (only === undefined || key.mac === only),
  );
  if (only !== undefined && wanted.length === 0) {
    throw new StationError(
      'NO_KEY',
      `${formatMac(only)} has no key yet: it has not been given its own profile.`,
    );
  }
  return wanted.map(({ mac, key, directory }) => {
    const rule = station.permanentRule(mac);
    return `${JSON.stringify({ mac, key, directory, rule })}\n`;
  });
}

/** Readable by its owner only; whole, in place of what was there, or as it was. */
async function writeSecretFile(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.new`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new StationError('KEYS_NOT_WRITTEN', `The key file ${file} cannot be written.`, {
      cause,
    });
  }
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
