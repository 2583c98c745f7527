import type { ServedFile, UnitDetail } from '../../main/contract/model.ts';
import type { EpochMs } from '../../main/contract/values.ts';
import { bytes, dayAndTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { Note } from '../ui/states.tsx';
import { timeOfDay } from '../units/elapsed.ts';

/** What was sent to the unit, newest last: name, time, size and hash, never the bytes. */
export function ServedFiles({ files }: { files: readonly ServedFile[] }) {
  if (files.length === 0) return <p className="drawer-empty muted">Nothing was sent to it yet.</p>;
  return (
    <ul
      className="served drawer-scroll"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="Served files"
    >
      {files.map((file, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: history only grows at its end
        <li key={index} className={file.complete ? 'ok' : 'warn'}>
          <time className="mono" title={dayAndTime(file.at)}>
            {timeOfDay(file.at)}
          </time>
          <Icon name={file.complete ? 'verified' : 'waiting'} />
          <div>
            <b className="mono">{file.name}</b>
            <p className="muted">
              {bytes(file.bytes)} · {file.complete ? 'taken whole' : 'not taken whole'}
            </p>
            <p className="muted mono hash">SHA-256 {file.sha256}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** What may be known of the unit's key. */
export function KeyTab({ detail }: { detail: UnitDetail }) {
  const { key } = detail;
  return (
    <div className="drawer-scroll key-tab">
      {key === null ? (
        <p className="muted">
          No key was made for it yet. It gets one with its own profile (SEC-PRV-1).
        </p>
      ) : (
        <dl>
          <KeyFact name="Algorithm" value={key.algorithm} />
          <KeyFact name="Length" value={`${key.bits} bits`} />
          <KeyFact name="Fingerprint" value={key.fingerprint} />
          <KeyFact name="Given to the unit" value={moment(key.issuedAt, 'Not given yet')} />
          <KeyFact name="Written to a key file" value={moment(key.exportedAt, 'Not yet')} />
        </dl>
      )}
      <Note tone="info">The key itself is never shown, logged, printed or copied.</Note>
    </div>
  );
}

function KeyFact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="mono">{value}</dd>
    </div>
  );
}

function moment(at: EpochMs | null, never: string): string {
  return at === null ? never : dayAndTime(at);
}
