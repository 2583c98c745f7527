import './bench-network.css';
import { NativeSelect, TextInput, type TextInputProps } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { defaultBenchNetwork } from '../../main/contract/bench-network.ts';
import type { SettingsAnswer } from '../../main/contract/settings.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { fixedWords } from '../settings/fixed-words.ts';
import { countOf } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Panel } from '../ui/panel.tsx';
import { useToast } from '../ui/toast.tsx';
import { leaseChoices, leaseWords } from './bench-network-form.ts';
import type { BenchNetworkDraft } from './use-bench-network.ts';

interface BenchNetworkPanelProps {
  draft: BenchNetworkDraft;
  settings: SettingsAnswer;
  isDisabled: boolean;
}

/** The bench network's form: what a person may change, and what follows from it. */
export function BenchNetworkPanel({ draft, settings, isDisabled }: BenchNetworkPanelProps) {
  const { text, reading, addressFixed, patch } = draft;
  const { problems, room, network } = reading;
  const { nextStart, values } = settings;
  const { syslog } = values.ports;
  const { save, reset, problem, isBusy, isUsual } = useStoring(draft, settings);
  const isOff = isDisabled || isBusy;
  const poolFixed = fixedWords(settings, 'pool');
  const leaseFixed = fixedWords(settings, 'lease');
  const waits = ['address', 'prefix', 'pool', 'lease'].some((key) => nextStart.includes(key));
  return (
    <Panel
      title="Bench network"
      hint="Safe defaults — change only if you must"
      className="bench-network"
      actions={
        <>
          {patch !== null && (
            <>
              <button
                type="button"
                className="button small"
                disabled={isOff}
                onClick={draft.discard}
              >
                Discard changes
              </button>
              <button
                type="submit"
                form="bench-network"
                className="button small primary"
                disabled={isOff}
              >
                Save network
              </button>
            </>
          )}
          <button
            type="button"
            className="button small quiet"
            disabled={isOff || isUsual}
            onClick={() => void reset()}
          >
            Reset
          </button>
        </>
      }
    >
      <form
        id="bench-network"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const wrong = event.currentTarget.querySelector<HTMLElement>('[aria-invalid="true"]');
          if (wrong === null) void save();
          else wrong.focus();
        }}
      >
        <TextInput
          label="Station address"
          className="mono-input"
          value={text.station}
          disabled={isOff || addressFixed !== null}
          onChange={(event) => draft.change({ station: event.currentTarget.value })}
          error={said(problems.station)}
          description={addressFixed ?? 'Does not overlap any other network'}
          {...below}
        />
        <TextInput
          label="Address pool"
          className="mono-input"
          value={text.pool}
          disabled={isOff || poolFixed !== null}
          onChange={(event) => draft.change({ pool: event.currentTarget.value })}
          error={said(problems.pool)}
          description={poolFixed ?? `Room for ${countOf(room, 'unit')}`}
          {...below}
        />
        <NativeSelect
          label="Lease time"
          value={String(text.lease)}
          disabled={isOff || leaseFixed !== null}
          onChange={(event) => draft.change({ lease: Number(event.currentTarget.value) })}
          data={leaseData(text.lease)}
          error={said(problems.lease)}
          description={leaseFixed ?? 'Short, so units leave cleanly'}
          {...below}
        />
        <Fact label="Option 66 — TFTP server" hint="Where units look for their first file">
          <span className="mono">{network.address}</span>
        </Fact>
        <Fact label="Router (option 3)" hint="Units cannot reach other networks">
          none
        </Fact>
        <Fact label="Syslog server" hint="Written into the profiles">
          <span className="mono">
            {syslog === 'off' ? 'off' : `${network.address} : ${syslog}`}
          </span>
        </Fact>
      </form>
      {waits && <p className="form-foot muted">Counts from the next start.</p>}
      {problem !== null && (
        <p className="form-foot fail-ink" role="alert">
          <Icon name="failed" /> {problem}
        </p>
      )}
    </Panel>
  );
}

/** Below the field, as the design has it; the error takes the place of the hint. */
const below: Pick<TextInputProps, 'inputWrapperOrder'> = {
  inputWrapperOrder: ['label', 'input', 'error', 'description'],
};

function said(problem: string | undefined): ReactNode {
  if (problem === undefined) return undefined;
  return (
    <>
      <Icon name="failed" /> {problem}
    </>
  );
}

function leaseData(current: number) {
  const all = new Set<number>([...leaseChoices, current]);
  return [...all]
    .sort((a, b) => a - b)
    .map((seconds) => ({ value: String(seconds), label: leaseWords(seconds) }));
}

/** What nobody can change here: it follows from the rest. */
function Fact(props: { label: string; hint: string; children: ReactNode }) {
  return (
    <dl className="fact">
      <dt>{props.label}</dt>
      <dd className="fact-value">{props.children}</dd>
      <dd className="fact-hint">{props.hint}</dd>
    </dl>
  );
}

function useStoring(draft: BenchNetworkDraft, settings: SettingsAnswer) {
  const client = useClient();
  const toast = useToast();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { values, fixed } = settings;
  const before = {
    address: values.address,
    prefix: values.prefix,
    pool: values.pool,
    lease: values.lease,
  };
  const usual = {
    address: defaultBenchNetwork.address,
    prefix: defaultBenchNetwork.prefix,
    pool: null,
    lease: defaultBenchNetwork.leaseSeconds,
  };
  const open = <T extends object>(patch: T): Partial<T> =>
    Object.fromEntries(Object.entries(patch).filter(([key]) => !fixed.includes(key))) as Partial<T>;

  async function attempt(work: () => Promise<unknown>, words: string): Promise<void> {
    setBusy(true);
    setProblem(null);
    try {
      await work();
      toast(words, { undo: () => void client.settings.change(open(before)).catch(fail) });
    } catch (error) {
      fail(error);
    } finally {
      setBusy(false);
    }
  }
  const fail = (error: unknown): void => setProblem(refusalText(error));

  return {
    problem,
    isBusy,
    isUsual: draft.patch === null && JSON.stringify(before) === JSON.stringify(usual),
    save: () => attempt(draft.save, 'Bench network saved.'),
    reset: () =>
      attempt(async () => {
        draft.discard();
        await client.settings.change(open(usual));
      }, 'Bench network reset.'),
  };
}
