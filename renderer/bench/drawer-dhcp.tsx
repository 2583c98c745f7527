import './dhcp.css';
import type { DhcpExchange, DhcpField, DhcpMessage } from '../../main/contract/dhcp.ts';
import type { Mac } from '../../main/contract/values.ts';
import { dayAndTime } from '../ui/format.ts';
import { Note, Skeletons } from '../ui/states.tsx';
import { timeOfDay } from '../units/elapsed.ts';
import { useUnitPart } from './use-unit-part.ts';

const OPTION_66 = 66;

/** Its last DHCP exchanges, newest first: what it asked, what it was sent, and where option 66 lies. */
export function DhcpTab({ mac }: { mac: Mac }) {
  const { data, problem } = useUnitPart(mac, ['dhcp'], ({ units }) => units.dhcp({ mac }));
  if (problem !== null) {
    return (
      <Note tone="fail" role="alert">
        {problem}
      </Note>
    );
  }
  if (data === undefined) return <Skeletons rows={4} height={32} says="Reading its exchanges." />;
  if (data.length === 0) {
    return (
      <p className="drawer-empty muted">
        It asked for no address since this station was started. Earlier exchanges are in its log
        lines.
      </p>
    );
  }
  const newestFirst = data.toReversed();
  return (
    <section
      className="dhcp drawer-scroll"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      aria-label="DHCP"
    >
      {newestFirst.map((exchange, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one message may come twice in a millisecond
        <Exchange key={`${exchange.at} ${index}`} exchange={exchange} isOpen={index === 0} />
      ))}
    </section>
  );
}

function Exchange({ exchange, isOpen }: { exchange: DhcpExchange; isOpen: boolean }) {
  const { at, message, outcome, asked, sent } = exchange;
  const option66 = sent?.fields.find(({ option }) => option === OPTION_66);
  return (
    <details open={isOpen}>
      <summary>
        <time className="mono muted" title={dayAndTime(at)}>
          {timeOfDay(at)}
        </time>
        <b>{message}</b> <span>{outcome}</span>
      </summary>
      {option66 !== undefined && <p className="muted">{placeWords(option66)}</p>}
      <Message title="What it asked" message={asked} />
      {sent === null ? (
        <p className="muted">Nothing was sent.</p>
      ) : (
        <Message title="What it was sent" message={sent} />
      )}
    </details>
  );
}

function placeWords({ value, area, offset, bytes }: DhcpField): string {
  const where = area === 'options' ? 'in the options field' : `in ${area}, by option 52`;
  return `Option 66 says ${value}. It lies ${where}, bytes ${offset} to ${offset + bytes - 1}.`;
}

function Message({ title, message }: { title: string; message: DhcpMessage }) {
  return (
    <table>
      <caption>
        {title}{' '}
        <span className="muted">
          {message.from} to {message.to}, {message.bytes} bytes
        </span>
      </caption>
      <thead>
        <tr>
          <th scope="col">Byte</th>
          <th scope="col">Field</th>
          <th scope="col">Value</th>
        </tr>
      </thead>
      <tbody>
        {message.fields.map((field) => (
          <tr key={field.offset} className={field.option === OPTION_66 ? 'marked' : undefined}>
            <td className="mono muted">{field.offset}</td>
            <th scope="row">
              {field.option !== null && <span className="mono">{field.option} </span>}
              {field.name}
              {field.area === 'file' || field.area === 'sname' ? ` (in ${field.area})` : ''}
            </th>
            <td className="mono">{field.value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
