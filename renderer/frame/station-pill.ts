import type { ServiceState, StationStatus } from '../../main/contract/model.ts';
import { type ServiceName, serviceNames, serviceWords } from '../../main/contract/preflight.ts';
import type { WireState } from '../mirror/wire.ts';
import type { IconName } from '../ui/icon.tsx';

/** The station's state as a word with a shape and a colour. */
export interface Pill {
  tone: 'idle' | 'prog' | 'ok' | 'warn' | 'fail';
  icon: IconName;
  word: string;
}

/** Six states of the station, and two of the page that hears nothing from it. */
export function pillOf(status: StationStatus | null, wire: WireState['kind']): Pill {
  if (status === null || wire !== 'connected') {
    return wire === 'connecting' || wire === 'connected'
      ? { tone: 'prog', icon: 'clock', word: 'Connecting…' }
      : { tone: 'fail', icon: 'link-lost', word: 'Not connected' };
  }
  switch (status.state) {
    case 'stopped':
      return { tone: 'idle', icon: 'stopped', word: 'Stopped' };
    case 'starting':
      return { tone: 'prog', icon: 'clock', word: 'Starting…' };
    case 'no-link':
      return { tone: 'fail', icon: 'link-lost', word: 'No link' };
    case 'failed':
      return { tone: 'fail', icon: 'failed', word: 'Stopped by error' };
    case 'running': {
      const missing = servicesOf(status).find(({ isNeeded, state }) => isNeeded && state !== 'on');
      if (missing !== undefined) {
        const word = `Running without ${serviceWords[missing.name]}`;
        return { tone: 'fail', icon: 'failed', word };
      }
      const problems = problemsOf(status);
      if (problems === 0) return { tone: 'ok', icon: 'check', word: 'Running' };
      const word = `Running, ${problems} problem${problems === 1 ? '' : 's'}`;
      return { tone: 'warn', icon: 'waiting', word };
    }
  }
}

function problemsOf(status: StationStatus): number {
  const ofPorts = servicesOf(status).filter(({ problem }) => problem !== null).length;
  return Math.max(ofPorts, status.problem === null ? 0 : 1) + status.warnings.length;
}

/** Those there are, in the order people name them. */
export function servicesOf({ ports }: StationStatus): (ServiceState & { name: ServiceName })[] {
  return serviceNames.flatMap((name) => {
    const state = ports[name];
    return state === undefined ? [] : { name, ...state };
  });
}
