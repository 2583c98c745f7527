import { useEffect, useRef, useState } from 'react';
import type { UnitDetail } from '../../main/contract/model.ts';
import type { Mac } from '../../main/contract/values.ts';
import { useClient, useMirror } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Icon } from '../ui/icon.tsx';
import { timeOfDay } from '../units/elapsed.ts';
import { macHalves } from '../units/names.ts';
import { tileStateOf } from '../units/tile-state.ts';

/** What the station saw of one unit: evidence, files, key fingerprint. Read anew when the unit changes. */
export function UnitDetails({ mac, onClose }: { mac: Mac; onClose: () => void }) {
  const client = useClient();
  const unit = useMirror((mirror) => mirror.units.get(mac));
  const heading = useRef<HTMLHeadingElement>(null);
  const [detail, setDetail] = useState<UnitDetail | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    const opener = document.activeElement;
    heading.current?.focus();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  useEffect(() => {
    if (unit?.mac !== mac) return;
    let isCurrent = true;
    client.units.get({ mac }).then(
      (found) => isCurrent && setDetail(found),
      (error: unknown) => isCurrent && setProblem(refusalText(error)),
    );
    return () => {
      isCurrent = false;
    };
  }, [client, mac, unit]);

  const state = unit === undefined ? null : tileStateOf(unit);
  return (
    <aside
      className="details card"
      aria-labelledby="details-title"
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <header>
        <h2 id="details-title" className="mono" ref={heading} tabIndex={-1}>
          {macHalves(mac).join(':')}
        </h2>
        {state && (
          <span className={`pill soft ${state.tone}`}>
            <Icon name={state.id} />
            {state.word}
          </span>
        )}
        <span className="grow" />
        <button type="button" className="button" onClick={onClose}>
          Close <kbd>Esc</kbd>
        </button>
      </header>
      {problem !== null && <p className="fail-ink">{problem}</p>}
      {unit === undefined && <p className="muted">This unit has left the bench.</p>}
      {detail?.mac === mac && <DetailBody detail={detail} />}
    </aside>
  );
}

function DetailBody({ detail }: { detail: UnitDetail }) {
  const facts: [string, string][] = [
    ['Model', detail.model ?? '—'],
    ['Serial', detail.serial ?? '— (scan the label to add it)'],
    ['Address', detail.address ?? '—'],
    ['Firmware', detail.firmware ?? '—'],
    ['Account', detail.account ?? '—'],
    ['Key fingerprint', detail.keyFingerprint ?? '—'],
  ];
  return (
    <div
      className="details-body"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
    >
      {detail.reason && <p className="notice warn">{detail.reason.text}</p>}
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ))}
      </dl>
      <h3>What the station saw</h3>
      <ol className="evidence">
        {detail.evidence.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: history only grows at its end
          <li key={index}>
            <time className="mono">{timeOfDay(one.at)}</time> <b>{one.kind}</b> {one.detail}
          </li>
        ))}
      </ol>
      <h3>Files</h3>
      <ul className="evidence">
        {detail.files.map((file, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: history only grows at its end
          <li key={index}>
            <time className="mono">{timeOfDay(file.at)}</time>{' '}
            <span className="mono">{file.name}</span> {file.bytes} B
            {file.complete ? '' : ' — not complete'}
          </li>
        ))}
      </ul>
    </div>
  );
}
