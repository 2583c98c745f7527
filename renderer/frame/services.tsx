import { Menu } from '@mantine/core';
import type { StationStatus } from '../../main/contract/model.ts';
import { serviceWords } from '../../main/contract/preflight.ts';
import { Icon } from '../ui/icon.tsx';
import { servicesOf } from './station-pill.ts';
import { useService } from './use-service.ts';

/** Each service with its state; pressed, what it does, and Start or Stop of it alone. */
export function Services({ status }: { status: StationStatus }) {
  return (
    <ul className="services" aria-label="Services">
      {servicesOf(status).map((service) => {
        const { name, state } = service;
        // Off unless somebody wants it: no gap to show.
        if (state === 'off' && (name === 'https' || name === 'dns' || name === 'ntp')) return null;
        return (
          <li key={name}>
            <OneService service={service} isPaused={status.state === 'no-link'} />
          </li>
        );
      })}
    </ul>
  );
}

interface OneServiceProps {
  service: ReturnType<typeof servicesOf>[number];
  isPaused: boolean;
}

function OneService({ service, isPaused }: OneServiceProps) {
  const { name, port, state, problem } = service;
  const { isBusy, start, stop } = useService(name);
  const word = serviceWords[name];
  const isOn = state === 'on';
  const plain = isOn ? `listens on port ${port}` : 'off';
  const says = isOn && isPaused ? 'paused' : (problem ?? plain);
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <button
          type="button"
          className={isOn && !isPaused ? 'good' : 'bad'}
          title={`${word}: ${says}`}
        >
          <Icon name={isOn && !isPaused ? 'check' : 'cross'} />
          {word}
          <span className="hidden">{says}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown className="service-menu">
        <Menu.Label>{problem ?? `${word} ${isOn && isPaused ? 'is paused' : plain}.`}</Menu.Label>
        {isOn && (
          <Menu.Item disabled={isBusy} onClick={stop}>
            Stop {word} alone
          </Menu.Item>
        )}
        {(state === 'stopped' || state === 'down') && (
          <Menu.Item disabled={isBusy} onClick={start}>
            {state === 'down' ? `Try ${word} again` : `Start ${word}`}
          </Menu.Item>
        )}
        {state === 'off' && <Menu.Label>It is off in the settings.</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}
