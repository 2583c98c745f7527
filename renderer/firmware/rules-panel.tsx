import { MultiSelect, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { FirmwareModel, FirmwareState } from '../../main/contract/firmware.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Panel } from '../ui/panel.tsx';
import { Note, Skeletons } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { imagesOf, ruleWords } from './words.ts';

/** Which model gets which image, and over which stepping stones. */
export function RulesPanel({ state }: { state: FirmwareState | undefined }) {
  const models = state?.models ?? [];
  return (
    <Panel title="Which model gets which" className="firmware-rules">
      {state === undefined && <Skeletons rows={3} height={72} says="The rules are loading." />}
      {state !== undefined && models.length === 0 && (
        <p className="muted firmware-note">A model stands here once there is an image for it.</p>
      )}
      {state !== undefined && models.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
        <ul aria-label="Rules by model" tabIndex={0}>
          {models.map((model) => (
            <RuleRow key={model.model} state={state} row={model} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function RuleRow({ state, row }: { state: FirmwareState; row: FirmwareModel }) {
  const client = useClient();
  const toast = useToast();
  const [refusal, setRefusal] = useState<string | null>(null);
  const { model, rule, image, steps, text, problem } = row;
  const images = imagesOf(state.images, model);
  const stones = images.filter(({ file }) => file !== image);
  const versionOf = (file: string) => images.find((each) => each.file === file)?.version ?? '';

  async function set(next: Partial<Pick<FirmwareModel, 'rule' | 'steps'>> & { image?: string }) {
    setRefusal(null);
    try {
      await client.firmware.setRule({ model, rule, ...next });
      toast(next.rule === 'off' ? `${model} is no longer upgraded.` : `Rule of ${model} changed.`);
    } catch (error) {
      setRefusal(refusalText(error));
    }
  }

  return (
    <li data-model={model}>
      <div className="rule-line">
        <b>{model}</b>
        <NativeSelect
          aria-label={`Rule of ${model}`}
          value={rule}
          data={ruleWords.map(({ id, word }) => ({ value: id, label: word }))}
          onChange={(event) => {
            const chosen = ruleWords.find(({ id }) => id === event.currentTarget.value);
            if (chosen !== undefined) void set({ rule: chosen.id });
          }}
        />
        {rule !== 'off' && (
          <NativeSelect
            aria-label={`Image of ${model}`}
            value={image ?? ''}
            data={images.map(({ file, version }) => ({
              value: file,
              label: `${version} · ${file}`,
            }))}
            onChange={(event) => void set({ image: event.currentTarget.value })}
          />
        )}
      </div>
      {rule !== 'off' && stones.length > 0 && (
        <MultiSelect
          label="Stepping stones"
          description="Units below a stone’s version take it first; in order, lowest first"
          data={stones.map(({ file }) => ({ value: file, label: `${versionOf(file)} · ${file}` }))}
          value={steps}
          onChange={(next) => {
            // The list has them by version already.
            void set({ steps: stones.flatMap(({ file }) => (next.includes(file) ? [file] : [])) });
          }}
        />
      )}
      {text !== null && (
        <p className="rule-text">
          <span className="muted">Upgrade_Rule</span> <code className="mono">{text}</code>
        </p>
      )}
      {problem !== null && <Note tone="warn">{problem}</Note>}
      {refusal !== null && (
        <Note tone="fail" role="alert">
          {refusal}
        </Note>
      )}
    </li>
  );
}
