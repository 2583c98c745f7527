import './isolation.css';
import { IconBan, IconBuilding, IconDeviceLaptop } from '@tabler/icons-react';
import { Icon } from '../ui/icon.tsx';

/** What is connected with what: nothing leads from the bench to another network. */
export function Isolation({ address }: { address: string }) {
  return (
    <section className="card isolation" aria-label="What is connected with what">
      <div className="place">
        <span className="emblem">
          <Icon name="unit" />
          <Icon name="unit" />
          <Icon name="unit" />
        </span>
        <b>Units</b>
        <span className="muted">up to 250</span>
      </div>
      <p className="way open">
        <span>DHCP, TFTP, HTTP, syslog</span>
      </p>
      <div className="place own">
        <span className="emblem">
          <IconDeviceLaptop aria-hidden />
        </span>
        <b>This laptop</b>
        <span className="muted mono">{address}</span>
      </div>
      <p className="way shut">
        <span>
          <IconBan size={14} aria-hidden /> no routing
        </span>
      </p>
      <div className="place">
        <span className="emblem">
          <IconBuilding aria-hidden />
        </span>
        <b>Corporate</b>
        <span className="muted">untouched</span>
      </div>
    </section>
  );
}
