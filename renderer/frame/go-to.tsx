import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useCallback, useId, useState } from 'react';
import { useLocation } from 'wouter';
import { useClient, useStore } from '../mirror/context.ts';
import { screens } from '../screens.ts';
import { keepState } from '../ui/kept-state.ts';
import { openUnit } from '../units/open-unit.ts';
import { looksLikeMac } from '../units/search.ts';
import { WhyNot } from '../units/why-not.tsx';
import {
  type Destination,
  screenMatches,
  templateMatches,
  unitMatches,
  unitOf,
} from './go-to-matches.ts';
import { useFrameEvent } from './use-shortcuts.ts';

/** Ctrl+K: a unit, an account, a batch, a template or a screen, by a few characters. */
export function GoTo() {
  const [isOpen, setOpen] = useState(false);
  useFrameEvent(
    'spa-bench:go-to',
    useCallback(() => setOpen(true), []),
  );
  return (
    <Modal
      opened={isOpen}
      onClose={() => setOpen(false)}
      title="Go to"
      size={560}
      yOffset={110}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Finder onGo={() => setOpen(false)} />
    </Modal>
  );
}

function Finder({ onGo }: { onGo: () => void }) {
  const store = useStore();
  const [, go] = useLocation();
  const id = useId();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const accounts = useAccountMatches(text);
  const batches = useBatchMatches(text);
  const templates = useTemplateMatches(text);
  const found = [
    ...unitMatches(text, store.mirror().units.values()),
    ...accounts,
    ...batches,
    ...templates,
    ...screenMatches(text, screens),
  ];
  const at = Math.min(active, found.length - 1);

  function follow({ to, unit, id: destination, word }: Destination): void {
    onGo();
    if (destination.startsWith('account ')) keepState('accounts.search', word);
    if (unit !== undefined) openUnit(unit);
    go(to);
  }

  function press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const chosen = found[at];
    if (step !== undefined) {
      event.preventDefault();
      setActive(Math.max(0, Math.min(found.length - 1, at + step)));
    } else if (event.key === 'Enter' && chosen !== undefined) {
      event.preventDefault();
      follow(chosen);
    }
  }

  return (
    <div className="go-to">
      <input
        data-autofocus
        type="text"
        role="combobox"
        aria-label="Unit, account, batch, template or screen"
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={found[at] === undefined ? undefined : `${id}-${at}`}
        placeholder="MAC, serial, account, batch number, template, screen"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={press}
      />
      <div id={id} role="listbox" aria-label="Found">
        {found.map((destination, index) => (
          <button
            key={destination.id}
            id={`${id}-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onClick={() => follow(destination)}
          >
            <b>{destination.word}</b>
            <span className="muted">{destination.detail}</span>
          </button>
        ))}
      </div>
      {found.length === 0 &&
        (looksLikeMac(text) ? (
          <WhyNot text={text} onOpen={(mac) => follow(unitOf(mac))} />
        ) : (
          <p className="muted">Nothing found. Try the last digits of a MAC.</p>
        ))}
    </div>
  );
}

/** Accounts are not on the page: the station is asked. */
function useAccountMatches(text: string): Destination[] {
  const client = useClient();
  const wanted = text.trim();
  const { data } = useQuery({
    queryKey: ['accounts', 'go-to', wanted],
    queryFn: () => client.accounts.page({ search: wanted, limit: 6 }),
    enabled: wanted.length >= 2,
  });
  return (data?.rows ?? []).map(({ account, name, devices, allowed }) => ({
    id: `account ${account}`,
    word: account,
    detail: `${name ?? 'Account'} · ${devices} of ${allowed} devices`,
    to: '/accounts',
  }));
}

function useTemplateMatches(text: string): Destination[] {
  const client = useClient();
  const { data } = useQuery({
    queryKey: ['profiles', 'go-to'],
    queryFn: () => client.profiles.list(),
    enabled: text.trim().length >= 2,
  });
  return templateMatches(text, data ?? []);
}

function useBatchMatches(text: string): Destination[] {
  const client = useClient();
  const number = /^(?:batch\s*)?(\d{1,9})$/i.exec(text.trim())?.[1];
  const { data } = useQuery({
    queryKey: ['batches', 'list'],
    queryFn: () => client.exports.list(),
    enabled: number !== undefined,
  });
  return (data ?? [])
    .filter(({ batch }) => number !== undefined && batch === Number(number))
    .map(({ batch, rows, state }) => ({
      id: `batch ${batch}`,
      word: `Batch ${batch}`,
      detail: `${rows} rows${state === 'void' ? ', voided' : ''}`,
      to: '/bindings',
    }));
}
