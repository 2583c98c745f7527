import type { IconName } from '../ui/icon.tsx';

export interface Grade {
  tone: 'fail' | 'warn' | 'ok' | 'plain';
  icon: IconName;
  word: string;
}

/** Syslog's eight severities as people tell them apart. */
export function gradeOf(severity: number): Grade {
  if (severity <= 3) return { tone: 'fail', icon: 'failed', word: 'Error' };
  if (severity === 4) return { tone: 'warn', icon: 'waiting', word: 'Warning' };
  if (severity === 5) return { tone: 'ok', icon: 'verified', word: 'Notice' };
  return { tone: 'plain', icon: 'info', word: severity === 6 ? 'Info' : 'Debug' };
}
