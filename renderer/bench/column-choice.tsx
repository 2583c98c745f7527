import { Checkbox, Popover } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useKeptState } from '../ui/kept-state.ts';
import { type ColumnId, columnIds, columnTitles } from './table-order.ts';

const noneHidden: readonly ColumnId[] = [];

/** The columns a person does not want to see. */
export function useHiddenColumns() {
  return useKeptState('bench.hidden-columns', noneHidden);
}

/** Which columns the table has; the MAC stays. */
export function ColumnChoice() {
  const [hidden, onHidden] = useHiddenColumns();
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="icon-button column-choice"
          aria-label="Columns"
          title="Columns"
        >
          <IconColumns3 size={18} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <div className="column-list">
          {columnIds.map((id) => (
            <Checkbox
              key={id}
              label={columnTitles[id]}
              checked={!hidden.includes(id)}
              disabled={id === 'mac'}
              onChange={(event) =>
                onHidden(
                  event.currentTarget.checked
                    ? hidden.filter((other) => other !== id)
                    : [...hidden, id],
                )
              }
            />
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
