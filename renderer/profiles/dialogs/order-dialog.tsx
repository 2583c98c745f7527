import { Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useClient } from '../../mirror/context.ts';
import { refusalText } from '../../mirror/refusal.ts';
import { saveFile } from '../../ui/download.ts';
import { Note } from '../../ui/states.tsx';
import { useToast } from '../../ui/toast.tsx';
import { Dialog } from './dialog.tsx';

const empty = {
  domains: '',
  primaryDns: '',
  secondaryDns: '',
  provisionEnable: true,
  periodic: '30',
  retry: '30',
  rule: '',
};

/** The order form for units the maker customises: they come with the ISP's rule in them. */
export function OrderDialog({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const toast = useToast();
  const [order, setOrder] = useState(empty);
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const set = (part: Partial<typeof empty>): void => {
    setOrder({ ...order, ...part });
    setText(null);
  };

  async function make(): Promise<void> {
    const domains = order.domains
      .split(/[\s,;]+/)
      .map((domain) => domain.trim())
      .filter(Boolean);
    try {
      setText((await client.profiles.orderTemplate({ ...order, domains })).text);
      setProblem(null);
    } catch (error) {
      setText(null);
      setProblem(refusalText(error));
    }
  }

  async function copy(content: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(content);
      toast('The order form is copied.');
    } catch {
      setProblem('The clipboard cannot be written here. Save the file in its place.');
    }
  }

  return (
    <Dialog title="Order form for customised units" size={720} closes="Close" onClose={onClose}>
      <form
        className="confirm"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <p>
          The maker puts these seven values into the units as their factory values. Nothing else can
          be ordered.
        </p>
        <div className="fields">
          <Textarea
            data-autofocus
            label="Domains"
            description="Up to five, one a line"
            autosize
            minRows={2}
            value={order.domains}
            onChange={(event) => set({ domains: event.currentTarget.value })}
          />
          <TextInput
            label="Profile rule"
            description="Where units fetch their profile"
            className="mono-input"
            value={order.rule}
            maxLength={1000}
            onChange={(event) => set({ rule: event.currentTarget.value })}
          />
          <TextInput
            label="Primary DNS"
            className="mono-input"
            value={order.primaryDns}
            onChange={(event) => set({ primaryDns: event.currentTarget.value })}
          />
          <TextInput
            label="Secondary DNS"
            className="mono-input"
            value={order.secondaryDns}
            onChange={(event) => set({ secondaryDns: event.currentTarget.value })}
          />
          <TextInput
            label="Resync every"
            description="In seconds"
            className="mono-input"
            value={order.periodic}
            onChange={(event) => set({ periodic: event.currentTarget.value })}
          />
          <TextInput
            label="Retry after"
            description="In seconds"
            className="mono-input"
            value={order.retry}
            onChange={(event) => set({ retry: event.currentTarget.value })}
          />
        </div>
        <Switch
          label="Units fetch their profile by themselves"
          checked={order.provisionEnable}
          onChange={(event) => set({ provisionEnable: event.currentTarget.checked })}
        />
        {problem !== null && (
          <Note tone="fail" role="alert">
            {problem}
          </Note>
        )}
        {text !== null && (
          <Textarea
            label="The order form"
            className="mono-area"
            readOnly
            autosize
            minRows={4}
            value={text}
          />
        )}
        <div className="confirm-actions">
          {text !== null && (
            <>
              <button type="button" className="button" onClick={() => void copy(text)}>
                Copy
              </button>
              <button
                type="button"
                className="button"
                onClick={() => saveFile('order-form.txt', 'text/plain;charset=utf-8', text)}
              >
                Save as a file
              </button>
            </>
          )}
          <button type="submit" className="button primary">
            Make the form
          </button>
        </div>
      </form>
    </Dialog>
  );
}
