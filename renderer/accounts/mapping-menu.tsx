import { Menu, Popover, TextInput } from '@mantine/core';
import { IconBookmark, IconChevronDown, IconDeviceFloppy } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ColumnMapping, FileColumn } from '../../main/contract/accounts.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useToast } from '../ui/toast.tsx';
import { changeImport, type ImportSession } from './import-session.ts';
import { applyMapping, bestMapping, type Choices, mappingOf } from './mapping.ts';

const key = ['accounts', 'mappings'];

/** Saved mappings by name: the one that fits is one press away, the others in a list. */
export function MappingMenu(props: {
  session: ImportSession;
  columns: readonly FileColumn[];
  choices: Choices;
}) {
  const { session, columns, choices } = props;
  const client = useClient();
  const toast = useToast();
  const { data: saved = [] } = useQuery({
    queryKey: key,
    queryFn: () => client.accounts.mappings(),
  });
  const best = bestMapping(columns, saved);

  function use(mapping: ColumnMapping): void {
    const { choices: next, missing } = applyMapping(columns, mapping);
    changeImport({ choices: next, mapping: mapping.name });
    if (missing.length > 0) {
      const names = missing.map((name) => `“${name}”`).join(', ');
      toast(`Not in this file: ${names}. Match ${missing.length === 1 ? 'it' : 'them'} by hand.`, {
        tone: 'fail',
      });
    }
  }

  return (
    <>
      {best !== null && session.mapping !== best.name && (
        <button
          type="button"
          className="button small"
          disabled={session.isImporting}
          onClick={() => use(best)}
        >
          <IconBookmark size={16} aria-hidden />
          Use saved “{best.name}”
        </button>
      )}
      {session.mapping !== null && <span className="tag">{session.mapping}</span>}
      {saved.length > (best === null ? 0 : 1) && (
        <Menu position="bottom-end">
          <Menu.Target>
            <button type="button" className="button small" disabled={session.isImporting}>
              Saved
              <IconChevronDown size={16} aria-hidden />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {saved.map((mapping) => (
              <Menu.Item key={mapping.name} onClick={() => use(mapping)}>
                {mapping.name}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <SaveMapping session={session} choices={choices} saved={saved} />
    </>
  );
}

function SaveMapping(props: {
  session: ImportSession;
  choices: Choices;
  saved: readonly ColumnMapping[];
}) {
  const { session, choices, saved } = props;
  const client = useClient();
  const queries = useQueryClient();
  const toast = useToast();
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const isKnown = saved.some((mapping) => mapping.name === name.trim());

  async function save(): Promise<void> {
    const asked = name.trim();
    if (asked === '') {
      setProblem('Write a name, such as Billing export.');
      return;
    }
    try {
      const all = await client.accounts.saveMapping({ name: asked, ...mappingOf(choices) });
      queries.setQueryData(key, all);
      changeImport({ mapping: asked }, session.file);
      setOpen(false);
      toast(`The mapping is saved as “${asked}”.`);
    } catch (error) {
      setProblem(refusalText(error));
    }
  }

  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      trapFocus
      returnFocus
      width={320}
    >
      <Popover.Target>
        <button
          type="button"
          className="button small"
          disabled={session.isImporting}
          onClick={() => {
            setName(session.mapping ?? '');
            setProblem(null);
            setOpen(!isOpen);
          }}
        >
          <IconDeviceFloppy size={16} aria-hidden />
          Save mapping…
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className="save-mapping"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <TextInput
            data-autofocus
            label="Name of the mapping"
            value={name}
            maxLength={60}
            error={problem}
            onChange={(event) => {
              setName(event.currentTarget.value);
              setProblem(null);
            }}
          />
          <button type="submit" className="button primary">
            {isKnown ? 'Replace mapping' : 'Save mapping'}
          </button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
