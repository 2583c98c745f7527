import './forms.css';
import { NativeSelect } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ProofLevel } from '../../main/contract/proof.ts';
import { useClient } from '../mirror/context.ts';
import { Panel } from '../ui/panel.tsx';
import { Note } from '../ui/states.tsx';
import { levels } from './chain-panel.tsx';
import { useSettingsForm } from './use-settings-form.ts';

/** Models that have to show something else than the others before they are Verified. */
export function EvidencePanel() {
  const form = useSettingsForm();
  const client = useClient();
  const { data } = useQuery({
    queryKey: ['settings', 'models'],
    queryFn: () => client.settings.models(),
  });
  const { evidenceOf } = form.values;
  const isFixed = form.isFixed('evidenceOf');
  const foot = form.footOf('evidenceOf');
  const problem = form.problemOf('evidenceOf');
  const chosen = Object.entries(evidenceOf).sort(([a], [b]) => a.localeCompare(b));
  const others = (data ?? []).map(({ model }) => model).filter((model) => !(model in evidenceOf));

  const set = (model: string, level: ProofLevel): void =>
    void form.save({ evidenceOf: { ...evidenceOf, [model]: level } }, `Proof of ${model} changed.`);
  const remove = (model: string): void => {
    const { [model]: _gone, ...rest } = evidenceOf;
    void form.save({ evidenceOf: rest }, `${model} is proved like the others.`);
  };

  return (
    <Panel
      title="Proof by model"
      hint="For models whose web server shows values its own way, or none"
    >
      <div className="settings-body">
        {foot !== null && <p className="foot">{foot}</p>}
        {problem !== null && (
          <Note tone="fail" role="alert">
            {problem}
          </Note>
        )}
        {chosen.map(([model, level]) => (
          <div className="evidence-row" key={model}>
            <NativeSelect
              label={model}
              value={level}
              disabled={isFixed}
              data={levels.map(({ id, word }) => ({ value: id, label: word }))}
              onChange={(event) => {
                const found = levels.find(({ id }) => id === event.currentTarget.value);
                if (found !== undefined) set(model, found.id);
              }}
            />
            <button
              type="button"
              className="button small"
              disabled={isFixed}
              onClick={() => remove(model)}
            >
              <IconTrash size={16} aria-hidden /> Remove <span className="hidden">{model}</span>
            </button>
          </div>
        ))}
        <NativeSelect
          className="setting"
          label="Another proof for"
          description="Choose a model; it then stands above with a level of its own."
          value=""
          disabled={isFixed || others.length === 0}
          data={[{ value: '', label: 'Choose a model' }, ...others]}
          onChange={(event) => {
            const model = event.currentTarget.value;
            if (model !== '') set(model, 'chain');
          }}
        />
      </div>
    </Panel>
  );
}
