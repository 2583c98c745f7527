import './bench.css';
import './tools.css';
import './tiles.css';
import './tile-parts.css';
import './board-tip.css';
import './attention.css';
import './drawer.css';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { FailureAction } from '../../main/contract/failures.ts';
import type { Unit } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { useClient, useMirror, useStore } from '../mirror/context.ts';
import { profileOfUnit, templatesOfUnit } from '../profiles/open-profile.ts';
import { useKeptState } from '../ui/kept-state.ts';
import { macTail } from '../units/names.ts';
import { onOpenUnit } from '../units/open-unit.ts';
import { isMeant, looksLikeMac, unitQuery } from '../units/search.ts';
import { WhyNot } from '../units/why-not.tsx';
import { Attention } from './attention.tsx';
import { attentionLists, nextProblem, nothingAside } from './attention-list.ts';
import { Board, focusTile } from './board.tsx';
import { BoardNews } from './board-news.tsx';
import { BoardNotes, EmptyBoard, LoadingBoard } from './board-states.tsx';
import { BoardContext, useBoardStore } from './board-store.ts';
import { Counters } from './counters.tsx';
import { type BoardLayout, boardLayout } from './density.ts';
import { boardFilter, type FilterId, isWanted } from './filter.ts';
import { isSteps, StepsDialog, type StepsKind } from './help.tsx';
import { nothingSelected, type Selection } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { type BoardView, StateChips, Tools } from './tools.tsx';
import { useUnitActions } from './unit-actions.ts';
import { UnitDrawer } from './unit-drawer.tsx';
import { UnitTable } from './unit-table.tsx';
import { useBenchKeys } from './use-bench-keys.ts';
import { useRoom } from './use-room.ts';

