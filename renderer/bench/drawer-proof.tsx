import './proof.css';
import type { UnitDetail } from '../../main/contract/model.ts';
import type { Difference, ProofLevel, ReadBackView, Rung } from '../../main/contract/proof.ts';
import { countOf, dayAndTime } from '../ui/format.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { timeOfDay } from '../units/elapsed.ts';
import type { Tone } from '../units/tile-state.ts';
import { UnitOrders } from './drawer-orders.tsx';

/** What it has to show before it is verified, as a checklist; what was read back; what it can be told. */
export function ProofTab({ detail }: { detail: UnitDetail }) {
  const { ladder, level, readBack, awaited } = detail;
  return (
    <section
      className="proof drawer-scroll"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="Proof"
    >
      <p className="muted">{levelWords[level]}</p>
      <ol className="ladder">
        {ladder.map((rung) => (
          <RungLine key={rung.id} rung={rung} awaited={rung.state === 'now' ? awaited : null} />
        ))}
      </ol>
      {readBack !== null && <ReadBack told={readBack} />}
      <UnitOrders mac={detail.mac} />
    </section>
  );
}

const levelWords: Record<ProofLevel, string> = {
  usual:
    'Verified by its message, quiet, or a power cycle; where its web server answers, its values must read back as wanted.',
  chain: 'Verified by its message, quiet, or a power cycle. Its web server is not asked.',
  message: 'Verified by its own success message only.',
  'read-back': 'Verified only when its values read back as wanted.',
};

const looks: Record<Rung['state'], { icon: IconName; tone: Tone; word: string }> = {
  done: { icon: 'check', tone: 'ok', word: 'Done' },
  now: { icon: 'clock', tone: 'prog', word: 'Now' },
  open: { icon: 'seen', tone: 'idle', word: 'Open' },
  failed: { icon: 'failed', tone: 'fail', word: 'Failed' },
  needless: { icon: 'info', tone: 'idle', word: 'Not needed' },
};

function RungLine({ rung, awaited }: { rung: Rung; awaited: UnitDetail['awaited'] }) {
  const { icon, tone, word } = looks[rung.state];
  return (
    <li className={tone} aria-current={rung.state === 'now' ? 'step' : undefined}>
      <Icon name={icon} />
      <div>
        <b>{rung.title}</b>
        <span className="hidden">: {word}</span>
        {rung.evidence !== '' && <p className="muted">{rung.evidence}</p>}
        {awaited !== null && <p className="awaits">{awaited.text}</p>}
      </div>
      {rung.at === null ? (
        <span className="muted">{word}</span>
      ) : (
        <time className="mono" title={dayAndTime(rung.at)}>
          {timeOfDay(rung.at)}
        </time>
      )}
    </li>
  );
}

const outcomeWords: Record<ReadBackView['outcome'], string> = {
  equal: 'As wanted',
  different: 'Not as wanted',
  'not-read': 'Not read',
};

/** What the unit told, and when; what differs, value by value. */
function ReadBack({ told }: { told: ReadBackView }) {
  const { by, phase, at, outcome, why, differences, sameCount, notShownCount } = told;
  return (
    <section className="read-back" aria-label="Read-back">
      <h3>{by === 'web' ? 'Read back from its web server' : 'From its report'}</h3>
      <p className="muted">
        {timeOfDay(at)} · {phase === 'last' ? 'after its last file' : 'before its last file'} ·{' '}
        {outcomeWords[outcome]}
      </p>
      {why !== null && <p>{why}</p>}
      {outcome !== 'not-read' && (
        <p className="muted">
          {countOf(sameCount, 'value')} as wanted, {notShownCount} not shown by units.
        </p>
      )}
      {differences.length > 0 && (
        <table className="differences">
          <caption className="hidden">Values that are not as wanted</caption>
          <thead>
            <tr>
              <th scope="col">Parameter</th>
              <th scope="col">Wanted</th>
              <th scope="col">On the unit</th>
            </tr>
          </thead>
          <tbody>
            {differences.map((difference) => (
              <DifferenceRow key={difference.name} difference={difference} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function DifferenceRow({ difference }: { difference: Difference }) {
  const { name, wanted, found, isSecret } = difference;
  const shown = (text: string) => (text === '' ? '(empty)' : text);
  const mark = isSecret ? (
    <>
      {' '}
      <Icon name="lock" />
      <span className="hidden">Secret: shown as its fingerprint</span>
    </>
  ) : null;
  return (
    <tr>
      <th scope="row" className="mono">
        {name}
        {mark}
      </th>
      <td className="mono">{shown(wanted)}</td>
      <td className="mono">{found === null ? 'does not have it' : shown(found)}</td>
    </tr>
  );
}
