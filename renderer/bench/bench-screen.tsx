import { useState } from 'react';
import type { Mac } from '../../main/contract/values.ts';
import { Attention } from './attention.tsx';
import { Board } from './board.tsx';
import { BoardNews } from './board-news.tsx';
import { Counters } from './counters.tsx';
import { UnitDetails } from './unit-details.tsx';

/** The home page: every unit at one glance. */
export function BenchScreen() {
  const [opened, setOpened] = useState<Mac | null>(null);
  return (
    <>
      <Counters />
      <div className="columns">
        <div className="wide">
          <Board onOpen={setOpened} opened={opened} />
          {opened !== null && <UnitDetails mac={opened} onClose={() => setOpened(null)} />}
        </div>
        <div className="side">
          <Attention onOpen={setOpened} />
        </div>
      </div>
      <BoardNews />
    </>
  );
}
