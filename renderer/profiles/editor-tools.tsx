import { Menu } from '@mantine/core';
import { IconDots, IconGitCompare } from '@tabler/icons-react';
import {
  type StagedFinding,
  type TemplateStage,
  templateStages,
} from '../../main/contract/profiles.ts';
import { type ChipOption, Segmented } from '../ui/chips.tsx';
import { Icon } from '../ui/icon.tsx';
import type { ProfileFormat } from './editor/language.ts';
import { stageWords } from './template-words.ts';

/** What can be done with the text and the template, besides writing. */
export type EditorCommand =
  | 'versions'
  | 'import'
  | 'convert'
  | 'firmware'
  | 'trial'
  | 'discard'
  | 'order'
  | 'catalogues';

/** The three texts, Compare, Publish, and everything else in a menu. */
export function EditorTools(props: {
  stage: TemplateStage;
  onStage: (stage: TemplateStage) => void;
  findings: readonly StagedFinding[];
  isComparing: boolean;
  onCompare: () => void;
  /** The version a publication would make; null: there is nothing to publish. */
  nextVersion: number | null;
  onPublish: () => void;
  format: ProfileFormat;
  /** The settings file says the template: it cannot be changed here. */
  isFixed: boolean;
  hasDraft: boolean;
  onCommand: (command: EditorCommand) => void;
  /** Shows the side panels where there is no room for them; null: they are there. */
  onSide: (() => void) | null;
}) {
  const { stage, findings, isComparing, nextVersion, isFixed, onCommand, onSide } = props;
  return (
    <header className="editor-tools">
      <Segmented
        label="Text"
        options={templateStages.map((each) => stageOption(each, findings))}
        value={stage}
        onChange={props.onStage}
      />
      <span className="editor-tools-end">
        {onSide !== null && (
          <button type="button" className="button" onClick={onSide}>
            <Icon name="unit" /> Preview
          </button>
        )}
        <button
          type="button"
          className="button"
          aria-pressed={isComparing}
          onClick={props.onCompare}
        >
          <IconGitCompare size={18} aria-hidden /> Compare
        </button>
        <button
          type="button"
          className="button primary"
          disabled={nextVersion === null}
          title={nextVersion === null ? 'Nothing is written that is not published.' : undefined}
          onClick={props.onPublish}
        >
          {nextVersion === null ? 'Publish' : `Publish v${nextVersion}`}
        </button>
        <Menu position="bottom-end" returnFocus width={280}>
          <Menu.Target>
            <button type="button" className="button more" aria-label="More to do">
              <IconDots size={18} aria-hidden />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onCommand('versions')}>Versions…</Menu.Item>
            <Menu.Item disabled={isFixed} onClick={() => onCommand('trial')}>
              Serve this draft to one unit…
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item disabled={isFixed} onClick={() => onCommand('import')}>
              Import a file…
            </Menu.Item>
            <Menu.Item disabled={isFixed} onClick={() => onCommand('convert')}>
              {props.format === 'xml' ? 'Convert to plain text' : 'Convert to XML'}
            </Menu.Item>
            <Menu.Item disabled={isFixed} onClick={() => onCommand('firmware')}>
              Firmware steps…
            </Menu.Item>
            <Menu.Item disabled={!props.hasDraft} onClick={() => onCommand('discard')}>
              Discard the draft…
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item onClick={() => onCommand('catalogues')}>Catalogues of parameters…</Menu.Item>
            <Menu.Item onClick={() => onCommand('order')}>Order form…</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </span>
    </header>
  );
}

/** A text with problems says so on its tab: by shape, and to a screen reader by number. */
function stageOption(
  stage: TemplateStage,
  findings: readonly StagedFinding[],
): ChipOption<TemplateStage> {
  const own = findings.filter((finding) => finding.stage === stage);
  const hasErrors = own.some(({ severity }) => severity === 'error');
  const hasWarnings = own.some(({ severity }) => severity === 'warning');
  const word = stageWords[stage];
  if (!hasErrors && !hasWarnings) return { id: stage, word };
  const icon = (
    <span className={hasErrors ? 'tab-mark fail' : 'tab-mark warn'}>
      <Icon name={hasErrors ? 'failed' : 'waiting'} />
      <span className="hidden">{hasErrors ? 'has errors: ' : 'has warnings: '}</span>
    </span>
  );
  return { id: stage, word, icon };
}
