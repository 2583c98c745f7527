import { IconChevronRight } from '@tabler/icons-react';
import type { ImportReport } from '../../main/contract/accounts.ts';
import { countOf } from '../ui/format.ts';
import { Panel } from '../ui/panel.tsx';
import { fieldNames, isAccountField } from './mapping.ts';

/** What accounts on the list would say instead; secrets only as dots. */
export function WhatWillChange({ report }: { report: ImportReport }) {
  const { changes, changed } = report;
  const shown = new Set(changes.map(({ account }) => account)).size;
  return (
    <Panel title="What will change" hint={countOf(changed, 'account')} className="changes">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="table-scroll" aria-label="Accounts that change" tabIndex={0}>
        <table>
          <thead className="hidden">
            <tr>
              <th scope="col">Account</th>
              <th scope="col">Name</th>
              <th scope="col">What</th>
              <th scope="col">From and to</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ account, name, field, from, to }) => (
              <tr key={`${account} ${field}`}>
                <th scope="row" className="mono">
                  {account}
                </th>
                <td>{name ?? '—'}</td>
                <td>{isAccountField(field) ? fieldNames[field] : field}</td>
                <td>
                  <s className="muted">{from ?? 'nothing'}</s>
                  <IconChevronRight size={16} role="img" aria-label="becomes" />
                  <b>{to ?? 'nothing'}</b>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {shown < changed && (
          <p className="muted more">
            And {countOf(changed - shown, 'more account', 'more accounts')}.
          </p>
        )}
      </section>
    </Panel>
  );
}
