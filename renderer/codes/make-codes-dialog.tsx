import { NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { NewPin } from '../../main/contract/pins.ts';
import { printCodes } from '../labels/print.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { countOf, dayAndTime } from '../ui/format.ts';
import { Note } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { accountsIn } from './words.ts';

const MOST = 500;
const periods = [
  { value: '24', label: '1 day' },
  { value: '168', label: '7 days' },
  { value: '720', label: '30 days' },
];

/** Asks for which accounts, then shows the codes: this once, and nowhere else. */
export function MakeCodesDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const [text, setText] = useState('');
  const [hours, setHours] = useState('168');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [made, setMade] = useState<readonly NewPin[] | null>(null);

  async function make(): Promise<void> {
    const accounts = accountsIn(text);
    if (accounts.length === 0) return setProblem('Type at least one account.');
    if (accounts.length > MOST) {
      return setProblem(`${MOST} accounts at most at a time. Make them in parts.`);
    }
    setProblem(null);
    setBusy(true);
    try {
      setMade(await client.pins.make({ accounts, hours: Number(hours) }));
    } catch (error) {
      setProblem(refusalText(error));
    }
    setBusy(false);
  }

  if (made !== null) return <MadeCodes codes={made} onClose={onClose} />;
  return (
    <FormDialog
      title="Make one-time codes"
      closes="Make none"
      verb={isBusy ? 'Making them' : 'Make codes'}
      {...{ isBusy, problem, onClose }}
      onSubmit={() => void make()}
    >
      <Textarea
        data-autofocus
        label="Accounts"
        description="One on each line; each gets a code of its own"
        className="mono-area"
        autosize
        minRows={2}
        maxRows={10}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <NativeSelect
        label="Valid for"
        value={hours}
        data={periods}
        onChange={(event) => setHours(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

function MadeCodes(props: { codes: readonly NewPin[]; onClose: () => void }) {
  const { codes, onClose } = props;
  const toast = useToast();
  const [problem, setProblem] = useState<string | null>(null);

  async function copy(): Promise<void> {
    const lines = codes.map(({ account, pin, url }) => `${account}\t${url ?? pin}\n`);
    try {
      await navigator.clipboard.writeText(lines.join(''));
      toast('The codes are copied.');
    } catch {
      setProblem('The clipboard cannot be written here. Print the codes in its place.');
    }
  }

  return (
    <FormDialog
      title={`${countOf(codes.length, 'code')} made`}
      closes="Close"
      verb="Print"
      {...{ isBusy: false, problem, onClose }}
      onSubmit={() => printCodes(codes)}
    >
      <Note tone="warn" role="status">
        Shown this once: the station does not keep the codes. Print or copy them before you close.
      </Note>
      {codes.some(({ url }) => url === null) && (
        <Note tone="warn">
          There is no server certificate with a name, so the address before the code is not known
          yet.
        </Note>
      )}
      <ul className="made-list made-codes" aria-label="Codes">
        {codes.map(({ id, account, pin, url, expiresAt }) => (
          <li key={id}>
            <b className="mono">{account}</b>{' '}
            <span className="muted">valid until {dayAndTime(expiresAt)}</span>
            <p className="mono">{url ?? pin}</p>
          </li>
        ))}
      </ul>
      <button type="button" className="button" onClick={() => void copy()}>
        Copy them
      </button>
    </FormDialog>
  );
}
