import { Modal } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { serviceWords } from '../../main/contract/preflight.ts';
import { useClient, useMirror, useWireState } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { saveFile } from '../ui/download.ts';
import { Banner } from '../ui/states.tsx';
import { useToast } from '../ui/toast.tsx';
import { timeOfDay } from '../units/elapsed.ts';
import { LockedNotice } from '../vault/locked-notice.tsx';
import { servicesOf } from './station-pill.ts';
import { useService } from './use-service.ts';

/** What is true of the whole station and should not be missed; empty when all is well. */
export function Notices() {
  const wire = useWireState();
  const status = useMirror((mirror) => mirror.status);
  const heardAt = useMirror((mirror) => mirror.heardAt);
  const refusal = useMirror((mirror) => mirror.refusal);
  const [path, go] = useLocation();
  const silentSince = useSilence(heardAt);
  return (
    <div className="notices" role="status">
      {wire.kind === 'disconnected' && (
        <Banner
          tone="fail"
          icon="link-lost"
          title={`Board not updating since ${timeOfDay(wire.since)}.`}
        >
          {heardAt === null
            ? 'The station does not answer. This page tries again by itself.'
            : 'The station does not answer. Do not scan now: nothing can be stored. This page tries again by itself.'}
        </Banner>
      )}
      {wire.kind === 'connected' && refusal !== null && (
        <Banner tone="fail" icon="failed" title="The station cannot open its data.">
          {refusal} This page goes on by itself when that is put right.
        </Banner>
      )}
      {wire.kind === 'connected' && silentSince !== null && refusal === null && (
        <Banner
          tone="fail"
          icon="clock"
          title={`Board not updating since ${timeOfDay(silentSince)}.`}
        >
          The station is busy or stuck. Wait with the next scan until this is gone.
        </Banner>
      )}
      {wire.kind === 'refused' && (
        <Banner tone="fail" icon="lock" title="This page’s address is no longer valid.">
          Each start of the station makes a new one. Open the address it printed last.
        </Banner>
      )}
      {status?.state === 'no-link' && <NoLink problem={status.problem} />}
      {status?.state === 'failed' && path !== '/prepare' && (
        <Banner
          tone="fail"
          icon="failed"
          title="The station stopped."
          actions={
            <>
              <button type="button" className="button" onClick={() => go('/prepare')}>
                Prepare and start
              </button>
              <SaveReport />
            </>
          }
        >
          {status.problem ?? 'Look at the log for the reason.'}
        </Banner>
      )}
      {status?.state === 'running' && status.problem !== null && (
        <Banner tone="fail" icon="failed" title="One problem." actions={<SaveReport />}>
          {status.problem}
        </Banner>
      )}
      {status !== null &&
        servicesOf(status).map(
          (service) =>
            service.problem !== null && <ServiceNotice key={service.name} service={service} />,
        )}
      {status?.warnings.map((warning) => (
        <Banner key={warning} tone="warn" icon="waiting" title="Look at the bench.">
          {warning}
        </Banner>
      ))}
      {status?.locked && <LockedNotice why={status.locked} />}
      {status !== null && !status.hasIspRule && path !== '/prepare' && (
        <Banner
          tone="warn"
          icon="waiting"
          title="No ISP address set."
          actions={
            path.startsWith('/settings') ? undefined : (
              <button type="button" className="button" onClick={() => go('/settings/station')}>
                Set it
              </button>
            )
          }
        >
          Units are held at the common profile until the ISP’s address is known.
        </Banner>
      )}
      {status?.pool && status.pool.used >= status.pool.size && (
        <Banner tone="fail" icon="failed" title="No address left.">
          {`All ${status.pool.size} addresses of the pool are in use. Release old units.`}
        </Banner>
      )}
    </div>
  );
}

/** A self-test that failed, a service a person stopped, or one that could not be opened. */
function ServiceNotice({ service }: { service: ReturnType<typeof servicesOf>[number] }) {
  const { name, state, isNeeded, problem } = service;
  const { isBusy, start } = useService(name);
  const title = {
    ...{ on: 'One service fails.', off: 'One service fails.' },
    ...{ stopped: 'One service is stopped.', down: 'One service is down.' },
  }[state];
  const isOut = state === 'stopped' || state === 'down';
  return (
    <Banner
      tone={isOut && !isNeeded ? 'warn' : 'fail'}
      icon={isOut && !isNeeded ? 'waiting' : 'failed'}
      title={title}
      actions={
        isOut ? (
          <button type="button" className="button" disabled={isBusy} onClick={start}>
            {state === 'down' ? `Try ${serviceWords[name]} again` : `Start ${serviceWords[name]}`}
          </button>
        ) : (
          <SaveReport />
        )
      }
    >
      {problem}
    </Banner>
  );
}

/** The feed brings something at least every second; silence for longer means the station is stuck. */
const SILENT_MS = 3000;

function useSilence(heardAt: number | null): number | null {
  const [silentSince, setSilent] = useState<number | null>(null);
  useEffect(() => {
    setSilent(null);
    if (heardAt === null) return;
    const timer = setTimeout(() => setSilent(heardAt), SILENT_MS);
    return () => clearTimeout(timer);
  }, [heardAt]);
  return silentSince;
}

function NoLink({ problem }: { problem: string | null }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Banner
      tone="fail"
      icon="link-lost"
      title="The bench cable is out."
      actions={
        <button type="button" className="button" onClick={() => setOpen(true)}>
          What to check
        </button>
      }
    >
      {problem ?? 'Services are paused.'} Units keep their place. Scanning and binding still work.
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="No link on the bench card"
        centered
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <ol className="steps-list">
          <li>Is the cable in the laptop’s bench card, and in the switch?</li>
          <li>Has the switch power? Its lamp for this port must be on.</li>
          <li>Try another port of the switch, then another cable.</li>
          <li>A USB network card: unplug it, wait 5 seconds, plug it in again.</li>
        </ol>
        <p className="muted">Serving goes on by itself when the link is back.</p>
      </Modal>
    </Banner>
  );
}

/** For whoever helps: what happened, secrets masked. */
function SaveReport() {
  const client = useClient();
  const toast = useToast();
  async function save(): Promise<void> {
    try {
      const { fileName, text } = await client.station.report();
      saveFile(fileName, 'text/plain', text);
    } catch (error) {
      toast(refusalText(error), { tone: 'fail' });
    }
  }
  return (
    <button type="button" className="button" onClick={() => void save()}>
      Save report
    </button>
  );
}
