import { IconKey } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PastKey, UnitKeysView } from '../../main/contract/escrow.ts';
import type { UnitDetail } from '../../main/contract/model.ts';
import type { EpochMs } from '../../main/contract/values.ts';
import { names } from '../keys/words.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { dayAndTime } from '../ui/format.ts';
import { Note } from '../ui/states.tsx';
import { macTail } from '../units/names.ts';

/** What may be known of the unit's key, whom it went to, and a new one for it. */
export function KeyTab({ detail }: { detail: UnitDetail }) {
  const { key, mac } = detail;
  const client = useClient();
  const { data, error } = useQuery({
    queryKey: ['keys', 'unit', mac],
    queryFn: () => client.keys.ofUnit({ mac }),
  });
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
      {error !== null && (
        <Note tone="fail" role="alert">
          Its exports could not be looked up. {refusalText(error)}
        </Note>
      )}
      {data !== undefined && <Exports exports={data.exports} />}
      {data !== undefined && key !== null && <Change mac={mac} view={data} />}
      {data !== undefined && data.past.length > 0 && <Past past={data.past} />}
      <Note tone="info">The key itself is never shown, logged, printed or copied.</Note>
    </div>
  );
}

function Exports({ exports }: Pick<UnitKeysView, 'exports'>) {
  if (exports.length === 0) return null;
  return (
    <section aria-labelledby="key-exports">
      <h3 id="key-exports">Exported to</h3>
      <ul className="key-past">
        {exports.map(({ at, fileName, recipients }) => (
          <li key={`${at} ${fileName}`}>
            <b>{names(recipients)}</b>
            <p className="muted">
              {dayAndTime(at)} · <span className="mono">{fileName}</span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

const states: Record<PastKey['state'], string> = {
  'awaiting-proof': 'Kept until the unit shows that it uses the new one',
  proved: 'Forgotten: the unit showed that it uses the next one',
  replaced: 'Kept, of no use',
};

function Past({ past }: Pick<UnitKeysView, 'past'>) {
  return (
    <section aria-labelledby="key-past">
      <h3 id="key-past">Before</h3>
      <ul className="key-past">
        {past.map((one) => (
          <li key={`${one.fingerprint} ${one.endedAt}`}>
            <b className="mono">{one.fingerprint}</b>
            <p className="muted">
              {dayAndTime(one.madeAt)} to {dayAndTime(one.endedAt)} · {one.why}
            </p>
            <p className="muted">{states[one.state]}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A new key, asked for and taken back while the unit has not got it. */
function Change({ mac, view }: { mac: string; view: UnitKeysView }) {
  const client = useClient();
  const queries = useQueryClient();
  const confirm = useConfirm();
  const [isBusy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ tone: 'ok' | 'warn' | 'fail'; text: string } | null>(null);
  const { rotation, whyNot } = view;

  async function work(what: () => Promise<typeof said>): Promise<void> {
    setBusy(true);
    try {
      setSaid(await what());
    } catch (error) {
      setSaid({ tone: 'fail', text: refusalText(error) });
    }
    await queries.invalidateQueries({ queryKey: ['keys'] });
    setBusy(false);
  }

  async function rotate(): Promise<void> {
    const answer = await confirm({
      title: `New key for ${macTail(mac)}?`,
      body: (
        <>
          <p>
            A new key and directory are made and given to the unit under its old key. It goes
            through its rehearsal once more; do not unplug it before it is verified.
          </p>
          <p>What the ISP has under the old key no longer fits: export the keys again after it.</p>
        </>
      ),
      verb: 'Make a new key',
      keep: 'Keep this one',
    });
    if (answer === null) return;
    await work(async () => {
      const { isTold, text } = await client.keys.rotate({ mac });
      return { tone: isTold ? 'ok' : 'warn', text };
    });
  }

  const undo = () =>
    work(async () => {
      await client.keys.undoRotation({ mac });
      return { tone: 'ok', text: 'The change is undone; its key stays.' };
    });

  return (
    <div className="key-change">
      {said !== null && (
        <Note tone={said.tone} role={said.tone === 'fail' ? 'alert' : 'status'}>
          {said.text}
        </Note>
      )}
      {rotation !== null && (
        <Note tone="warn">
          Its key is being changed since {dayAndTime(rotation.since)}:{' '}
          {rotation.isGiven
            ? 'it was given the new one, and has not shown yet that it uses it.'
            : 'it was not given the new one yet.'}
        </Note>
      )}
      {rotation !== null && !rotation.isGiven && (
        <button type="button" className="button" disabled={isBusy} onClick={() => void undo()}>
          Undo the change
        </button>
      )}
      {rotation === null && (
        <button
          type="button"
          className="button"
          disabled={isBusy || whyNot !== null}
          aria-describedby={whyNot === null ? undefined : 'key-why-not'}
          onClick={() => void rotate()}
        >
          <IconKey size={18} aria-hidden /> New key…
        </button>
      )}
      {rotation === null && whyNot !== null && (
        <p className="muted" id="key-why-not">
          {whyNot}
        </p>
      )}
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
