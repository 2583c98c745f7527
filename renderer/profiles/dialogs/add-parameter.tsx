import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CatalogueInfo } from '../../../main/contract/profiles.ts';
import { useClient } from '../../mirror/context.ts';
import { refusalText } from '../../mirror/refusal.ts';
import { useToast } from '../../ui/toast.tsx';

/** Types of the guide a parameter by hand can have (guide: Data Types). */
const types = [
  'Str',
  'Bool',
  'choice',
  'Uns8',
  'Uns16',
  'Uns32',
  'Sig16',
  'Time0',
  'Time3',
  'IP',
  'Port',
  'FQDN',
  'Phone',
  'UserID',
  'ToneScript',
  'CadScript',
  'FreqScript',
] as const;
const users = [
  { value: 'na', label: 'Sees nothing of it' },
  { value: 'ro', label: 'May see it' },
  { value: 'rw', label: 'May change it' },
] as const;

const empty = { name: '', type: 'Str', options: '', default: '', userAccess: 'na' };
const isAccess = (text: string): text is 'na' | 'ro' | 'rw' => /^(?:na|ro|rw)$/.test(text);

/** A parameter no catalogue has, for every model. */
export function AddParameter({ onChange }: { onChange: (list: CatalogueInfo[]) => void }) {
  const client = useClient();
  const toast = useToast();
  const [row, setRow] = useState(empty);
  const [problem, setProblem] = useState<string | null>(null);
  const set = (part: Partial<typeof empty>): void => {
    setRow({ ...row, ...part });
    setProblem(null);
  };
  async function add(): Promise<void> {
    const name = row.name.trim();
    if (!/^[A-Za-z_][A-Za-z0-9_./()[\]-]{0,79}$/.test(name)) {
      setProblem('A name begins with a letter and has no blanks, such as Dial_Plan[3].');
      return;
    }
    try {
      const list = await client.profiles.addParameter({
        name,
        type: row.type,
        options: row.options
          .split(',')
          .map((option) => option.trim())
          .filter(Boolean),
        default: row.default,
        userAccess: isAccess(row.userAccess) ? row.userAccess : 'na',
      });
      onChange(list);
      setRow(empty);
      toast(`${name} is known now.`);
    } catch (error) {
      setProblem(refusalText(error));
    }
  }
  return (
    <form
      className="catalogue-form"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <div className="fields">
        <TextInput
          label="Name"
          className="mono-input"
          value={row.name}
          maxLength={80}
          error={problem}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label="Type"
          data={[...types]}
          value={row.type}
          onChange={(event) => set({ type: event.currentTarget.value })}
        />
        {row.type === 'choice' && (
          <TextInput
            label="One of"
            description="Separated by commas"
            value={row.options}
            onChange={(event) => set({ options: event.currentTarget.value })}
          />
        )}
        <TextInput
          label="Factory value"
          className="mono-input"
          value={row.default}
          maxLength={2000}
          onChange={(event) => set({ default: event.currentTarget.value })}
        />
        <NativeSelect
          label="The user"
          data={[...users]}
          value={row.userAccess}
          onChange={(event) => set({ userAccess: event.currentTarget.value })}
        />
      </div>
      <button type="submit" className="button">
        Add the parameter
      </button>
    </form>
  );
}
