import { Tabs } from '@mantine/core';
import {
  IconFileText,
  IconFlask,
  IconPlugConnectedX,
  IconPrinter,
  IconRefresh,
} from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { Unit } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { useMirror } from '../mirror/context.ts';
import { profileOfUnit } from '../profiles/open-profile.ts';
import { Icon } from '../ui/icon.tsx';
import { Note, Skeletons } from '../ui/states.tsx';
import { useElapsed } from '../units/clock.ts';
import { macHalves } from '../units/names.ts';
import { isUnplugged, tileStateOf } from '../units/tile-state.ts';
import { trialLeft } from '../units/trial.ts';
import { WhyNot } from '../units/why-not.tsx';
import { SaveCapture } from './drawer-capture.tsx';
import { Customise } from './drawer-customise.tsx';
import { DhcpTab } from './drawer-dhcp.tsx';
import { ServedFiles } from './drawer-files.tsx';
import { KeyTab } from './drawer-key.tsx';
import { DrawerLog } from './drawer-log.tsx';
import { ProofTab } from './drawer-proof.tsx';
import { Timeline } from './drawer-timeline.tsx';
import type { UnitActions } from './unit-actions.ts';
import { UnitPages } from './unit-pages.tsx';
import { useRefusal } from './use-refusal.ts';
import { useUnitDetail } from './use-unit-detail.ts';
import { useUnitLog } from './use-unit-log.ts';

interface UnitDrawerProps {
  mac: Mac;
  onClose: () => void;
  actions: UnitActions;
}

/**
 * What the station saw of one unit (UI design, section 6.8). The board stays usable under it. It takes
 * the focus to its heading; whoever opened it gives the focus back.
 */
export function UnitDrawer({ mac, onClose, actions }: UnitDrawerProps) {
  const unit = useMirror((mirror) => mirror.units.get(mac));
  const heading = useRef<HTMLHeadingElement>(null);
  const [maker, tail] = macHalves(mac);
  const [asksWhy, setAsksWhy] = useState<Mac | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another unit in the same drawer is announced anew
  useEffect(() => heading.current?.focus(), [mac]);
  return (
    <aside className="unit-drawer" aria-labelledby="drawer-title">
      <header>
        <div className="drawer-line">
          {unit !== undefined && <StateLine unit={unit} />}
          {unit !== undefined && unit.stage !== 'VERIFIED' && (
            <button
              type="button"
              className="button small quiet"
              aria-expanded={asksWhy === mac}
              onClick={() => setAsksWhy(asksWhy === mac ? null : mac)}
            >
              Why not verified?
            </button>
          )}
          <button type="button" className="button small quiet drawer-close" onClick={onClose}>
            <Icon name="cross" />
            <span className="hidden">Close</span> <kbd>Esc</kbd>
          </button>
        </div>
        <h2 id="drawer-title" className="mono" ref={heading} tabIndex={-1}>
          <small>{maker}:</small>
          {tail}
        </h2>
        {unit !== undefined && <Facts unit={unit} />}
        {unit !== undefined && <Actions unit={unit} actions={actions} onReleased={onClose} />}
        {asksWhy === mac && <WhyNot text={mac} />}
      </header>
      {unit === undefined ? (
        <p className="drawer-gone muted">This unit has left the board.</p>
      ) : (
        <Body key={mac} unit={unit} />
      )}
    </aside>
  );
}

function StateLine({ unit }: { unit: Unit }) {
  const state = tileStateOf(unit);
  const elapsed = useElapsed(unit.since);
  return (
    <>
      <span className={`pill soft ${state.tone}`}>
        <Icon name={state.id} />
        {state.word}
      </span>
      <span className="muted">
        {elapsed} in this state{isUnplugged(unit) ? ' · not on the wire' : ''}
      </span>
      {unit.trialUntil !== null && <TrialPill until={unit.trialUntil} />}
    </>
  );
}

/** A draft is tried on it, and for how long still. */
function TrialPill({ until }: { until: number }) {
  const left = useElapsed(until, trialLeft);
  return (
    <span className="pill soft prog">
      <IconFlask size={16} aria-hidden /> Trial {left}
    </span>
  );
}

function Facts({ unit }: { unit: Unit }) {
  return (
    <dl className="drawer-facts">
      <Fact name="Model" value={unit.model ?? 'not known'} />
      <Fact name="Serial" value={unit.serial} hint="Scan the label to add it" isMono />
      <Fact name="IP" value={unit.address} isMono />
      {unit.address !== null && <UnitPages address={unit.address} />}
      <Fact name="Firmware" value={unit.firmware} isMono />
      {unit.customisation !== null && <Fact name="Customised" value={unit.customisation} />}
      {unit.account !== null && <Fact name="Account" value={unit.account} isMono />}
    </dl>
  );
}

