import './why-not.css';
import { useQuery } from '@tanstack/react-query';
import { formatMac, type Mac } from '../../main/contract/values.ts';
import type { Why } from '../../main/contract/why.ts';
import { useClient } from '../mirror/context.ts';
import { refusalText } from '../mirror/refusal.ts';
import { Note } from '../ui/states.tsx';

const tones: Record<Why['verdict'], 'ok' | 'info' | 'warn'> = {
  done: 'ok',
  'on-its-way': 'info',
  stopped: 'warn',
  'not-seen': 'warn',
  'not-a-mac': 'warn',
};

/**
 * The first rule or check that stopped a unit, asked of the station; again whenever any unit changed.
 * @param text    a MAC, or what somebody took for one
 * @param onOpen  opens a unit that may have been meant
 */
export function WhyNot({ text, onOpen }: { text: string; onOpen?: (mac: Mac) => void }) {
  const client = useClient();
  const wanted = text.trim().slice(0, 100);
  const { data, error } = useQuery({
    queryKey: ['units', 'why', wanted],
    queryFn: () => client.units.why({ text: wanted }),
    gcTime: 0,
  });
  return (
    <div className="why-not" role="status">
      {error !== null && <Note tone="fail">{refusalText(error)}</Note>}
      {data !== undefined && (
        <Note tone={tones[data.verdict]}>
          <p>
            <b>{data.sentence}</b>
          </p>
          {data.todo !== null && <p>{data.todo}</p>}
          {data.near.length > 0 && (
            <ul>
              {data.near.map(({ mac, how, what }) => (
                <li key={mac}>
                  {what === 'unit' && onOpen !== undefined ? (
                    <button type="button" className="button small" onClick={() => onOpen(mac)}>
                      <span className="mono">{formatMac(mac)}</span>
                    </button>
                  ) : (
                    <span className="mono">{formatMac(mac)}</span>
                  )}{' '}
                  <span className="muted">
                    {what}, {how}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Note>
      )}
    </div>
  );
}
