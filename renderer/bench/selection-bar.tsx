import { Modal } from '@mantine/core';
import { IconDownload, IconPlugConnectedX, IconPrinter, IconRefresh } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import type { Unit } from '../../main/contract/model.ts';
import { formatMac } from '../../main/contract/values.ts';
import { useMirror } from '../mirror/context.ts';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import type { BulkResult } from './bulk.ts';
import type { Selection } from './selection.ts';
import type { UnitActions } from './unit-actions.ts';

interface SelectionBarProps {
  selection: Selection;
  onSelection: (selection: Selection) => void;
  /** The units the filter shows, at the moment of asking. */
  wanted: () => Unit[];
  /** The selection was given up by a person. */
  onClear: () => void;
  actions: UnitActions;
  /** Stands here while nothing is selected. */
  children: ReactNode;
}

interface Outcome {
  verb: string;
  result: BulkResult;
  /** What is selected since: the units that were refused. Another selection ends the account. */
  after: Selection;
}

/** What can be done with the selected units; afterwards how many were done, how many not, and why. */
export function SelectionBar(props: SelectionBarProps) {
  const { selection, onSelection, actions } = props;
  const onBench = useMirror((mirror) => mirror.units);
  const [last, setLast] = useState<Outcome | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [showsWhy, setShowsWhy] = useState(false);
  const words = useRef<HTMLParagraphElement>(null);
  const outcome = last !== null && last.after === selection ? last : null;
  if (selection.size === 0 && outcome === null && !isBusy) return props.children;

  const units = [...onBench.values()].filter(({ mac }) => selection.has(mac));
  const wanted = props.wanted();

  async function run(verb: string, act: UnitActions['release']): Promise<void> {
    setBusy(true);
    const result = await act(units);
    setBusy(false);
    if (result === null) return;
    const after = new Set(result.refused.map(({ mac }) => mac));
    setLast({ verb, result, after });
    onSelection(after);
    // The button that was pressed may be gone: the account of it takes the focus.
    words.current?.focus();
  }

  function clear(): void {
    setLast(null);
    props.onClear();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere
    <div
      className="selection-bar"
      role="group"
      aria-label="Selected units"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || showsWhy) return;
        event.preventDefault();
        clear();
      }}
    >
      <p ref={words} role="status" tabIndex={-1}>
        {units.length > 0 && (
          <>
            <b>{count(units.length)}</b> selected
          </>
        )}
        {outcome !== null && <Account outcome={outcome} isAlone={units.length === 0} />}
        {isBusy && <span className="muted"> · working…</span>}
      </p>
      {outcome !== null && outcome.result.refused.length > 0 && (
        <button type="button" className="link-button" onClick={() => setShowsWhy(true)}>
          Why not
        </button>
      )}
      {units.length > 0 && (
        <>
          {wanted.some(({ mac }) => !selection.has(mac)) && (
            <button
              type="button"
              className="button small quiet"
              onClick={() => onSelection(new Set(wanted.map(({ mac }) => mac)))}
            >
              Select all {count(wanted.length)}
            </button>
          )}
          <Action
            icon={<IconRefresh size={17} aria-hidden />}
            word="Provision again"
            isBusy={isBusy}
            onPress={() => void run('Provision again', actions.provisionAgain)}
          />
          <Action
            icon={<IconPrinter size={17} aria-hidden />}
            word="Print labels"
            isBusy={isBusy}
            onPress={() => actions.print(units)}
          />
          <Action
            icon={<IconPlugConnectedX size={17} aria-hidden />}
            word="Release"
            isBusy={isBusy}
            onPress={() => void run('Release', actions.release)}
          />
          <Action
            icon={<IconDownload size={17} aria-hidden />}
            word="Export list"
            isBusy={isBusy}
            onPress={() => actions.exportList(units)}
          />
        </>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label="Clear the selection"
        onClick={clear}
      >
        <Icon name="cross" />
      </button>
      {showsWhy && outcome !== null && (
        <WhyNot outcome={outcome} onClose={() => setShowsWhy(false)} />
      )}
    </div>
  );
}

function Account({ outcome, isAlone }: { outcome: Outcome; isAlone: boolean }) {
  const { verb, result } = outcome;
  return (
    <>
      {isAlone ? '' : ' · '}
      {verb}: <b>{count(result.done.length)}</b> done
      {result.refused.length > 0 && (
        <>
          , <b>{count(result.refused.length)}</b> not
        </>
      )}
    </>
  );
}

function Action(props: { icon: ReactNode; word: string; isBusy: boolean; onPress: () => void }) {
  return (
    <button type="button" className="button small" disabled={props.isBusy} onClick={props.onPress}>
      {props.icon}
      {props.word}
    </button>
  );
}

function WhyNot({ outcome, onClose }: { outcome: Outcome; onClose: () => void }) {
  const { refused, done } = outcome.result;
  const all = refused.length + done.length;
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${outcome.verb}: ${count(refused.length)} of ${count(all)} not done`}
      size={560}
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <ul className="why-not">
        {refused.map(({ mac, why }) => (
          <li key={mac}>
            <b className="mono">{formatMac(mac)}</b>
            <span>{why}</span>
          </li>
        ))}
      </ul>
    </Modal>
  );
}
