import { IconDeviceLandlinePhone, IconLinkOff } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import type { BindingRow } from '../../main/contract/bindings.ts';
import { formatMac } from '../../main/contract/values.ts';
import { SideDrawer } from '../accounts/side-drawer.tsx';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { dayAndTime } from '../ui/format.ts';
import { Note } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { macTail } from '../units/names.ts';
import { openUnit } from '../units/open-unit.ts';
import { ExportPill } from './export-pill.tsx';

/** One binding and what can be done with it. Esc closes it; the focus goes back to the list. */
export function BindingDrawer(props: { row: BindingRow | null; onClose: () => void }) {
  const { row, onClose } = props;
  return (
    <SideDrawer
      isOpen={row !== null}
      onClose={onClose}
      title={
        row !== null && (
          <>
            <span className="mono">{macTail(row.mac)}</span> and{' '}
            <span className="mono">{row.account}</span>
          </>
        )
      }
    >
      {row !== null && <Details row={row} onClose={onClose} />}
    </SideDrawer>
  );
}

function Details({ row, onClose }: { row: BindingRow; onClose: () => void }) {
  const [, go] = useLocation();
  const release = useRelease(row, onClose);
  const isLive = row.state === 'bound' || row.state === 'exported';
  return (
    <div className="binding-details">
      <div>
        <ExportPill row={row} />
      </div>
      <dl className="facts">
        <Fact name="MAC address">{formatMac(row.mac)}</Fact>
        <Fact name="Serial number">{row.serial}</Fact>
        <Fact name="Model">{row.model}</Fact>
        <Fact name="Bound">{dayAndTime(row.boundAt)}</Fact>
        <Fact name="Account">{row.account}</Fact>
        <Fact name="Name">{row.name}</Fact>
        <Fact name="Work order">{row.workOrder}</Fact>
        <Fact name="Devices of the account">
          {row.devices === null || row.allowed === null ? null : `${row.devices} / ${row.allowed}`}
        </Fact>
      </dl>
      {row.wasVoided && (
        <Note tone="warn">
          It was in a batch that was voided.
          {row.state === 'bound' && ' It goes out again with the next batch.'}
        </Note>
      )}
      {release.problem !== null && (
        <Note tone="fail" role="alert">
          {release.problem}
        </Note>
      )}
      <div className="drawer-actions">
        <button
          type="button"
          className="button"
          onClick={() => {
            onClose();
            openUnit(row.mac);
            go('/');
          }}
        >
          <IconDeviceLandlinePhone size={18} aria-hidden />
          Open unit
        </button>
        {isLive && (
          <button
            type="button"
            className="button danger"
            disabled={release.isRunning}
            onClick={() => void release.ask()}
          >
            <IconLinkOff size={18} aria-hidden />
            Release from account…
          </button>
        )}
      </div>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="mono">{children ?? '—'}</dd>
    </div>
  );
}

/** Frees the device from its account, with a reason that is kept. */
function useRelease(row: BindingRow, onDone: () => void) {
  const client = useClient();
  const queries = useQueryClient();
  const confirm = useConfirm();
  const toast = useToast();
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { mac, account, batch } = row;
  async function ask(): Promise<void> {
    const answer = await confirm({
      title: `Release ${macTail(mac)} from account ${account}`,
      body: (
        <p>
          The device is free for another account; its keys stay.{' '}
          {batch !== null &&
            `Billing still has it from batch ${batch}: tell them, or void that batch.`}
        </p>
      ),
      verb: 'Release device',
      keep: 'Keep it bound',
      tone: 'danger',
      needsReason: 'Reason',
    });
    if (answer === null) return;
    setRunning(true);
    setProblem(null);
    try {
      await client.units.release({ mac, reason: answer.reason });
      await queries.invalidateQueries({ queryKey: ['bindings'] });
      toast(`${macTail(mac)} is released from account ${account}.`);
      onDone();
    } catch (error) {
      setProblem(refusalText(error));
    }
    setRunning(false);
  }
  return { ask, isRunning, problem };
}
