import { type ReactNode, useId } from 'react';

/** A card with a heading: the block screens are made of. */
export function Panel(props: {
  title: string;
  /** Muted, beside the title. */
  hint?: ReactNode;
  /** At the right of the heading. */
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={`card panel ${props.className ?? ''}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>{props.title}</h2>
        {props.hint !== undefined && <span className="muted">{props.hint}</span>}
        {props.actions !== undefined && <div className="panel-actions">{props.actions}</div>}
      </header>
      {props.children}
    </section>
  );
}
