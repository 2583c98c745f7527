import type { Icon } from '@tabler/icons-react';

interface RowButtonProps {
  icon: Icon;
  words: string;
  /** Said to who cannot see which row it stands in. */
  of: string;
  isDanger?: boolean;
  isDisabled: boolean;
  onClick: () => void;
}

/** What can be done with one row of a list. */
export function RowButton({
  icon: RowIcon,
  words,
  of,
  isDanger,
  isDisabled,
  onClick,
}: RowButtonProps) {
  return (
    <button
      type="button"
      className={`button small${isDanger ? ' danger' : ''}`}
      disabled={isDisabled}
      onClick={onClick}
    >
      <RowIcon size={16} aria-hidden /> {words} <span className="hidden">{of}</span>
    </button>
  );
}
