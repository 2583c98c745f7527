import './forms.css';
import { NativeSelect, Switch } from '@mantine/core';
import { useState } from 'react';
import type { CompilerWay } from '../../main/contract/compiler.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Note } from '../ui/states.tsx';
import { standardWay } from './compiler-words.ts';

/** How the own file of one model's units is made. */
export function CompilerDialog(props: {
  model: string;
  /** Null: the open format. */
  way: CompilerWay | null;
  /** Why the compiler cannot be chosen; null: it can. */
  whyNot: string | null;
  problem: string | null;
  onSave: (way: CompilerWay | null) => void;
  onClose: () => void;
}) {
  const { model, way, whyNot, problem, onSave, onClose } = props;
  const [chosen, setChosen] = useState(way);
  const set = (part: Partial<CompilerWay>): void =>
    setChosen({ ...(chosen ?? standardWay), ...part });
  return (
    <FormDialog
      title={`SEC-PRV-1 of ${model}`}
      closes="Discard changes"
      verb="Save"
      isBusy={false}
      problem={problem}
      onSubmit={() => onSave(chosen)}
      onClose={onClose}
    >
      <NativeSelect
        data-autofocus
        label="Made by"
        value={chosen === null ? 'open' : 'compiler'}
        data={[
          { value: 'open', label: 'Station: open format, AES-256' },
          {
            value: 'compiler',
            label: 'Vendor’s compiler, for each unit’s MAC',
            disabled: whyNot !== null && way === null,
          },
        ]}
        onChange={(event) =>
          setChosen(event.currentTarget.value === 'open' ? null : (way ?? standardWay))
        }
      />
      {whyNot !== null && <Note tone={chosen === null ? 'info' : 'fail'}>{whyNot}</Note>}
      {chosen !== null && (
        <>
          <NativeSelect
            label="Encryption besides"
            description="Under the bootstrap passphrase, which the common file’s rule names."
            value={chosen.cipher}
            data={[
              { value: 'aes', label: 'AES' },
              { value: 'rc4', label: 'RC4: weaker, for units that take nothing else' },
              { value: 'none', label: 'None: the rule names no key' },
            ]}
            onChange={(event) =>
              set({ cipher: event.currentTarget.value as CompilerWay['cipher'] })
            }
          />
          {chosen.cipher !== 'none' && (
            <NativeSelect
              label="Its key"
              value={chosen.key}
              data={[
                { value: 'hex', label: 'Hex digits, --hex-key: up to 256 bits' },
                { value: 'ascii', label: 'Phrase, --ascii-key: 128 bits' },
              ]}
              onChange={(event) => set({ key: event.currentTarget.value as CompilerWay['key'] })}
            />
          )}
          <NativeSelect
            label="Which files"
            description="Units whose firmware is known to be too old for XML get all four in any case."
            value={chosen.files}
            data={[
              { value: 'own', label: 'Its own file alone; the others in the open format' },
              { value: 'all', label: 'All four, for firmware before 2.0.6' },
            ]}
            onChange={(event) => set({ files: event.currentTarget.value as CompilerWay['files'] })}
          />
          <Switch
            label="Scramble"
            description="A random phrase for each file. Needs no key, so it hides the text from a glance only."
            checked={chosen.scramble}
            onChange={(event) => set({ scramble: event.currentTarget.checked })}
          />
        </>
      )}
    </FormDialog>
  );
}
