import { describe, expect, it } from 'vitest';
import { unitModels } from '../../main/simulate/models.ts';
import { SimulatedUnit } from '../../main/simulate/unit.ts';
import { loadExchanges } from './exchanges.ts';
import { scriptedWire } from './scripted-wire.ts';

const exchanges = loadExchanges();

describe('golden exchanges', () => {
  it('exist for every simulated model', () => {
    expect(exchanges.map((exchange) => exchange.model).sort()).toEqual(
      Object.keys(unitModels).sort(),
    );
  });

  it.each(exchanges)('a $model sends exactly these bytes', async (exchange) => {
    const model = unitModels[exchange.model];
    if (!model) throw new Error('no such model');
    const wire = scriptedWire(exchange);
    const unit = new SimulatedUnit({
      mac: exchange.mac,
      serial: exchange.serial,
      model,
      wire,
      reading: 'at-once',
      pace: { scale: 0.0001, soonestResendMs: 5000 },
      seed: 1,
    });
    unit.powerOn();
    await wire.isOver;
    await unit.powerOff();
    const expected = exchange.steps.filter((step) => step.from === 'unit');
    expect(wire.sent.map((step) => [step.service, step.bytes.toString('latin1')])).toEqual(
      expected.map((step) => [step.service, step.bytes.toString('latin1')]),
    );
  });

  it.each(exchanges)(
    'a $model has the serial number style of its box, and its User-Agent',
    (exchange) => {
      const model = unitModels[exchange.model];
      expect(model?.serial(1)).toBe(exchange.serial);
      if (exchange.userAgent !== null) expect(model?.userAgent(exchange)).toBe(exchange.userAgent);
    },
  );
});
