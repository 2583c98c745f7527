import { IconFlask } from '@tabler/icons-react';
import { memo } from 'react';
import type { Unit } from '../../main/contract/model.ts';
import { formatMac, type Mac } from '../../main/contract/values.ts';
import { Icon } from '../ui/icon.tsx';
import { useElapsed } from '../units/clock.ts';
import { elapsedShort, elapsedSpoken } from '../units/elapsed.ts';
import { macHalves, shortModel } from '../units/names.ts';
import {
  isUnplugged,
  stageBarOf,
  type TileAlert,
  tileAlertOf,
  tileStateOf,
} from '../units/tile-state.ts';
import { useBoardUnit } from './board-store.ts';
import type { Density } from './density.ts';
import { type BoardFilter, isWanted } from './filter.ts';

interface CellProps {
  mac: Mac;
  density: Density;
  filter: BoardFilter;
  isRehearsing: boolean;
  isSelected: boolean;
  isOpen: boolean;
  /** The board's one tab stop. */
  isStop: boolean;
}

/**
 * One place of the board with its unit. Drawn again only when its unit changed; the keys and clicks
 * of all tiles are the grid's.
 */
export const Cell = memo(function Cell(props: CellProps) {
  const unit = useBoardUnit(props.mac);
  return (
    // biome-ignore lint/a11y/useSemanticElements: the board is a grid of divs
    // biome-ignore lint/a11y/useFocusableInteractive: its tile takes the focus
    <div role="gridcell" className="cell" aria-selected={props.isSelected}>
      {unit !== undefined && <Tile {...props} unit={unit} />}
    </div>
  );
});

/** How long a failure counts as new: the tile draws the eye once. */
const NEW_MS = 2000;

function Tile(props: CellProps & { unit: Unit }) {
  const { unit, density } = props;
  const state = tileStateOf(unit);
  const alert = tileAlertOf(unit);
  const spoken = useElapsed(unit.since, elapsedSpoken);
  const classes = [
    'tile',
    state.tone,
    alert !== null && !alert.isCalm && state.counter !== 'attention' && 'alerted',
    isUnplugged(unit) && 'off',
    !isWanted(unit, props.filter) && 'dimmed',
    state.id === 'failed' && Date.now() - unit.since < NEW_MS && 'new',
  ];
  return (
    <button
      type="button"
      className={classes.filter(Boolean).join(' ')}
      data-mac={unit.mac}
      data-state={state.id}
      aria-current={props.isOpen ? 'true' : undefined}
      tabIndex={props.isStop ? 0 : -1}
    >
      <span className="face" aria-hidden="true">
        {density === 'small' ? (
          <SmallTile unit={unit} alert={alert} />
        ) : (
          <>
            <span className="state">
              <Icon name={state.id} />
              <span className="state-word">{state.word}</span>
              <TimeIn since={unit.since} />
            </span>
            {density === 'large' ? <LargeMac unit={unit} /> : <MediumMac unit={unit} />}
            {alert === null ? (
              <StageBar unit={unit} isRehearsing={props.isRehearsing} />
            ) : (
              <span className="why">
                {state.counter !== 'attention' && !alert.isCalm && <Icon name="waiting" />}
                {alert.text}
              </span>
            )}
          </>
        )}
        {props.isSelected && <Icon name="check" className="picked" />}
      </span>
      {/* The button's whole name: the face says the same in signs and short words. */}
      <span className="hidden">{nameOf(unit, state.word, spoken)}</span>
    </button>
  );
}

function LargeMac({ unit }: { unit: Unit }) {
  const [maker, tail] = macHalves(unit.mac);
  return (
    <>
      <span className="mac mono">
        <small>{maker}:</small>
        <b>{tail}</b>
      </span>
      <span className="meta">
        <span>{unit.model ?? 'Model not known'}</span>
        {unit.trialUntil === null ? <span>{unit.address ?? 'no address'}</span> : <TrialMark />}
      </span>
    </>
  );
}

function MediumMac({ unit }: { unit: Unit }) {
  return (
    <span className="mac mono">
      <b>{macHalves(unit.mac)[1]}</b>
      {unit.trialUntil === null ? (
        <em>{shortModel(unit.model)}</em>
      ) : (
        <em className="trial-mark">Trial</em>
      )}
    </span>
  );
}

/** Six digits in pairs, shape and short word; the time only while somebody may wait for it. */
function SmallTile({ unit, alert }: { unit: Unit; alert: TileAlert | null }) {
  const state = tileStateOf(unit);
  const isWaitedFor = state.counter === 'working' || state.counter === 'attention';
  return (
    <>
      <span className="mac mono">
        {macHalves(unit.mac)[1]
          .split(':')
          .map((pair, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a pair is its place
            <b key={place}>{pair}</b>
          ))}
      </span>
      <span className="state">
        <Icon name={state.id} />
        <span className="state-word">{alert?.short ?? state.short}</span>
        {/* One of both: there is no room for the time beside the mark of a trial. */}
        {unit.trialUntil !== null ? (
          <IconFlask className="trial-mark" />
        ) : (
          isWaitedFor && <ShortTimeIn since={unit.since} />
        )}
        {alert !== null && !alert.isCalm && !isWaitedFor && (
          <Icon name="waiting" className="alert-mark" />
        )}
      </span>
    </>
  );
}

/** A draft is tried on the unit: by shape and word, whatever its state. */
function TrialMark() {
  return (
    <span className="trial-mark">
      <IconFlask size={13} /> Trial
    </span>
  );
}

function TimeIn({ since }: { since: number }) {
  return <span className="time">{useElapsed(since)}</span>;
}

function ShortTimeIn({ since }: { since: number }) {
  return <span className="time">{useElapsed(since, elapsedShort)}</span>;
}

function StageBar({ unit, isRehearsing }: { unit: Unit; isRehearsing: boolean }) {
  const segments = stageBarOf(unit, isRehearsing);
  return (
    <span className="stages">
      {segments.map((segment, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a segment is its position
        <i key={index} className={`stage-${segment}`} />
      ))}
    </span>
  );
}

/** What is read aloud: "00:0E:08:4F:1A:92, SPA962, Verified for 8 minutes". */
function nameOf(unit: Unit, word: string, spoken: string): string {
  return [
    formatMac(unit.mac),
    unit.model ?? 'model not known',
    `${word} for ${spoken}`,
    isUnplugged(unit) ? 'not on the wire' : null,
    unit.trialUntil === null ? null : 'on trial',
    unit.upgrade !== null && unit.upgrade.unsafeSince !== null ? 'do not unplug' : null,
    unit.account === null ? null : `account ${unit.account}`,
    unit.reason?.text ?? null,
    unit.attention,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
