import { NativeSelect } from '@mantine/core';
import { IconPlusMinus } from '@tabler/icons-react';
import { useId, useMemo } from 'react';
import {
  type TemplateDetail,
  type TemplateStage,
  type TemplateTexts,
  templateStages,
} from '../../../main/contract/profiles.ts';
import { refusalText } from '../../mirror/refusal.ts';
import { stageWords } from '../template-words.ts';
import type { Comparison } from './comparisons.ts';
import { type DiffLine, diffTexts, diffWords } from './template-diff.ts';
import { useOlderTexts } from './use-older-texts.ts';

/** Lines shown before the rest is only counted. */
const MOST_LINES = 40;

/** What differs from what was served, published or written earlier, in the shown text. */
export function ChangePanel(props: {
  detail: TemplateDetail;
  texts: TemplateTexts;
  stage: TemplateStage;
  comparisons: readonly Comparison[];
  chosen: Comparison;
  onChoose: (id: string) => void;
  onCompare: () => void;
}) {
  const { detail, texts, stage, comparisons, chosen } = props;
  const title = useId();
  const older = useOlderTexts(detail, chosen);
  const diffs = useMemo(
    () =>
      older.texts === null
        ? null
        : templateStages.map((each) => ({
            stage: each,
            diff: diffTexts(older.texts?.[each] ?? '', texts[each]),
          })),
    [older.texts, texts],
  );
  const shown = diffs?.find((each) => each.stage === stage)?.diff ?? null;
  const others = diffs?.filter(({ stage: each, diff }) => each !== stage && diff.parts.length > 0);
  const lines: (DiffLine | null)[] = [];
  for (const part of shown?.parts ?? []) lines.push(...(lines.length === 0 ? [] : [null]), ...part);
  return (
    <section className="card panel change-panel" aria-labelledby={title}>
      <header>
        <IconPlusMinus size={18} aria-hidden />
        <h2 id={title}>Change since</h2>
        <NativeSelect
          aria-label="Change since what"
          value={chosen.id}
          data={comparisons.map(({ id, word }) => ({ value: id, label: word }))}
          onChange={(event) => props.onChoose(event.currentTarget.value)}
        />
      </header>
      <div className="change-body">
        {older.error !== null && <p className="step-problem">{refusalText(older.error)}</p>}
        {shown !== null && (
          <p className="muted">
            {stageWords[stage]}: {diffWords(shown)}
            {others?.map((each) => ` · ${stageWords[each.stage]}: ${diffWords(each.diff)}`)}
          </p>
        )}
        {lines.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          <ol className="diff mono" tabIndex={0} aria-label="Changed lines">
            {lines.slice(0, MOST_LINES).map((line, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
              <Line key={at} line={line} />
            ))}
          </ol>
        )}
        {lines.length > MOST_LINES && (
          <button type="button" className="link-button" onClick={props.onCompare}>
            Compare the whole text
          </button>
        )}
      </div>
    </section>
  );
}

const signs = { same: ['', ' '], added: ['Added: ', '+'], removed: ['Removed: ', '−'] } as const;

function Line({ line }: { line: DiffLine | null }) {
  if (line === null) return <li className="gap" aria-hidden="true" />;
  const [spoken, sign] = signs[line.kind];
  return (
    <li className={line.kind}>
      <span aria-hidden="true">{sign} </span>
      <span className="hidden">{spoken}</span>
      {line.text === '' ? ' ' : line.text}
    </li>
  );
}