function Fact(props: { name: string; value: string | null; hint?: string; isMono?: boolean }) {
  const { name, value, hint, isMono } = props;
  return (
    <div>
      <dt>{name}</dt>
      <dd className={isMono ? 'mono' : undefined} title={value === null ? hint : undefined}>
        {value ?? '—'}
      </dd>
    </div>
  );
}

function Actions(props: { unit: Unit; actions: UnitActions; onReleased: () => void }) {
  const { unit, actions } = props;
  const [, go] = useLocation();
  const refused = useRefusal(unit.mac);
  async function release(): Promise<void> {
    const result = await actions.release([unit]);
    refused.tell(result);
    if (result !== null && result.done.length > 0) props.onReleased();
  }
  return (
    <>
      <div className="drawer-actions">
        <button
          type="button"
          className="button primary"
          onClick={() => void actions.provisionAgain([unit]).then(refused.tell)}
        >
          <IconRefresh size={18} aria-hidden /> Provision again
        </button>
        <button type="button" className="button" onClick={() => actions.print([unit])}>
          <IconPrinter size={18} aria-hidden /> Print label
        </button>
        <button type="button" className="button" onClick={() => go(profileOfUnit(unit))}>
          <IconFileText size={18} aria-hidden /> Profile
        </button>
        <button type="button" className="button danger" onClick={() => void release()}>
          <IconPlugConnectedX size={18} aria-hidden /> Release
        </button>
        <Customise unit={unit} />
      </div>
      {refused.why !== null && (
        <Note tone="fail" role="alert">
          {refused.why}
        </Note>
      )}
    </>
  );
}

function Body({ unit }: { unit: Unit }) {
  const { detail, problem } = useUnitDetail(unit);
  const lines = useUnitLog(unit.mac);
  const badge = (count: number | undefined) =>
    count === undefined || count === 0 ? null : <b>{count}</b>;
  return (
    <Tabs defaultValue="timeline" className="drawer-tabs" keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="timeline">Timeline</Tabs.Tab>
        <Tabs.Tab value="proof">Proof</Tabs.Tab>
        <Tabs.Tab value="files" rightSection={badge(detail?.files.length)}>
          Served files
        </Tabs.Tab>
        <Tabs.Tab value="dhcp">DHCP</Tabs.Tab>
        <Tabs.Tab value="key">Key</Tabs.Tab>
        <Tabs.Tab value="log" rightSection={badge(lines?.length)}>
          Log lines
        </Tabs.Tab>
      </Tabs.List>
      {problem !== null && (
        <Note tone="fail" role="alert">
          {problem}
        </Note>
      )}
      {unit.upgrade !== null && unit.upgrade.unsafeSince !== null && (
        <Note tone="warn">
          <b>Do not unplug it.</b> Its firmware is being upgraded from {unit.upgrade.from ?? '?'} to{' '}
          {unit.upgrade.to}.
        </Note>
      )}
      {(unit.reason !== null || unit.attention !== null) && (
        <Note tone={unit.condition === 'failed' ? 'fail' : 'warn'}>
          {[unit.reason?.text, unit.attention].filter(Boolean).join(' ')}
        </Note>
      )}
      {detail === null && problem === null && (
        <Skeletons rows={5} height={44} says="Reading what the station saw of this unit." />
      )}
      <Tabs.Panel value="timeline">{detail && <Timeline detail={detail} />}</Tabs.Panel>
      <Tabs.Panel value="proof">{detail && <ProofTab detail={detail} />}</Tabs.Panel>
      <Tabs.Panel value="files">
        {detail && <ServedFiles mac={unit.mac} files={detail.files} />}
      </Tabs.Panel>
      <Tabs.Panel value="dhcp">
        <DhcpTab mac={unit.mac} />
      </Tabs.Panel>
      <Tabs.Panel value="key">{detail && <KeyTab detail={detail} />}</Tabs.Panel>
      <Tabs.Panel value="log">
        <SaveCapture mac={unit.mac} />
        <DrawerLog lines={lines} />
      </Tabs.Panel>
      <footer>
        <p>
          <span className="muted">Key on the unit</span>
          {detail?.key ? (
            <span>
              <b>{detail.key.algorithm}</b> · fingerprint{' '}
              <span className="mono">{detail.key.fingerprint}</span>
            </span>
          ) : (
            <span>None given yet</span>
          )}
        </p>
        <p className="muted">
          <Icon name="lock" /> The key itself is never shown.
        </p>
      </footer>
    </Tabs>
  );
}
