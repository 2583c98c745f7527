import type { StagedFinding, TemplateStage } from '../../main/contract/profiles.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { countOf } from '../ui/format.ts';
import { useToast } from '../ui/toast.tsx';
import type { EditingSession } from './draft/editing-session.ts';
import type { TemplateView } from './draft/use-template.ts';
import { formatOf } from './editor/language.ts';
import { putParameter } from './editor/parameter-text.ts';
import { stageWords, templateName } from './template-words.ts';

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
      const answer = await confirm({
        title: `Discard the draft of ${templateName(session.ref)}?`,
        body: 'What is written and not published goes; what is in force stays in force.',
        verb: 'Discard the draft',
        keep: 'Keep it',
        tone: 'danger',
      });
      if (answer === null) return;
      try {
        // A save under way would bring the draft back.
        await session.saver.flush();
        settle(await client.profiles.dropDraft(session.ref));
        toast('The draft is discarded.');
      } catch (error) {
        fail(error);
      }
    },
    restore: async (version) => {
      if (session === null) return false;
      try {
        await session.saver.flush();
        settle(await client.profiles.restore({ ...session.ref, version }));
        toast(`Version ${version} is the draft now.`);
        return true;
      } catch (error) {
        fail(error);
        return false;
      }
    },
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
      if (edit === null) return 'The text does not end with </flat-profile>. Mend that first.';
      session.edit(stage, { changes: { from: edit.from, to: edit.to, insert: edit.text } });
      toast(`Upgrade_Rule is in ${stageWords[stage]}.`);
      return null;
    },
  };
}
