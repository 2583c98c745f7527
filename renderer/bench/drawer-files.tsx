import type { ServedFile } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { bytes, dayAndTime } from '../ui/format.ts';
import { Icon } from '../ui/icon.tsx';
import { timeOfDay } from '../units/elapsed.ts';
import { UnitTransfers } from './drawer-transfers.tsx';

/** What was sent to the unit, newest last: name, time, size and hash, never the bytes. */
export function ServedFiles({ mac, files }: { mac: Mac; files: readonly ServedFile[] }) {
  return (
    <section
      className="drawer-scroll"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="Files of this unit"
    >
      {files.length === 0 ? (
        <p className="drawer-empty muted">Nothing was sent to it yet.</p>
      ) : (
        <FileList files={files} />
      )}
      <UnitTransfers mac={mac} count={files.length} />
    </section>
  );
}

function FileList({ files }: { files: readonly ServedFile[] }) {
  return (
    <ul className="served" aria-label="Served files">
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
