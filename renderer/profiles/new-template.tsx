import { Menu, Modal, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { LayerKind } from '../../main/contract/profiles.ts';
import { newRef } from './new-ref.ts';
import { pathOf } from './place.ts';

type NewKind = Exclude<LayerKind, 'station' | 'isp'>;

const kinds: Readonly<Record<NewKind, { word: string; label: string; hint: string }>> = {
  model: { word: 'For a model', label: 'Model', hint: 'As on the box, such as SPA962' },
  batch: { word: 'For a batch', label: 'Batch', hint: 'Any name of up to 40 characters' },
  account: { word: 'For an account', label: 'Account', hint: 'Its number, as in the account list' },
  unit: { word: 'For one unit', label: 'MAC', hint: 'In any notation, such as 00:0E:08:4F:1A:92' },
};

/** Begins a template that is not in the list yet. Nothing is stored before something is written. */
export function NewTemplate() {
  const [kind, setKind] = useState<NewKind | null>(null);
  return (
    <>
      <Menu position="bottom-end" returnFocus>
        <Menu.Target>
          <button type="button" className="button small">
            <IconPlus size={16} aria-hidden /> New
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {Object.entries(kinds).map(([id, { word }]) => (
            <Menu.Item key={id} onClick={() => setKind(id as NewKind)}>
              {word}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {kind !== null && <NewDialog kind={kind} onClose={() => setKind(null)} />}
    </>
  );
}

function NewDialog({ kind, onClose }: { kind: NewKind; onClose: () => void }) {
  const [, go] = useLocation();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const { word, label, hint } = kinds[kind];
  function open(): void {
    const ref = newRef(kind, text);
    if (typeof ref === 'string') {
      setProblem(ref);
      return;
    }
    onClose();
    go(pathOf(ref));
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={`New template, ${word.toLowerCase()}`}
      size={440}
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        className="confirm"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          open();
        }}
      >
        <TextInput
          data-autofocus
          label={label}
          description={hint}
          value={text}
          maxLength={64}
          autoComplete="off"
          error={problem}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setProblem(null);
          }}
        />
        <div className="confirm-actions">
          <button type="button" className="button" onClick={onClose}>
            Keep the list as it is
          </button>
          <button type="submit" className="button primary">
            Open the template
          </button>
        </div>
      </form>
    </Modal>
  );
}
