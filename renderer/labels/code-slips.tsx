import type { NewPin } from '../../main/contract/pins.ts';
import { dayAndTime } from '../ui/format.ts';

/** One-time codes on A4, a slip for each account, to be cut apart. */
export function CodeSlips({ codes }: { codes: readonly NewPin[] }) {
  return (
    <ul className="code-slips">
      {codes.map(({ id, account, pin, url, expiresAt }) => (
        <li key={id}>
          <span>Account {account}</span>
          <b>{url ?? pin}</b>
          <span>Good for one unit, until {dayAndTime(expiresAt)}</span>
        </li>
      ))}
    </ul>
  );
}
