import { IconBan, IconCircle, IconCircleCheck } from '@tabler/icons-react';
import type { Account } from '../../main/contract/accounts.ts';

export const statusWords: Readonly<Record<Account['status'], string>> = {
  open: 'Open',
  full: 'Full',
  closed: 'Closed',
};
const tones = { open: 'prog', full: 'ok', closed: 'idle' } as const;
const icons = { open: IconCircle, full: IconCircleCheck, closed: IconBan } as const;

/** Shape, word and colour of an account's status. */
export function StatusPill({ status }: { status: Account['status'] }) {
  const StatusIcon = icons[status];
  return (
    <span className={`pill soft ${tones[status]}`}>
      <StatusIcon size={15} aria-hidden />
      {statusWords[status]}
    </span>
  );
}
