import { TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import type { TemplateStage } from '../../../main/contract/profiles.ts';
import { useClient } from '../../mirror/context.ts';
import { refusalText } from '../../mirror/refusal.ts';
import { Note } from '../../ui/states.tsx';
import { stageWords } from '../template-words.ts';
import { Dialog } from './dialog.tsx';

interface FirmwareStep {
  id: number;
  below: string;
  url: string;
}

/** `Upgrade_Rule` with stepping stones: old firmware goes to the newest over versions in between. */
export function FirmwareDialog(props: {
  stage: TemplateStage;
  /** The text has a rule that would be replaced. */
  hasRule: boolean;
  /** @returns why the rule has no place in the text, or null */
  onTake: (rule: string) => string | null;
  onClose: () => void;
}) {
  const { stage, hasRule, onTake, onClose } = props;
  const client = useClient();
  const lastId = useRef(1);
  const [steps, setSteps] = useState<readonly FirmwareStep[]>([{ id: 1, below: '', url: '' }]);
  const [last, setLast] = useState('');
  const [rule, setRule] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  function change(next: readonly FirmwareStep[]): void {
    setSteps(next);
    setRule(null);
    setProblem(null);
  }
  const set = (id: number, part: Partial<FirmwareStep>): void =>
    change(steps.map((step) => (step.id === id ? { ...step, ...part } : step)));

  async function make(): Promise<void> {
    const filled = steps
      .map(({ below, url }) => ({ below: below.trim(), url: url.trim() }))
      .filter(({ below, url }) => below !== '' || url !== '');
    try {
      const made = await client.profiles.upgradeRule({
        steps: filled,
        last: last.trim() === '' ? null : last.trim(),
      });
      setRule(made.rule);
      setProblem(null);
    } catch (error) {
      setRule(null);
      setProblem(refusalText(error));
    }
  }

  return (
    <Dialog title="Firmware steps" size={760} closes="Close" onClose={onClose}>
      <form
        className="confirm"
        onSubmit={(event) => {
          event.preventDefault();
          if (rule === null) void make();
          else setProblem(onTake(rule));
        }}
      >
        <p>
          A unit with firmware below a version fetches the file beside it, then asks again. The
          first line that fits counts.
        </p>
        <ul className="firmware-steps">
          {steps.map(({ id, below, url }, at) => (
            <li key={id}>
              <TextInput
                label="Below version"
                placeholder="2.0.9"
                value={below}
                className="mono-input"
                data-autofocus={at === 0 ? true : undefined}
                onChange={(event) => set(id, { below: event.currentTarget.value })}
              />
              <TextInput
                label="Fetches"
                placeholder="http://fw.example.net/spa-2-0-9.bin"
                value={url}
                className="mono-input"
                onChange={(event) => set(id, { url: event.currentTarget.value })}
              />
              <button
                type="button"
                className="icon-button"
                aria-label={`Remove step ${at + 1}`}
                disabled={steps.length === 1}
                onClick={() => change(steps.filter((step) => step.id !== id))}
              >
                <IconTrash size={18} />
              </button>
            </li>
          ))}
        </ul>
        <button
          type="button"
          className="button small add-step"
          disabled={steps.length >= 20}
          onClick={() => {
            lastId.current += 1;
            change([...steps, { id: lastId.current, below: '', url: '' }]);
          }}
        >
          <IconPlus size={16} aria-hidden /> Add a step
        </button>
        <TextInput
          label="All others fetch"
          description="Empty: they keep the firmware they have"
          value={last}
          className="mono-input"
          onChange={(event) => {
            setLast(event.currentTarget.value);
            setRule(null);
          }}
        />
        {rule !== null && (
          <div role="status">
            <p className="muted">Upgrade_Rule</p>
            <p className="url mono">{rule}</p>
          </div>
        )}
        {problem !== null && (
          <Note tone="fail" role="alert">
            {problem}
          </Note>
        )}
        <div className="confirm-actions">
          <button type="button" className="button" onClick={onClose}>
            Leave the text as it is
          </button>
          <button type="submit" className="button primary">
            {rule === null
              ? 'Make the rule'
              : hasRule
                ? `Replace the rule in ${stageWords[stage]}`
                : `Put it into ${stageWords[stage]}`}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
