/** The screen's sentences and orders. Pure. */
import type { FirmwareImage, UpgradeRuleKind } from '../../main/contract/firmware.ts';
import type { Unit, UnitUpgrade } from '../../main/contract/model.ts';

export const ruleWords: readonly { id: UpgradeRuleKind; word: string }[] = [
  { id: 'off', word: 'Off' },
  { id: 'older', word: 'If older' },
  { id: 'always', word: 'Always this version' },
];

const order: Record<UnitUpgrade['phase'], number> = {
  failed: 0,
  taking: 1,
  restarting: 1,
  told: 2,
  asking: 3,
  waiting: 4,
};

export type UpgradingUnit = Unit & { upgrade: UnitUpgrade };

/** Failures first, then those with an image in them, then the line as it stands. */
export function upgradingUnits(units: Iterable<Unit>): UpgradingUnit[] {
  return [...units]
    .filter((unit): unit is UpgradingUnit => unit.upgrade !== null)
    .sort(
      (a, b) =>
        order[a.upgrade.phase] - order[b.upgrade.phase] ||
        (a.upgrade.before ?? 0) - (b.upgrade.before ?? 0) ||
        a.upgrade.since - b.upgrade.since,
    );
}

/** What a unit does about its firmware now. @param percent  of a transfer under way; null: none is known */
export function upgradeWords(
  { upgrade, condition }: Pick<UpgradingUnit, 'upgrade' | 'condition'>,
  percent: number | null,
): string {
  const { phase, file, to, before } = upgrade;
  switch (phase) {
    case 'asking':
      return 'Is asked for its version';
    case 'waiting':
      return `Waits for its turn (${before ?? 0} before it)`;
    case 'told':
      return `Was told to take ${file}`;
    case 'taking':
      if (percent !== null) return `Takes ${file} · ${percent} %`;
      return condition === 'failed' ? `Took part of ${file}, tries again` : `Takes ${file}`;
    case 'restarting':
      return `Has ${file} whole, starts again with ${to}`;
    case 'failed':
      return 'Upgrade failed';
  }
}

/** Images a model may get, newest version last as they come. */
export function imagesOf(images: readonly FirmwareImage[], model: string): FirmwareImage[] {
  return images.filter(({ models }) => models.includes(model));
}
