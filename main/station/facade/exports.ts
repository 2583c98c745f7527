import type { Station } from '../station.ts';
import type { BenchFacade } from './index.ts';
import { notBuilt } from './not-built.ts';

export function exportQuestions(station: Station): BenchFacade['exports'] {
  const { exporter } = station;
  return {
    list: async () => exporter.list(),
    preview: notBuilt,
    make: async ({ preset, dir = '' }) => {
      const { batch, rows, file, sha256 } = await exporter.make(preset, dir);
      if (batch !== null) announceBatch(station, batch);
      return { batch, rows, file, sha256 };
    },
    again: ({ batch, dir = '' }) => exporter.again(batch, dir),
    content: notBuilt,
    void: async ({ batch, reason }) => {
      const past = await exporter.voidBatch(batch, reason);
      announceBatch(station, batch);
      return past;
    },
  };
}

function announceBatch(station: Station, number: number): void {
  const batch = station.exporter.list().find((each) => each.batch === number);
  if (batch) station.changes.publish([{ type: 'batch', batch }]);
  const macs = station.units().filter((unit) => unit.batch === number || unit.binding === 'bound');
  station.announceUnits(macs.map((unit) => unit.mac));
}
