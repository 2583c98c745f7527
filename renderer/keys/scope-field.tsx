import { Select } from '@mantine/core';
import type { KeyOverview, KeyScope } from '../../main/contract/escrow.ts';
import { count, countOf } from '../ui/format.ts';

/** Whose keys: every unit's, those in no export yet, or those of a billing batch. */
export function ScopeField(props: {
  overview: KeyOverview;
  scope: KeyScope;
  isDisabled: boolean;
  onChange: (scope: KeyScope) => void;
}) {
  const { overview, scope } = props;
  const data = [
    { value: 'new', label: `In no export yet (${count(overview.notExported)})` },
    { value: 'all', label: `All units (${count(overview.keys)})` },
    ...overview.batches.map(({ batch, rows }) => ({
      value: String(batch),
      label: `Billing batch ${batch} (${countOf(rows, 'binding')})`,
    })),
  ];
  return (
    <Select
      label="Units"
      data={data}
      value={scope.kind === 'batch' ? String(scope.batch) : scope.kind}
      allowDeselect={false}
      disabled={props.isDisabled}
      onChange={(value) => {
        if (value === 'new' || value === 'all') props.onChange({ kind: value });
        else if (value !== null) props.onChange({ kind: 'batch', batch: Number(value) });
      }}
    />
  );
}
