import { useMemo } from 'react';
import type { PreviewValue } from '../../../main/contract/profiles.ts';
import { count } from '../../ui/format.ts';
import type { VocabularyIndex } from '../editor/vocabulary-index.ts';
import { type AccessRow, accessOf } from './access-view.ts';

/** What the User account of the unit may see and change. */
export function AccessList(props: {
  values: readonly PreviewValue[];
  vocabulary: VocabularyIndex;
}) {
  const { values, vocabulary } = props;
  const access = useMemo(() => accessOf(values, vocabulary.parameters), [values, vocabulary]);
  return (
    <div className="access-list">
      <p>Access concerns the User account only; the Admin account sees and changes everything.</p>
      <ul className="locks">
        {access.locks.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <Rows title="The user may change" rows={access.mayChange} />
      <Rows title="The user may see" rows={access.maySee} />
      <p className="muted">{count(access.hidden)} parameters are hidden from the user.</p>
    </div>
  );
}

function Rows({ title, rows }: { title: string; rows: readonly AccessRow[] }) {
  return (
    <section>
      <h4>
        {title} <span className="muted">{count(rows.length)}</span>
      </h4>
      {rows.length === 0 ? (
        <p className="muted">Nothing.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        <ul className="access-rows" tabIndex={0} aria-label={title}>
          {rows.map(({ name, from }) => (
            <li key={name}>
              <span className="mono">{name}</span> <span className="muted">{from}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
