import { IconPlugConnectedX } from '@tabler/icons-react';
import { memo } from 'react';
import { useLocation } from 'wouter';
import type { Transfer } from '../../main/contract/model.ts';
import { percentOf } from '../log/transfer-words.ts';
import { useMirror } from '../mirror/context.ts';
import { NumberSetting } from '../settings/controls.tsx';
import { SettingsContext, useSettingsForm } from '../settings/use-settings-form.ts';
import { Panel } from '../ui/panel.tsx';
import { useElapsed } from '../units/clock.ts';
import { macTail } from '../units/names.ts';
import { openUnit } from '../units/open-unit.ts';
import { type UpgradingUnit, upgradeWords, upgradingUnits } from './words.ts';

/** More than a screen holds; the rest is counted. */
const SHOWN = 100;

/** Who upgrades now, who waits, and how many may at once. */
export function UpgradesPanel() {
  const units = useMirror((mirror) => mirror.units);
  const transfers = useMirror((mirror) => mirror.transfers);
  const settings = useMirror((mirror) => mirror.settings);
  const all = upgradingUnits(units.values());
  const unsafe = all.filter(({ upgrade }) => upgrade.unsafeSince !== null).length;
  return (
    <Panel
      title="Upgrading now"
      hint={all.length > 0 ? all.length : undefined}
      className="firmware-now"
      actions={
        unsafe > 0 && (
          <span className="pill soft warn">
            <IconPlugConnectedX size={16} aria-hidden /> {unsafe} not to be unplugged
          </span>
        )
      }
    >
      {all.length === 0 ? (
        <p className="muted firmware-note">
          No unit upgrades. Units with a rule do so before their first file.
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
        <ul aria-label="Units that upgrade" tabIndex={0}>
          {all.slice(0, SHOWN).map((unit) => (
            <UpgradeRow key={unit.mac} unit={unit} percent={percentNow(unit, transfers)} />
          ))}
          {all.length > SHOWN && <li className="muted">and {all.length - SHOWN} more</li>}
        </ul>
      )}
      {settings !== null && (
        <SettingsContext value={settings}>
          <Limits />
        </SettingsContext>
      )}
    </Panel>
  );
}

const UpgradeRow = memo(function UpgradeRow(props: {
  unit: UpgradingUnit;
  percent: number | null;
}) {
  const { unit, percent } = props;
  const [, go] = useLocation();
  const { upgrade, mac, model, reason } = unit;
  const elapsed = useElapsed(upgrade.since);
  function open(): void {
    openUnit(mac);
    go('/');
  }
  return (
    <li className={upgrade.phase === 'failed' ? 'fail' : 'prog'} data-mac={mac}>
      <div className="upgrade-what">
        <button type="button" className="link-button mono" onClick={open}>
          {macTail(mac)}
        </button>
        <span>
          {model ?? 'Model not known'} · {upgrade.from ?? '?'} → {upgrade.to}
        </span>
        <span className="muted">{elapsed}</span>
      </div>
      {percent !== null && (
        <div className="upgrade-bar" aria-hidden="true">
          <i style={{ width: `${percent}%` }} />
        </div>
      )}
      <span className="muted">{upgradeWords(unit, percent)}</span>
      {upgrade.unsafeSince !== null && (
        <b className="not-unplugged">
          <IconPlugConnectedX size={16} aria-hidden /> Do not unplug
        </b>
      )}
      {unit.condition === 'failed' && reason !== null && <span>{reason.text}</span>}
    </li>
  );
});

function Limits() {
  const form = useSettingsForm();
  const { upgrades } = form.values;
  return (
    <div className="firmware-limits">
      <NumberSetting
        form={form}
        name="upgrades"
        label="At most at once"
        hint="The others wait in the order they came."
        value={upgrades.atOnce}
        min={1}
        max={250}
        unit="units"
        onSave={(atOnce) =>
          void form.save({ upgrades: { ...upgrades, atOnce } }, `At most ${atOnce} at once.`)
        }
      />
      <NumberSetting
        form={form}
        name="upgrades"
        label="An upgrade takes at most"
        hint="Then it needs a person."
        value={upgrades.minutes}
        min={2}
        max={120}
        unit="min"
        onSave={(minutes) =>
          void form.save({ upgrades: { ...upgrades, minutes } }, `At most ${minutes} min.`)
        }
      />
    </div>
  );
}

/** Of the image on its way to that unit; null: none is. */
function percentNow(
  { mac }: UpgradingUnit,
  transfers: ReadonlyMap<number, Transfer>,
): number | null {
  for (const transfer of transfers.values()) {
    const isImage = transfer.file.startsWith('/firmware/') && transfer.file.split('/').length === 3;
    if (transfer.mac === mac && transfer.state === 'running' && isImage) return percentOf(transfer);
  }
  return null;
}
