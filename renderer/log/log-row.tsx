// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot draw only the rows in sight
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, as one stop
import { memo, type ReactNode } from 'react';
import type { LogLine } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { Icon } from '../ui/icon.tsx';
import { macTail } from '../units/names.ts';
import { marksIn, type Pattern } from './filter.ts';
import { gradeOf } from './grade.ts';
import { exactTime, fullTime } from './log-times.ts';
import { sourceWords } from './source-words.ts';

export const rowId = (id: number): string => `log-line-${id}`;

interface RowProps {
  line: LogLine;
  /** Counted from 1, the heading being the first. */
  rowIndex: number;
  height: number;
  isActive: boolean;
  isOpen: boolean;
  marks: Pattern | null;
  onOpen: (line: LogLine) => void;
  onUnit: (mac: Mac) => void;
}

/** One line; its detail has the rest. The unit's button is for the mouse: the detail has it for the keyboard. */
export const LogRow = memo(function LogRow(props: RowProps) {
  const { line, rowIndex, height, isActive, isOpen, marks, onOpen, onUnit } = props;
  const { tone, icon, word } = gradeOf(line.severity);
  const { mac } = line;
  const state = `${isActive ? 'active' : ''} ${isOpen ? 'open' : ''}`;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it has the keys
    <div
      id={rowId(line.id)}
      className={`log-row ${tone} ${state}`}
      role="row"
      aria-rowindex={rowIndex}
      aria-selected={isOpen}
      data-line={line.id}
      style={{ height }}
      onClick={() => {
        if (document.getSelection()?.isCollapsed ?? true) onOpen(line);
      }}
    >
      <span role="gridcell" className="log-time" title={fullTime(line.at)}>
        {exactTime(line.at)}
      </span>
      <span role="gridcell" className="log-grade">
        <Icon name={icon} />
        {word}
      </span>
      <span role="gridcell" className="log-source">
        {sourceWords[line.source]}
      </span>
      <span role="gridcell">
        {mac !== null && (
          <button
            type="button"
            className="log-unit"
            tabIndex={-1}
            title="Only this unit"
            onClick={(event) => {
              event.stopPropagation();
              onUnit(mac);
            }}
          >
            {macTail(mac)}
          </button>
        )}
      </span>
      <span role="gridcell" className="log-msg">
        {marks === null ? line.msg : <Marked text={line.msg} pattern={marks} />}
      </span>
    </div>
  );
});

function Marked({ text, pattern }: { text: string; pattern: Pattern }) {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const [from, to] of marksIn(text, pattern)) {
    parts.push(text.slice(end, from), <mark key={from}>{text.slice(from, to)}</mark>);
    end = to;
  }
  return [...parts, text.slice(end)];
}
