import type { Ipv4 } from '../../main/contract/values.ts';

/** The desktop window opens no other page, so there the addresses are for a person to type. */
const isWindow = location.protocol === 'app:';

/** The unit's own web pages, the second with all its parameters (guide: Basic Resync). */
export function UnitPages({ address }: { address: Ipv4 }) {
  return (
    <div>
      <dt title="From its handset: **** and 110 # speak its address">Web pages</dt>
      <dd className="unit-pages mono">
        {[`${address}/`, `${address}/admin/advanced`].map((page) =>
          isWindow ? (
            <span key={page} title="Type it into a browser">
              {page}
            </span>
          ) : (
            <a key={page} href={`http://${page}`} target="_blank" rel="noopener noreferrer">
              {page}
            </a>
          ),
        )}
      </dd>
    </div>
  );
}
