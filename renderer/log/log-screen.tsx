import { LogTail } from './log-tail.tsx';

export function LogScreen() {
  return <LogTail />;
}
