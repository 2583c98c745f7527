import { IconAlertTriangle, IconInfoCircle, IconShieldCheck } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** Nothing here yet: one icon, one sentence that says what to do, one or two buttons. */
export function EmptyState(props: {
  icon: IconName | ReactNode;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const { icon } = props;
  return (
    <div className="empty-state">
      {typeof icon === 'string' ? <Icon name={icon as IconName} /> : icon}
      <p className="empty-title">{props.title}</p>
      {props.children !== undefined && <div className="muted">{props.children}</div>}
      {props.actions !== undefined && <div className="empty-actions">{props.actions}</div>}
    </div>
  );
}

/** True of the whole station and not to be missed: over the screen, until it is no longer true. */
export function Banner(props: {
  tone: 'fail' | 'warn' | 'prog';
  icon: IconName;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={`banner ${props.tone}`}>
      <Icon name={props.icon} />
      <p>
        <b>{props.title}</b> {props.children}
      </p>
      {props.actions !== undefined && <div className="banner-actions">{props.actions}</div>}
    </div>
  );
}

const noteIcons = {
  info: IconInfoCircle,
  ok: IconShieldCheck,
  warn: IconAlertTriangle,
  fail: IconAlertTriangle,
};

/** A sentence beside what it is about. */
export function Note(props: {
  tone: 'info' | 'ok' | 'warn' | 'fail';
  children: ReactNode;
  role?: 'alert' | 'status';
}) {
  const NoteIcon = noteIcons[props.tone];
  return (
    <div className={`note ${props.tone}`} role={props.role}>
      <NoteIcon size={18} aria-hidden />
      <div>{props.children}</div>
    </div>
  );
}

const SKELETON_AFTER_MS = 300;

/** What is loading, in its final size; nothing at all for the first 300 ms. */
export function Skeletons(props: { rows: number; height: number; says: string }) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isShown) return null;
  return (
    <div className="skeletons" role="status">
      {Array.from({ length: props.rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
        <i key={row} style={{ height: props.height }} />
      ))}
      <p className="muted">{props.says}</p>
    </div>
  );
}
