import { NativeSelect } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import type { LayerRef, Preview, PreviewStep } from '../../../main/contract/profiles.ts';
import type { Mac } from '../../../main/contract/values.ts';
import { useMirror } from '../../mirror/context.ts';
import { refusalText } from '../../mirror/refusal.ts';
import { countOf } from '../../ui/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Note, Skeletons } from '../../ui/states.tsx';
import { useTemplates } from '../draft/use-template.ts';
import type { VocabularyIndex } from '../editor/vocabulary-index.ts';
import { AccessList, type AccessWriter } from './access-list.tsx';
import { whyNotFor } from './looked-at.ts';
import { shortRule } from './short-rule.ts';
import { UnitPicker } from './unit-picker.tsx';
import type { LookedAt } from './use-preview.ts';
import { ValueList } from './value-list.tsx';

/** What one unit makes of the templates, as they would be with what is written here. */
export function PreviewPanel(props: {
  template: LayerRef;
  mac: Mac | null;
  onPick: (mac: Mac) => void;
  lookedAt: LookedAt;
  model: string;
  onModel: (model: string) => void;
  vocabulary: VocabularyIndex;
  access: AccessWriter;
  onShow: (template: LayerRef, line: number) => void;
}) {
  const { template, mac, onPick, lookedAt } = props;
  const title = useId();
  return (
    <section className="card panel preview-panel" aria-labelledby={title}>
      <header>
        <IconEye size={18} aria-hidden />
        <h2 id={title}>Preview for</h2>
        <UnitPicker label="Unit to look at" mac={mac} onPick={onPick} />
      </header>
      {mac === null ? (
        <p className="preview-empty muted">
          Choose a unit of the bench, or write a MAC, to see what it would get and do.
        </p>
      ) : (
        <>
          <Circumstances {...props} template={template} mac={mac} />
          <PreviewBody {...props} lookedAt={lookedAt} />
        </>
      )}
    </section>
  );
}

/** Why the template does not count for that unit; which model it is, when nobody knows. */
function Circumstances(props: {
  template: LayerRef;
  mac: Mac;
  model: string;
  onModel: (model: string) => void;
}) {
  const { template, mac, model, onModel } = props;
  const unit = useMirror((mirror) => mirror.units.get(mac));
  const batch = useMirror((mirror) => mirror.settings?.values.batch ?? null);
  const { data: templates = [] } = useTemplates();
  const why = whyNotFor(template, mac, unit ?? null, { batch });
  const isModelOpen = (unit?.model ?? null) === null && template.kind !== 'model';
  if (why === null && !isModelOpen) return null;
  const models = templates.flatMap(({ kind, key }) => (kind === 'model' ? [key] : []));
  return (
    <div className="preview-note">
      {why !== null && <Note tone="info">{why}</Note>}
      {isModelOpen && (
        <NativeSelect
          label="Its model"
          value={model}
          data={[{ value: '', label: 'Not known' }, ...models]}
          onChange={(event) => onModel(event.currentTarget.value)}
        />
      )}
    </div>
  );
}

function PreviewBody(props: {
  lookedAt: LookedAt;
  vocabulary: VocabularyIndex;
  access: AccessWriter;
  onShow: (template: LayerRef, line: number) => void;
}) {
  const { preview, isOld, error, again } = props.lookedAt;
  if (error !== null) {
    return (
      <div className="preview-note">
        <Note tone="fail" role="alert">
          {refusalText(error)}
        </Note>
        <button type="button" className="button small" onClick={again}>
          Look again
        </button>
      </div>
    );
  }
  if (preview === null) return <Skeletons rows={3} height={52} says="The unit is looked at." />;
  return (
    <div className={isOld ? 'preview-body old' : 'preview-body'} aria-busy={isOld}>
      {preview.problem !== null && (
        <div className="preview-note">
          <Note tone="fail">{preview.problem}</Note>
        </div>
      )}
      {preview.steps.length > 0 && (
        <ol className="chain-steps" aria-label="Way of the unit">
          {preview.steps.map((step) => (
            <Step key={step.id} step={step} />
          ))}
        </ol>
      )}
      <More title="Values" count={countOf(preview.values.length, 'value')}>
        <ValueList values={preview.values} vocabulary={props.vocabulary} onShow={props.onShow} />
      </More>
      <More title="What the user sees" count={null}>
        <AccessList values={preview.values} vocabulary={props.vocabulary} writer={props.access} />
      </More>
      <More title="What it does by itself" count={countOf(preview.story.length, 'step')}>
        <Story story={preview.story} />
      </More>
    </div>
  );
}

/** A rule, and where it leads this unit: what was expanded stands out. */
function Step({ step }: { step: PreviewStep }) {
  const { title, rule, url, key, problem } = step;
  return (
    <li>
      <p className="muted">
        {title}{' '}
        <span className="mono step-rule" title={rule}>
          {shortRule(rule)}
        </span>
      </p>
      {url.length > 0 && (
        <p className="url mono">
          {url.map(({ text, macro }, at) =>
            macro === null ? (
              text
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
              <b key={at} title={macro}>
                {text}
              </b>
            ),
          )}
        </p>
      )}
      {key !== null && (
        <p className="muted key">
          <Icon name="lock" /> Key: {key}
        </p>
      )}
      {problem !== null && (
        <p className="step-problem">
          <Icon name="failed" /> {problem}
        </p>
      )}
    </li>
  );
}

/** A part that is there when it is wanted. */
function More(props: { title: string; count: string | null; children: ReactNode }) {
  const { title, count, children } = props;
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div className="preview-more">
      <h3>
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setOpen(!isOpen)}
        >
          <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {title}
          {count !== null && <span className="muted">{count}</span>}
        </button>
      </h3>
      <div id={id} hidden={!isOpen}>
        {isOpen && children}
      </div>
    </div>
  );
}

function Story({ story }: { story: Preview['story'] }) {
  if (story.length === 0) return <p className="muted">It does nothing by itself.</p>;
  return (
    <ol className="story">
      {story.map((sentence, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a sentence is its place
        <li key={at}>{sentence}</li>
      ))}
    </ol>
  );
}
