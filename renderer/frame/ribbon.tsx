import './ribbon.css';
import { Popover } from '@mantine/core';
import { IconVolume, IconVolumeOff } from '@tabler/icons-react';
import { useState, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import { useMirror, useWireState } from '../mirror/context.ts';
import { lastBindOf } from '../mirror/scans.ts';
import { CameraDialog } from '../scan/camera.tsx';
import { PracticePanel } from '../scan/practice-panel.tsx';
import { useTestSounds } from '../scan/tools.tsx';
import type { Scanning } from '../scan/use-scanning.ts';
import { useVerdict } from '../scan/verdict-panel.tsx';
import { currentTap, subscribeTap } from '../scanner/tap.ts';
import { ALMOST_OFF, useVolume } from '../sound/use-sounds.ts';
import { Icon } from '../ui/icon.tsx';
import { timeOfDay } from '../units/elapsed.ts';
import { macTail } from '../units/names.ts';
import { instructionOf } from './instruction.ts';

/** The visible half of the scanner on every screen: what it waits for, the last bind, sound. */
export function Ribbon({ scanning }: { scanning: Scanning }) {
  const view = useVerdict();
  const shown = useMirror((mirror) => mirror.shown);
  const dropped = useMirror((mirror) => mirror.dropped);
  const [path, go] = useLocation();
  const isScanScreen = path.startsWith('/scan');
  const spoken = shown !== null || dropped !== null || view.isLocked ? view.spoken : '';
  return (
    <footer className="ribbon">
      <Instruction scanning={scanning} />
      {view.isLocked && !isScanScreen && (
        <>
          <button type="button" className="button" onClick={scanning.acknowledge}>
            Put aside <kbd>Enter</kbd>
          </button>
          <button type="button" className="button" onClick={() => go('/scan')}>
            Show it <kbd>F3</kbd>
          </button>
        </>
      )}
      <LastBind undo={() => scanning.undo()} />
      <span className="ribbon-end">
        {!isScanScreen && <Practice />}
        <Today />
        <Sound />
      </span>
      <p className="hidden" role="alert" data-testid="spoken">
        {scanning.problem ?? spoken}
      </p>
      <CameraDialog />
    </footer>
  );
}

function Instruction({ scanning }: { scanning: Scanning }) {
  const seat = useMirror((mirror) => mirror.seat);
  const shown = useMirror((mirror) => mirror.shown);
  const dropped = useMirror((mirror) => mirror.dropped);
  const isStopped = useMirror((mirror) => mirror.status?.state === 'stopped');
  const wire = useWireState();
  const isLearning = useSyncExternalStore(subscribeTap, currentTap) !== null;
  const { mood, text, detail } = instructionOf({
    isGone: wire.kind === 'disconnected' || wire.kind === 'refused',
    isLearning,
    pending: scanning.pending,
    problem: scanning.problem,
    seat,
    shown,
    dropped,
  });
  return (
    <>
      <span className={`eye ${mood}`}>
        <Icon name="scan" />
      </span>
      <span className="instruction">
        <strong data-testid="instruction">{text}</strong>
        {detail !== null && <span className="muted">{detail}</span>}
        {isStopped && detail === null && (
          <span className="muted">Nothing is sent on any network until you press Start</span>
        )}
      </span>
    </>
  );
}

function LastBind({ undo }: { undo: () => void }) {
  const scans = useMirror((mirror) => mirror.scans);
  const units = useMirror((mirror) => mirror.units);
  const last = lastBindOf({ scans, units });
  if (last === null) return null;
  return (
    <span className="last" data-testid="last-bind">
      <Icon name="bound" className="bound-ink" />
      <span className="last-text">
        <span className="muted">Last: </span>
        <b className="mono">{macTail(last.unit)}</b> to <b className="mono">{last.account}</b>
        <span className="muted"> at {timeOfDay(last.at)}</span>
      </span>
      {last.canUndo ? (
        <button type="button" className="button" onClick={undo} aria-keyshortcuts="F8">
          <Icon name="undo" /> Undo <kbd>F8</kbd>
        </button>
      ) : (
        <span className="muted">exported</span>
      )}
    </span>
  );
}

function Practice() {
  const isPractice = useMirror((mirror) => mirror.status?.isPractice ?? false);
  const [isOpen, setOpen] = useState(false);
  if (!isPractice) return null;
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top-end" width={380} withArrow trapFocus>
      <Popover.Target>
        <button type="button" className="button" onClick={() => setOpen(!isOpen)}>
          <Icon name="scan" /> Practice scanner
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Practice scanner">
        <PracticePanel />
      </Popover.Dropdown>
    </Popover>
  );
}

function Today() {
  const boundToday = useMirror((mirror) => mirror.boundToday);
  return (
    <span className="today">
      Bound today <b data-testid="bound-today">{boundToday}</b>
    </span>
  );
}

function Sound() {
  const volume = useVolume();
  const test = useTestSounds();
  const text =
    volume === 0 ? 'Sound off' : volume < ALMOST_OFF ? 'Sound is almost off' : 'Sound on';
  return (
    <button
      type="button"
      className={volume < ALMOST_OFF ? 'sound low' : 'sound'}
      data-testid="sound"
      title="Test sounds"
      onClick={test}
    >
      {volume === 0 ? (
        <IconVolumeOff size={18} aria-hidden />
      ) : (
        <IconVolume size={18} aria-hidden />
      )}
      {text}
    </button>
  );
}
