import './preflight.css';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { StationStatus } from '../../main/contract/model.ts';
import type { SettingsAnswer } from '../../main/contract/settings.ts';
import { useFrameEvent } from '../frame/use-shortcuts.ts';
import { useMirror, useWireState } from '../mirror/context.ts';
import { clockTime, countOf, dayAndTime } from '../ui/format.ts';
import { Banner, Skeletons } from '../ui/states.tsx';
import { BenchNetworkPanel } from './bench-network-panel.tsx';
import { CardPicker } from './card-picker.tsx';
import { cardRows, chosenRow, isTold } from './card-rows.ts';
import { ChecksPanel } from './checks-panel.tsx';
import { Isolation } from './isolation.tsx';
import { readiness } from './readiness.ts';
import { StartPanel } from './start-panel.tsx';
import { useBenchNetwork } from './use-bench-network.ts';
import { useCards, useChecks } from './use-cards.ts';
import { type Starting, useStart } from './use-start.ts';

/**
 * From closed lid to running station, and no way to serve on the wrong network (UI design, section
 * 6.1). Stands at its own place while the station is stopped, starting or stopped by an error.
 */
export function PreflightScreen() {
  const status = useMirror((mirror) => mirror.status);
  const settings = useMirror((mirror) => mirror.settings);
  if (status === null || settings === null) {
    return <Skeletons rows={4} height={90} says="Asking the station for its settings…" />;
  }
  return <Preparation status={status} settings={settings} />;
}

interface PreparationProps {
  status: StationStatus;
  settings: SettingsAnswer;
}

function Preparation({ status, settings }: PreparationProps) {
  const [, go] = useLocation();
  const wire = useWireState();
  const [picked, setPicked] = useState<string | null>(null);
  const { values } = settings;
  const given = { address: values.address, prefix: values.prefix };
  const cards = useCards(status.state);
  const rows = cardRows(cards.cards ?? [], settings, given);
  const chosen = chosenRow(rows, picked, values.interface);
  const card = chosen?.card ?? null;
  const network = useBenchNetwork(settings, cards.cards ?? [], card);
  const checks = useChecks(card?.name ?? null, status.state);
  const ready = readiness(chosen, rows, checks.checks, network.problem);
  const isLooking = cards.cards === null;
  const starting = useStart({
    status,
    isConnected: wire.kind === 'connected',
    isBlocked:
      status.locked !== null || isLooking || checks.checks === null || ready.blocks.length > 0,
    spared: isLooking ? [] : ready.without.map(({ service }) => service),
    wanted: card === null ? null : isTold(card, settings) ? {} : { interface: card.name },
    before: network.save,
    onFailed: checks.run,
  });
  useFrameEvent('spa-bench:start', starting.start);
  const isBusy = starting.since !== null || starting.isPractising;
  return (
    <div className="preflight">
      <div className="preflight-head">
        <ol className="steps-strip" aria-label="Steps">
          <li aria-current={starting.since === null ? 'step' : undefined}>
            <i>1</i> Network &amp; checks
          </li>
          <li aria-current={starting.since === null ? undefined : 'step'}>
            <i>2</i> Run
          </li>
        </ol>
        <button type="button" className="link-button" onClick={() => go('/')}>
          Look at the board
        </button>
      </div>
      <Crashed status={status} starting={starting} />
      <div className="preflight-columns">
        <div className="preflight-column">
          <CardPicker
            list={cards}
            rows={rows}
            chosen={chosen}
            given={given}
            isDisabled={isBusy}
            onPick={setPicked}
          />
          {card?.isLoopback !== true && (
            <BenchNetworkPanel draft={network} settings={settings} isDisabled={isBusy} />
          )}
          <Isolation address={network.reading.network.address} />
        </div>
        <div className="preflight-column">
          <ChecksPanel
            key={card?.name ?? ''}
            list={checks}
            card={card?.name ?? null}
            isDisabled={isBusy}
          />
          <StartPanel
            starting={starting}
            readiness={isLooking ? { blocks: [], warnings: [], without: [] } : ready}
            hasIspRule={status.hasIspRule}
            locked={status.locked}
          />
        </div>
      </div>
    </div>
  );
}

/** After a run that ended without being stopped: what was kept, and the way back. */
function Crashed({ status, starting }: { status: StationStatus; starting: Starting }) {
  const { lastRun } = status;
  if (lastRun === null || lastRun.isClean || !lastRun.wasServing) return null;
  const isToday = new Date(lastRun.endedAt).toDateString() === new Date().toDateString();
  const at = isToday ? `at ${clockTime(lastRun.endedAt)}` : `on ${dayAndTime(lastRun.endedAt)}`;
  return (
    <Banner
      tone="warn"
      icon="waiting"
      title={`The station closed unexpectedly ${at}.`}
      actions={
        <button
          type="button"
          className="button"
          disabled={!starting.canStart}
          onClick={starting.start}
        >
          Start again
        </button>
      }
    >
      {countOf(lastRun.units, 'unit')} kept. Start again?
    </Banner>
  );
}
