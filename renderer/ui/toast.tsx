import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { Icon } from './icon.tsx';

export interface ToastOptions {
  /** Takes back what was just done. */
  undo?: () => void;
  tone?: 'ok' | 'fail';
}
type Show = (text: string, options?: ToastOptions) => void;

interface Shown extends ToastOptions {
  id: number;
  text: string;
}

/** Long enough to read and to reach Undo with gloves; a failure stays until it is closed. */
const SHOWN_MS = 8000;
const KEPT = 3;

const ToastContext = createContext<Show | null>(null);

/** @returns a function that says what was done, for a while, with Undo where there is one */
export function useToast(): Show {
  const show = useContext(ToastContext);
  if (show === null) throw new Error('A view stands outside the frame.');
  return show;
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Shown[]>([]);
  const lastId = useRef(0);
  const show = useRef<Show>((text, options = {}) => {
    lastId.current += 1;
    const id = lastId.current;
    setToasts((now) => [...now.slice(1 - KEPT), { id, text, ...options }]);
  });
  const close = (id: number): void => setToasts((now) => now.filter((toast) => toast.id !== id));
  return (
    <ToastContext value={show.current}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map((toast) => (
          <Toast key={toast.id} toast={toast} onClose={() => close(toast.id)} />
        ))}
      </div>
    </ToastContext>
  );
}

function Toast({ toast, onClose }: { toast: Shown; onClose: () => void }) {
  const { text, undo, tone = 'ok' } = toast;
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    if (tone === 'fail') return;
    const timer = setTimeout(() => close.current(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [tone]);
  return (
    <div className={`toast ${tone}`}>
      <Icon name={tone === 'ok' ? 'verified' : 'failed'} />
      <span>{text}</span>
      {undo !== undefined && (
        <button
          type="button"
          className="button small"
          onClick={() => {
            undo();
            onClose();
          }}
        >
          <Icon name="undo" /> Undo
        </button>
      )}
      <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
        <Icon name="cross" />
      </button>
    </div>
  );
}
