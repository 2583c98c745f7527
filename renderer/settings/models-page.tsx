import { IconLock, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { CompilerWay } from '../../main/contract/compiler.ts';
import type { ModelInfo, ModelRow } from '../../main/contract/settings.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Panel } from '../ui/panel.tsx';
import { Note, Skeletons } from '../ui/states.tsx';
import { CompilerDialog } from './compiler-dialog.tsx';
import { CompilerPanel } from './compiler-panel.tsx';
import { wayWords } from './compiler-words.ts';
import { ModelDialog } from './model-dialog.tsx';
import { plain } from './model-form.ts';
import { RowButton } from './row-button.tsx';
import { useCompiler } from './use-compiler.ts';
import { useSettingsForm } from './use-settings-form.ts';

/** A row that is edited; `was` null: a new one. */
interface Editing {
  row: ModelRow | null;
  was: string | null;
}

/** Which file a factory-fresh unit of a model asks for: the built-in table and what people add. */
export function ModelsPage() {
  const form = useSettingsForm();
  const client = useClient();
  const [editing, setEditing] = useState<Editing | null>(null);
  const [choosing, setChoosing] = useState<string | null>(null);
  const { models } = form.values;
  const ways = form.values.spc.models;
  const isFixed = form.isFixed('models');
  const foot = form.footOf('models') ?? form.footOf('spc');
  const problem = form.problemOf('models');
  const { data, error } = useQuery({
    queryKey: ['settings', 'models'],
    queryFn: () => client.settings.models(),
  });
  const compiler = useCompiler();

  const wayOf = (model: string): CompilerWay | null =>
    Object.entries(ways).find(([name]) => plain(name) === plain(model))?.[1] ?? null;

  async function choose(model: string, way: CompilerWay | null): Promise<void> {
    const others = Object.entries(ways).filter(([name]) => plain(name) !== plain(model));
    const rest = Object.fromEntries(others);
    const next = way === null ? rest : { ...rest, [model]: way };
    const words = `${model}: ${wayWords(way)}.`;
    if (await form.save({ spc: { models: next } }, words)) setChoosing(null);
  }

  async function store({ was }: Editing, row: ModelRow): Promise<void> {
    const list =
      was === null ? [...models, row] : models.map((each) => (each.model === was ? row : each));
    if (await form.save({ models: list }, `${row.model} saved.`)) setEditing(null);
  }
  const remove = ({ model }: ModelRow): void =>
    void form.save({ models: models.filter((each) => each.model !== model) }, `${model} removed.`);

  return (
    <>
      <Panel
        title="Models"
        hint="Which file a factory-fresh unit asks for"
        actions={
          <button
            type="button"
            className="button"
            disabled={isFixed}
            onClick={() => setEditing({ row: null, was: null })}
          >
            <IconPlus size={18} aria-hidden /> Add model
          </button>
        }
      >
        {foot !== null && <p className="settings-body foot">{foot}</p>}
        {(error !== null || (problem !== null && editing === null)) && (
          <div className="settings-body">
            <Note tone="fail" role="alert">
              {problem ?? refusalText(error)}
            </Note>
          </div>
        )}
        {data === undefined && error === null && (
          <Skeletons rows={8} height={40} says="Reading the model table…" />
        )}
        {data !== undefined && (
          <table className="plain-table">
            <caption className="hidden">Models the station knows</caption>
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col">Series</th>
                <th scope="col">First file</th>
                <th scope="col" className="end">
                  Lines
                </th>
                <th scope="col">XML since</th>
                <th scope="col">SEC-PRV-1</th>
                <th scope="col">Notes</th>
                <th scope="col">
                  <span className="hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {[...data].sort(ownFirst).map((row) => {
                const own = models.find(({ model }) => model === row.model);
                return (
                  <tr key={row.model}>
                    <th scope="row">{row.model}</th>
                    <td className="mono">{row.psn}</td>
                    <td className="mono">/{row.file}</td>
                    <td className="end">{row.lines}</td>
                    <td className="mono">{row.xmlSince}</td>
                    <td>{wayWords(wayOf(row.model))}</td>
                    <td className="muted">{notesOf(row)}</td>
                    <td className="end">
                      <span className="actions">
                        <RowButton
                          icon={IconLock}
                          words="SEC-PRV-1"
                          of={`of ${row.model}`}
                          isDisabled={form.isFixed('spc')}
                          onClick={() => setChoosing(row.model)}
                        />
                        {own !== undefined && (
                          <>
                            <RowButton
                              icon={IconPencil}
                              words="Edit"
                              of={row.model}
                              isDisabled={isFixed}
                              onClick={() => setEditing({ row: own, was: own.model })}
                            />
                            <RowButton
                              icon={IconTrash}
                              words="Remove"
                              of={row.model}
                              isDisabled={isFixed}
                              onClick={() => remove(own)}
                            />
                          </>
                        )}
                      </span>
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
        {editing !== null && (
          <ModelDialog
            row={editing.row}
            others={models.map(({ model }) => model).filter((model) => model !== editing.was)}
            refusal={problem}
            onSave={(row) => void store(editing, row)}
            onClose={() => setEditing(null)}
          />
        )}
      </Panel>
      <CompilerPanel compiler={compiler} />
      {choosing !== null && (
        <CompilerDialog
          model={choosing}
          way={wayOf(choosing)}
          whyNot={
            compiler.view === undefined
              ? 'Looking at the compiler…'
              : (compiler.view.problem?.message ?? null)
          }
          problem={form.problemOf('spc')}
          onSave={(way) => void choose(choosing, way)}
          onClose={() => setChoosing(null)}
        />
      )}
    </>
  );
}

function ownFirst(a: { isBuiltIn: boolean }, b: { isBuiltIn: boolean }): number {
  return Number(a.isBuiltIn) - Number(b.isBuiltIn);
}

function notesOf({ isRouter, tftpOptions, isBuiltIn }: ModelInfo): string {
  const notes = [
    isBuiltIn ? 'Built in' : null,
    isRouter ? 'Router: use its WAN port' : null,
    tftpOptions ? null : 'No TFTP options',
  ];
  return notes.filter((note) => note !== null).join(' · ');
}
