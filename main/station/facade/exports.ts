import type { PastBatch } from '../../contract/bindings.ts';
import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';

export function exportQuestions(station: Station): BenchFacade['exports'] {
  const { exporter } = station;
  return {
    list: async () => exporter.list(),
    preview: ({ preset, lines }) => exporter.preview(preset, lines),
    make: async ({ preset, dir }) => {
      const before = exporter.list();
      const { batch, rows, file, sha256 } = await exporter.make(preset, dir);
      if (batch !== null) announceBatch(station, batch, before);
      return { batch, rows, file, sha256 };
    },
    again: ({ batch, dir }) => exporter.again(batch, dir),
    content: async ({ batch }) => {
      const { fileName, bytes, sha256 } = exporter.content(batch);
      return { fileName, base64: Buffer.from(bytes).toString('base64'), sha256 };
    },
    void: async ({ batch, reason }) => {
      const before = exporter.list();
      const past = await exporter.voidBatch(batch, reason);
      announceBatch(station, batch, before);
      return past;
    },
  };
}

/** The batch, those whose replacement it is or no longer is, and the units it concerns. */
function announceBatch(station: Station, number: number, before: readonly PastBatch[]): void {
  const replacedBy = new Map(before.map((batch) => [batch.batch, batch.replacedBy]));
  const changed = station.exporter
    .list()
    .filter(({ batch, replacedBy: now }) => batch === number || replacedBy.get(batch) !== now);
  station.changes.publish(changed.map((batch) => ({ type: 'batch', batch })));
  const units = station.units().filter((unit) => unit.batch === number || unit.binding === 'bound');
  station.unitViews.announce(units.map((unit) => unit.mac));
}
