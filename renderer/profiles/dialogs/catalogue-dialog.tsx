import { Tabs, TextInput } from '@mantine/core';
import { IconFileImport, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CatalogueInfo } from '../../../main/contract/profiles.ts';
import { useClient } from '../../mirror/context.ts';
import { refusalText } from '../../mirror/refusal.ts';
import { useConfirm } from '../../ui/confirm.tsx';
import { pickFile, toBase64 } from '../../ui/download.ts';
import { countOf, dayAndTime } from '../../ui/format.ts';
import { Note, Skeletons } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';
import { useCatalogues } from '../use-vocabulary.ts';
import { AddParameter } from './add-parameter.tsx';
import { Dialog } from './dialog.tsx';

/** Which parameters a model has: catalogues of the vendor's samples, and parameters added by hand. */
export function CatalogueDialog({ model, onClose }: { model: string; onClose: () => void }) {
  const queries = useQueryClient();
  const { data, error } = useCatalogues();
  const took = (list: CatalogueInfo[]): void => {
    queries.setQueryData(['profiles', 'catalogues'], list);
  };
  return (
    <Dialog title="Catalogues of parameters" size={720} closes="Close" onClose={onClose}>
      <div className="confirm">
        <p>
          The parameters of the vendor’s guide are built in. A sample of the vendor’s compiler tells
          which ones a model and firmware really have.
        </p>
        {error !== null && (
          <Note tone="fail" role="alert">
            {refusalText(error)}
          </Note>
        )}
        {data === undefined && error === null && (
          <Skeletons rows={2} height={44} says="The catalogues are loading." />
        )}
        {data !== undefined && <CatalogueList list={data} onChange={took} />}
        <Tabs defaultValue="sample" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="sample">Import a sample</Tabs.Tab>
            <Tabs.Tab value="parameter">Add a parameter</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="sample">
            <ImportSample model={model} onChange={took} />
          </Tabs.Panel>
          <Tabs.Panel value="parameter">
            <AddParameter onChange={took} />
          </Tabs.Panel>
        </Tabs>
      </div>
    </Dialog>
  );
}

function CatalogueList(props: {
  list: readonly CatalogueInfo[];
  onChange: (list: CatalogueInfo[]) => void;
}) {
  const { list, onChange } = props;
  const client = useClient();
  const confirm = useConfirm();
  const toast = useToast();
  async function remove({ model, firmware, parameters }: CatalogueInfo): Promise<void> {
    const name = nameOf({ model, firmware });
    const answer = await confirm({
      title: `Remove ${name}?`,
      body: `${countOf(parameters, 'parameter')} will be unknown again. Templates stay as they are.`,
      verb: 'Remove it',
      keep: 'Keep it',
      tone: 'danger',
    });
    if (answer === null) return;
    try {
      onChange(await client.profiles.removeCatalogue({ model, firmware }));
      toast(`${name} is removed.`);
    } catch (error) {
      toast(refusalText(error), { tone: 'fail' });
    }
  }
  if (list.length === 0) return <p className="muted">No catalogue besides the guide’s.</p>;
  return (
    <ul className="versions">
      {list.map((info) => (
        <li key={`${info.model} ${info.firmware}`}>
          <div>
            <b>{nameOf(info)}</b>
            <p className="muted">
              {countOf(info.parameters, 'parameter')} · {info.source} ·{' '}
              {dayAndTime(info.importedAt)}
            </p>
          </div>
          <button
            type="button"
            className="icon-button"
            aria-label={`Remove ${nameOf(info)}`}
            onClick={() => void remove(info)}
          >
            <IconTrash size={18} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function nameOf({ model, firmware }: Pick<CatalogueInfo, 'model' | 'firmware'>): string {
  if (model === '') return 'Parameters added by hand';
  return firmware === '' ? model : `${model}, firmware ${firmware}`;
}

function ImportSample(props: { model: string; onChange: (list: CatalogueInfo[]) => void }) {
  const client = useClient();
  const toast = useToast();
  const [model, setModel] = useState(props.model);
  const [firmware, setFirmware] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  async function choose(): Promise<void> {
    if (model.trim() === '') {
      setProblem('Write the model first.');
      return;
    }
    try {
      const file = await pickFile('.txt,.src,text/plain');
      if (file === null) return;
      const list = await client.profiles.importCatalogue({
        model: model.trim(),
        firmware: firmware.trim(),
        fileName: file.name,
        base64: toBase64(file.bytes),
      });
      setProblem(null);
      props.onChange(list);
      toast(`${file.name} is the catalogue of ${model.trim()} now.`);
    } catch (error) {
      setProblem(refusalText(error));
    }
  }
  return (
    <div className="catalogue-form">
      <div className="fields">
        <TextInput
          label="Model"
          value={model}
          maxLength={40}
          error={problem}
          onChange={(event) => setModel(event.currentTarget.value)}
        />
        <TextInput
          label="Firmware"
          description="Empty: any"
          className="mono-input"
          value={firmware}
          maxLength={40}
          onChange={(event) => setFirmware(event.currentTarget.value)}
        />
      </div>
      <button type="button" className="button" onClick={() => void choose()}>
        <IconFileImport size={18} aria-hidden /> Choose the sample
      </button>
    </div>
  );
}
