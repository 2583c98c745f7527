import type { ParameterInfo, StagedFinding, TemplateStage } from '../../main/contract/profiles.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { countOf } from '../ui/format.ts';
import { useToast } from '../ui/toast.tsx';
import { draftWords } from './draft/draft-words.ts';
import { type DraftOutcome, type EditingSession, otherWindow } from './draft/editing-session.ts';
import type { TemplateView } from './draft/use-template.ts';
import { type Access, accessEdits } from './editor/access-text.ts';
import { formatOf } from './editor/language.ts';
import { putParameter } from './editor/parameter-text.ts';
import { stageWords, templateName } from './template-words.ts';

/** XML without the end of its `flat-profile`. */
const NO_PLACE = 'The text does not end with </flat-profile>. Mend that first.';

const may: Readonly<Record<Access, string>> = {
  na: 'sees nothing of',
  ro: 'may see',
  rw: 'may change',
};

export interface TemplateCommands {
  convert: () => Promise<void>;
  discard: () => Promise<void>;
  /** @returns whether the version is the draft now */
  restore: (version: number) => Promise<boolean>;
  fix: (finding: StagedFinding) => Promise<void>;
  fixAll: () => Promise<void>;
  /** Puts an imported text in place of what is written. */
  takeText: (text: string) => void;
  /** @returns why the text has no place for it, or null */
  takeRule: (rule: string) => string | null;
  /** Says in the text what the user may do with these parameters. */
  setAccess: (
    parameters: readonly Pick<ParameterInfo, 'name' | 'xmlName'>[],
    access: Access,
  ) => void;
}

/** What is done to a template besides writing; each says what became of it. */
export function useTemplateCommands(
  session: EditingSession | null,
  { settle }: Pick<TemplateView, 'settle'>,
  stage: TemplateStage,
): TemplateCommands {
  const client = useClient();
  const confirm = useConfirm();
  const toast = useToast();
  const fail = (error: unknown): void => toast(refusalText(error), { tone: 'fail' });

  /** @returns whether it was done */
  async function withDraft(
    act: (session: EditingSession) => Promise<DraftOutcome>,
    { done, not }: { done: string; not: string },
  ): Promise<boolean> {
    if (session === null) return false;
    try {
      const outcome = await act(session);
      if (outcome.kind === 'done') settle(outcome.detail);
      toast(...draftWords(outcome, { done, not }));
      return outcome.kind === 'done';
    } catch (error) {
      fail(error);
      return false;
    }
  }

  return {
    convert: async () => {
      if (session === null) return;
      const text = session.textOf(stage);
      const to = formatOf(text) === 'xml' ? 'plain-text' : 'xml';
      try {
        const converted = await client.profiles.convert({ text, to });
        if (session.textOf(stage) !== text) return;
        session.replace(stage, converted.text);
        const notes = converted.notes.length === 0 ? '' : ` ${converted.notes.join(' ')}`;
        toast(`${stageWords[stage]} is ${to === 'xml' ? 'XML' : 'plain text'} now.${notes}`);
      } catch (error) {
        fail(error);
      }
    },
    discard: async () => {
      if (session === null) return;
      const lookedAt = session.count('texts');
      const answer = await confirm({
        title: `Discard the draft of ${templateName(session.ref)}?`,
        body: 'What is written and not published goes; what is in force stays in force.',
        verb: 'Discard the draft',
        keep: 'Keep it',
        tone: 'danger',
      });
      if (answer === null) return;
      const isOther = session.count('texts') !== lookedAt;
      await withDraft(async (open) => (isOther ? otherWindow : open.discard()), {
        done: 'The draft is discarded.',
        not: 'it is not discarded',
      });
    },
    restore: (version) =>
      withDraft((open) => open.restore(version), {
        done: `Version ${version} is the draft now.`,
        not: `version ${version} is not restored`,
      }),
    fix: async (finding) => {
      const isMended = await session?.fix(finding.stage, finding);
      if (isMended === false) toast('The text changed meanwhile; look at the problem again.');
      // The button that was pressed is gone with its problem.
      session?.focus();
    },
    fixAll: async () => {
      const places = (await session?.fixAll(stage)) ?? 0;
      session?.focus();
      if (places > 0) toast(`${countOf(places, 'place')} changed. Ctrl+Z takes it back.`);
    },
    takeText: (text) => {
      session?.replace(stage, text);
      toast(`The file is in ${stageWords[stage]}. Ctrl+Z takes it back.`);
    },
    takeRule: (rule) => {
      if (session === null) return 'This template cannot be changed here.';
      const text = session.textOf(stage);
      if (formatOf(text) !== 'xml' && rule.includes('"')) {
        return 'A value in plain text cannot hold a double quote. Convert the text to XML first.';
      }
      const edit = putParameter(text, 'Upgrade_Rule', rule);
      if (edit === null) return NO_PLACE;
      session.edit(stage, { changes: { from: edit.from, to: edit.to, insert: edit.text } });
      toast(`Upgrade_Rule is in ${stageWords[stage]}.`);
      return null;
    },
    setAccess: (parameters, access) => {
      if (session === null) return;
      const edits = accessEdits(session.textOf(stage), parameters, access);
      if (edits === null) {
        toast(NO_PLACE, { tone: 'fail' });
        return;
      }
      if (edits.length === 0) {
        toast(`${stageWords[stage]} says so already.`);
        return;
      }
      const changes = edits.map(({ from, to, text }) => ({ from, to, insert: text }));
      session.edit(stage, { changes, userEvent: 'input.access' });
      const these = countOf(parameters.length, 'parameter');
      const them = parameters.length === 1 ? 'it' : 'them';
      toast(`${these}: the user ${may[access]} ${them}. Ctrl+Z takes it back.`);
    },
  };
}
