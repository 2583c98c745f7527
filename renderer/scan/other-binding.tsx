import { Drawer } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { BindingRow } from '../../main/contract/bindings.ts';
import { formatMac, type Mac } from '../../main/contract/values.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { dayAndTime } from '../ui/format.ts';
import { Note, Skeletons } from '../ui/states.tsx';

/** The binding that stands in the way of the one just refused. */
export function OtherBinding({ mac, onClose }: { mac: Mac; onClose: () => void }) {
  const client = useClient();
  const { data, error } = useQuery({
    queryKey: ['bindings', 'of-unit', mac],
    queryFn: () => client.bindings.ofUnit({ mac }),
  });
  return (
    <Drawer.Root opened onClose={onClose} position="right" size={440}>
      <Drawer.Overlay />
      <Drawer.Content>
        <div className="dialog-head">
          <Drawer.Title>The other binding</Drawer.Title>
          <Drawer.CloseButton aria-label="Close" />
        </div>
        <Drawer.Body>
          {error !== null && <Note tone="fail">{refusalText(error)}</Note>}
          {data === undefined && error === null && (
            <Skeletons rows={1} height={240} says="Asking the station for the binding" />
          )}
          {data !== undefined && <Facts row={data} />}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

function Facts({ row }: { row: BindingRow }) {
  const facts: [string, string][] = [
    ['Device', formatMac(row.mac)],
    ['Model', row.model ?? 'Not known'],
    ['Serial', row.serial ?? 'Not known'],
    ['Account', row.account],
    ['Name', row.name ?? '—'],
    ['Work order', row.workOrder ?? '—'],
    ['Bound', dayAndTime(row.boundAt)],
    ['Export', row.batch === null ? 'Not yet exported' : `Batch ${row.batch}`],
  ];
  return (
    <dl className="binding-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={/Device|Serial|Account|order/.test(name) ? 'mono' : ''}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
