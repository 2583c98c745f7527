import type { KeyboardEvent } from 'react';
import { Link } from 'wouter';
import type { LayerRef, TemplateInfo, TemplateStage } from '../../main/contract/profiles.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { Note, Skeletons } from '../ui/states.tsx';
import { moveActive } from '../ui/table-keys.ts';
import { BatchInWork } from './batch-in-work.tsx';
import { useTemplates } from './draft/use-template.ts';
import { NewTemplate } from './new-template.tsx';
import { isSameRef, pathOf, refKey } from './place.ts';
import { groupTemplates } from './template-groups.ts';
import { detailOf, shortName, stateOf, templateName } from './template-words.ts';

/** Every template by what it holds for, with its state; and the batch in work. */
export function TemplateList(props: { open: LayerRef | null; stage: TemplateStage }) {
  const { open, stage } = props;
  const { data, error, refetch } = useTemplates(true);
  const groups = groupTemplates(withOpen(data ?? [], open));
  return (
    <Panel title="Templates" className="template-list" actions={<NewTemplate />}>
      {error !== null && data === undefined && (
        <div className="template-list-note">
          <Note tone="fail" role="alert">
            {refusalText(error)}
          </Note>
          <button type="button" className="button small" onClick={() => void refetch()}>
            Ask again
          </button>
        </div>
      )}
      {error === null && data === undefined && (
        <Skeletons rows={7} height={44} says="The templates are loading." />
      )}
      {data !== undefined && (
        <nav className="template-groups" aria-label="Templates" onKeyDown={moveInList}>
          {groups.map(({ title, kind, templates }) => (
            <section key={title}>
              <h3>{title}</h3>
              {kind === 'batch' && <BatchInWork known={templates.map(({ key }) => key)} />}
              <ul>
                {templates.map((info) => (
                  <Row
                    key={refKey(info)}
                    info={info}
                    to={pathOf(info, stage)}
                    isOpen={isSameRef(info, open)}
                    isStop={isSameRef(info, open ?? groups[0]?.templates[0] ?? null)}
                  />
                ))}
              </ul>
            </section>
          ))}
        </nav>
      )}
    </Panel>
  );
}

/** The list is one tab stop; arrows, Home and End move in it. */
function moveInList(event: KeyboardEvent<HTMLElement>): void {
  const links = [...event.currentTarget.querySelectorAll('a')];
  const at = links.indexOf(event.target as HTMLAnchorElement);
  const next = at < 0 ? null : moveActive(event.key, at, links.length, 10);
  if (next === null) return;
  event.preventDefault();
  links[next]?.focus();
}

function Row(props: { info: TemplateInfo; to: string; isOpen: boolean; isStop: boolean }) {
  const { info, to, isOpen, isStop } = props;
  const state = stateOf(info);
  return (
    <li>
      <Link
        href={to}
        aria-current={isOpen ? 'page' : undefined}
        tabIndex={isStop ? 0 : -1}
        title={templateName(info)}
      >
        <b className={info.kind === 'unit' ? 'mono' : undefined}>{shortName(info)}</b>
        {state !== null && (
          <span className={`template-state ${state.tone}`}>
            <Icon name={state.icon} />
            {state.word}
          </span>
        )}
        <small>{detailOf(info)}</small>
      </Link>
    </li>
  );
}

/** A new template is there from the moment a person opens it, before anything is written. */
function withOpen(templates: readonly TemplateInfo[], open: LayerRef | null): TemplateInfo[] {
  if (open === null || templates.some((info) => isSameRef(info, open))) return [...templates];
  const fresh: TemplateInfo = {
    ...{ kind: open.kind, key: open.key, state: 'empty', version: null, changedAt: null },
    ...{ errors: 0, warnings: 0, units: 0, isFixed: false },
  };
  return [...templates, fresh];
}