/** The home page: every unit at one glance (UI design, section 6.2). */
export function BenchScreen() {
  const client = useClient();
  const mirror = useStore();
  const board = useBoardStore();
  const [, go] = useLocation();
  const [screen, setScreen] = useState<HTMLDivElement | null>(null);
  const [view, setView] = useKeptState<BoardView>('bench.view', 'tiles');
  const [filterId, setFilterId] = useKeptState<FilterId>('bench.filter', 'on-bench');
  const [search, setSearch] = useKeptState('bench.search', '');
  const [aside, setAside] = useKeptState('bench.aside', nothingAside);
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const [opened, setOpened] = useState<Mac | null>(null);
  const [showsAttention, setShowsAttention] = useState(false);
  const [help, setHelp] = useState<{ kind: StepsKind; about?: string } | null>(null);
  const opener = useRef<Element | null>(null);
  const actions = useUnitActions();

  const isLoaded = useMirror(({ run }) => run !== null);
  const places = useMirror((now) => now.places.length);
  const chosen = useMirror(({ settings }) => settings?.values.screen.density ?? 'auto');
  const room = useRoom(screen);
  const layout = useMemo(() => room && boardLayout(places, room, chosen), [places, room, chosen]);
  const filter = useMemo(() => boardFilter(filterId, search), [filterId, search]);

  const open = useCallback((mac: Mac) => {
    opener.current = document.activeElement;
    setOpened(mac);
  }, []);

  /** The unit's tile gets the focus back; without one whoever opened the drawer. */
  function closeDrawer(): void {
    const mac = opened;
    setOpened(null);
    if (mac !== null && focusTile(screen, mac)) return;
    if (opener.current instanceof HTMLElement && opener.current.isConnected) opener.current.focus();
  }

  useEffect(() => onOpenUnit(open), [open]);

  function closeAttention(): void {
    setShowsAttention(false);
    screen?.querySelector<HTMLElement>('[aria-controls="attention"]')?.focus();
  }

  function wanted(): Unit[] {
    return [...mirror.mirror().units.values()].filter((unit) => isWanted(unit, filter));
  }

  async function openTemplates(unit: Unit): Promise<void> {
    const templates = await client.profiles.list().catch(() => null);
    go(templates === null ? profileOfUnit(unit) : templatesOfUnit(unit, templates));
  }

  function act(kind: FailureAction, unit: Unit): void {
    if (isSteps(kind)) setHelp({ kind, about: macTail(unit.mac) });
    else if (kind === 'provision-again') void actions.provisionAgain([unit]);
    else if (kind === 'release-old') setFilterId('bound');
    else if (kind === 'profiles') void openTemplates(unit);
    else go(kind === 'models' ? '/settings/models' : '/settings');
  }

  useBenchKeys({
    onToggleView: () => setView(view === 'tiles' ? 'table' : 'tiles'),
    onPrintLabel: () => {
      const { units } = mirror.mirror();
      const at = opened ?? focusedMac();
      const chosen = selection.size > 0 ? [...selection] : at === null ? [] : [at];
      actions.print(chosen.flatMap((mac) => units.get(mac) ?? []));
    },
    onProblem: (step) => {
      const { open: problems } = attentionLists(mirror.mirror().units.values(), aside);
      const next = nextProblem(problems, opened ?? focusedMac(), step);
      if (next === null) return;
      if (opened !== null || !focusTile(screen, next)) open(next);
    },
    onSelectAll: () => setSelection(new Set(wanted().map(({ mac }) => mac))),
    onEscape: () => {
      if (opened !== null) closeDrawer();
      else if (showsAttention) closeAttention();
      else if (selection.size > 0) setSelection(nothingSelected);
      else if (filterId !== 'on-bench') setFilterId('on-bench');
      else return false;
      return true;
    },
  });

  // A table needs the whole width.
  const hasPanel = layout?.isStacked || (layout?.hasPanel && view === 'tiles');
  const hasDrawer = layout !== null && !hasPanel;
  const attention = (
    <Attention
      aside={aside}
      onAside={setAside}
      onAction={act}
      onOpen={open}
      onClose={hasDrawer ? closeAttention : null}
    />
  );
  return (
    <BoardContext value={board}>
      <div ref={setScreen} className={classesOf(layout)}>
        <Counters
          filter={filterId}
          onFilter={setFilterId}
          isCompact={layout?.isCompact ?? false}
          attentionDrawer={
            hasDrawer
              ? { isOpen: showsAttention, onToggle: () => setShowsAttention(!showsAttention) }
              : null
          }
        />
        <Tools search={search} onSearch={setSearch} view={view} onView={setView}>
          <SelectionBar
            selection={selection}
            onSelection={setSelection}
            wanted={wanted}
            onClear={() => {
              setSelection(nothingSelected);
              focusBoard(screen);
            }}
            actions={actions}
          >
            <StateChips filter={filterId} onFilter={setFilterId} />
          </SelectionBar>
        </Tools>
        <BoardNotes />
        <WhyNoMatch search={search} onOpen={open} />
        <div className="bench-columns">
          {layout !== null && !isLoaded && <LoadingBoard layout={layout} />}
          {isLoaded && places === 0 && (
            <div className="board">
              <EmptyBoard onHelp={() => setHelp({ kind: 'nothing-appears' })} />
            </div>
          )}
          {layout !== null && places > 0 && view === 'tiles' && (
            <Board
              layout={layout}
              filter={filter}
              opened={opened}
              onOpen={open}
              selection={selection}
              onSelection={setSelection}
            />
          )}
          {places > 0 && view === 'table' && (
            <UnitTable
              filter={filter}
              opened={opened}
              onOpen={open}
              selection={selection}
              onSelection={setSelection}
            />
          )}
          {layout !== null && (!hasDrawer || showsAttention) && attention}
        </div>
      </div>
      {opened !== null && <UnitDrawer mac={opened} onClose={closeDrawer} actions={actions} />}
      {help !== null && <StepsDialog {...help} onClose={() => setHelp(null)} />}
      <BoardNews />
    </BoardContext>
  );
}

/** A MAC was looked for that no unit on the board has: the station says why. */
function WhyNoMatch({ search, onOpen }: { search: string; onOpen: (mac: Mac) => void }) {
  const query = looksLikeMac(search) ? unitQuery(search) : null;
  const isNobody = useMirror(
    ({ run, units }) =>
      run !== null && query !== null && ![...units.values()].some((unit) => isMeant(unit, query)),
  );
  return isNobody ? <WhyNot text={search} onOpen={onOpen} /> : null;
}

function focusedMac(): Mac | null {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement ? (activeElement.dataset.mac ?? null) : null;
}

function focusBoard(screen: HTMLElement | null): void {
  screen?.querySelector<HTMLElement>('.tile[tabindex="0"], .table-scroller')?.focus();
}

function classesOf(layout: BoardLayout | null): string {
  if (layout === null) return 'bench';
  const { density, isNarrow, isStacked } = layout;
  return ['bench', density, isNarrow && 'narrow', isStacked && 'stacked'].filter(Boolean).join(' ');
}
