import { memo } from 'react';
import { failureTitles } from '../../main/contract/failures.ts';
import type { Unit } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { Icon } from '../ui/icon.tsx';
import { useElapsed } from '../units/clock.ts';
import { macHalves } from '../units/names.ts';
import { isUnplugged, stageBarOf, tileStateOf } from '../units/tile-state.ts';

/**
 * One unit in its place. Drawn again only when the station sent a new object for it; its time is a
 * view of its own, so that a second passing redraws one short text. What a denser board has no room
 * for stays in the button's name.
 */
export const Tile = memo(function Tile(props: {
  unit: Unit;
  isRehearsing: boolean;
  isOpen: boolean;
  onOpen: (mac: Mac) => void;
}) {
  const { unit } = props;
  const state = tileStateOf(unit);
  const [maker, tail] = macHalves(unit.mac);
  const why = unit.attention ?? unit.reason?.text ?? null;
  const off = isUnplugged(unit) ? ' off' : '';
  return (
    <button
      type="button"
      className={`tile ${state.tone}${off}`}
      data-mac={unit.mac}
      data-state={state.id}
      aria-pressed={props.isOpen}
      title={titleOf(unit)}
      onClick={() => props.onOpen(unit.mac)}
    >
      <span className="state">
        <Icon name={state.id} />
        <span className="state-word">{state.word}</span>
        <TimeIn since={unit.since} />
      </span>
      <span className="mac mono">
        <small>{maker}:</small>
        <b>{tail}</b>
        <em aria-hidden="true">{shortModel(unit.model)}</em>
      </span>
      <span className="meta">
        <span>{unit.model ?? 'Model not known'}</span>
        <span className="address">{unit.address ?? 'no address'}</span>
      </span>
      {off !== '' && <span className="hidden">not on the wire</span>}
      {why === null ? (
        <StageBar unit={unit} isRehearsing={props.isRehearsing} />
      ) : (
        <span className="why">
          {unit.reason?.code && <b>{failureTitles[unit.reason.code]}</b>}
          <span>{why}</span>
        </span>
      )}
    </button>
  );
});

/** `962` for `SPA962`: enough beside a MAC on a smaller tile. */
function shortModel(model: string | null): string {
  return model?.replace(/^SPA-?/, '') ?? '?';
}

function TimeIn({ since }: { since: number }) {
  return <span className="time">{useElapsed(since)}</span>;
}

function StageBar({ unit, isRehearsing }: { unit: Unit; isRehearsing: boolean }) {
  const segments = stageBarOf(unit, isRehearsing);
  return (
    <span className="stages" aria-hidden="true">
      {segments.map((segment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a segment is its position
        <i key={index} className={segment} />
      ))}
    </span>
  );
}

function titleOf(unit: Unit): string {
  return [
    macHalves(unit.mac).join(':'),
    `Serial ${unit.serial ?? '— (scan the label to add it)'}`,
    unit.account === null ? null : `Account ${unit.account}`,
    unit.isClaimed ? 'The MAC is only what the unit says.' : null,
    unit.reason?.text ?? null,
    unit.attention,
  ]
    .filter((part) => part !== null)
    .join('\n');
}
