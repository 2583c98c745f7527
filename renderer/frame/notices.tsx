import { useMirror, useWireState } from '../mirror/context.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { timeOfDay } from '../units/elapsed.ts';

/** What is true of the whole station and should not be missed; empty when all is well. */
export function Notices() {
  const wire = useWireState();
  const status = useMirror((mirror) => mirror.status);
  const heardAt = useMirror((mirror) => mirror.heardAt);
  return (
    <div className="notices" role="status">
      {wire.kind === 'disconnected' && (
        <Notice
          tone="fail"
          icon="link-lost"
          title={`Board not updating since ${timeOfDay(wire.since)}.`}
        >
          {heardAt === null
            ? 'The station does not answer. This page tries again by itself.'
            : 'The station does not answer. Do not scan now: nothing can be stored. This page tries again by itself.'}
        </Notice>
      )}
      {wire.kind === 'refused' && (
        <Notice tone="fail" icon="lock" title="This page’s address is no longer valid.">
          Each start of the station makes a new one. Open the address it printed last.
        </Notice>
      )}
      {status?.state === 'no-link' && (
        <Notice tone="fail" icon="link-lost" title="The bench cable is out.">
          Services are paused. Units keep their place. Scanning and binding still work.
        </Notice>
      )}
      {status?.state === 'failed' && (
        <Notice tone="fail" icon="failed" title="The station stopped.">
          {status.problem ?? 'Look at the log for the reason.'}
        </Notice>
      )}
      {status?.state === 'running' && status.problem !== null && (
        <Notice tone="warn" icon="waiting" title="One problem.">
          {status.problem}
        </Notice>
      )}
      {status !== null && !status.hasIspRule && (
        <Notice tone="warn" icon="waiting" title="No ISP address set.">
          Units are held at the common profile until the ISP’s address is known.
        </Notice>
      )}
      {status?.pool && status.pool.used >= status.pool.size && (
        <Notice tone="fail" icon="failed" title="No address left.">
          {`All ${status.pool.size} addresses of the pool are in use. Release old units.`}
        </Notice>
      )}
    </div>
  );
}

function Notice(props: { tone: 'fail' | 'warn'; icon: IconName; title: string; children: string }) {
  return (
    <p className={`notice ${props.tone}`}>
      <Icon name={props.icon} />
      <span>
        <b>{props.title}</b> {props.children}
      </span>
    </p>
  );
}
