import './forms.css';
import { Modal, Switch, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { ModelRow } from '../../main/contract/settings.ts';
import { Note } from '../ui/states.tsx';
import { saidOf } from './controls.tsx';
import {
  emptyModel,
  type ModelProblems,
  type ModelText,
  modelText,
  readModel,
  usualFile,
} from './model-form.ts';

interface ModelDialogProps {
  /** Null: a new one. */
  row: ModelRow | null;
  others: readonly string[];
  refusal: string | null;
  onSave: (row: ModelRow) => void;
  onClose: () => void;
}

/** One row of the model table. */
export function ModelDialog({ row, others, refusal, onSave, onClose }: ModelDialogProps) {
  const [text, setText] = useState<ModelText>(row === null ? emptyModel : modelText(row));
  const [problems, setProblems] = useState<ModelProblems>({});
  const form = useRef<HTMLFormElement>(null);
  const set = (part: Partial<ModelText>): void => setText({ ...text, ...part });

  function submit(): void {
    const read = readModel(text, others);
    if ('row' in read) {
      onSave(read.row);
      return;
    }
    setProblems(read.problems);
    // The marks are there only after the next paint.
    requestAnimationFrame(() =>
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
    );
  }

  return (
    <Modal.Root opened onClose={onClose} centered size={560}>
      <Modal.Overlay />
      <Modal.Content>
        {/* Mantine's own header counts as a second banner of the page. */}
        <div className="dialog-head">
          <Modal.Title>{row === null ? 'Add model' : `Edit ${row.model}`}</Modal.Title>
          <Modal.CloseButton aria-label="Discard changes" />
        </div>
        <Modal.Body>
          <form
            ref={form}
            className="model-form"
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              submit();
            }}
          >
            {refusal !== null && (
              <Note tone="fail" role="alert">
                {refusal}
              </Note>
            )}
            <div className="fields">
              <TextInput
                data-autofocus
                label="Model"
                description="As on the box, such as SPA962"
                value={text.model}
                error={saidOf(problems.model ?? null)}
                onChange={(event) => set({ model: event.currentTarget.value })}
              />
              <TextInput
                label="Series number ($PSN)"
                description="Such as 962 or 504G"
                value={text.psn}
                error={saidOf(problems.psn ?? null)}
                onChange={(event) => {
                  const psn = event.currentTarget.value;
                  set(text.file === usualFile(text.psn) ? { psn, file: usualFile(psn) } : { psn });
                }}
              />
              <TextInput
                label="First file"
                description="What it asks for from the factory"
                className="mono-input"
                value={text.file}
                error={saidOf(problems.file ?? null)}
                onChange={(event) => set({ file: event.currentTarget.value })}
              />
              <TextInput
                label="Lines"
                description="Telephone lines it has"
                inputMode="numeric"
                value={text.lines}
                error={saidOf(problems.lines ?? null)}
                onChange={(event) => set({ lines: event.currentTarget.value })}
              />
              <TextInput
                label="XML since firmware"
                description="Older ones need the vendor’s compiler"
                className="mono-input"
                value={text.xmlSince}
                error={saidOf(problems.xmlSince ?? null)}
                onChange={(event) => set({ xmlSince: event.currentTarget.value })}
              />
            </div>
            <Switch
              label="It is a router"
              description="Its LAN ports give out addresses: only its WAN port belongs on the bench."
              checked={text.isRouter}
              onChange={(event) => set({ isRouter: event.currentTarget.checked })}
            />
            <Switch
              label="Answer TFTP options"
              description="Off for firmware that trips over them."
              checked={text.tftpOptions}
              onChange={(event) => set({ tftpOptions: event.currentTarget.checked })}
            />
            <div className="confirm-actions">
              <button type="button" className="button" onClick={onClose}>
                Discard changes
              </button>
              <button type="submit" className="button primary">
                Save model
              </button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
