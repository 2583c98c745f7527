import { IconArrowBackUp, IconBan, IconCheck, IconClock, IconLinkOff } from '@tabler/icons-react';
import type { BindingRow } from '../../main/contract/bindings.ts';
import { type ExportState, exportStateOf } from './words.ts';

const looks = {
  open: { tone: 'prog', StateIcon: IconClock },
  exported: { tone: 'ok', StateIcon: IconCheck },
  voided: { tone: 'warn', StateIcon: IconBan },
  undone: { tone: 'idle', StateIcon: IconArrowBackUp },
  released: { tone: 'idle', StateIcon: IconLinkOff },
} as const satisfies Record<ExportState, unknown>;

/** Shape, word and colour of what became of a binding. */
export function ExportPill({ row }: { row: Pick<BindingRow, 'state' | 'wasVoided' | 'batch'> }) {
  const { state, word } = exportStateOf(row);
  const { tone, StateIcon } = looks[state];
  return (
    <span className={`pill soft ${tone}`}>
      <StateIcon size={15} aria-hidden />
      {word}
    </span>
  );
}
