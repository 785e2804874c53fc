import type { ComponentChildren } from 'preact';

interface PageHeadProps {
  readonly title: string;
  /** Quiet facts, joined by "·". */
  readonly facts: readonly ComponentChildren[];
  /** Icon buttons, secondary, then the one primary. */
  readonly actions?: ComponentChildren;
}

export function PageHead({ title, facts, actions }: PageHeadProps) {
  return (
    <div class="top">
      <div>
        <h1>{title}</h1>
        <div class="meta">
          {facts.map((fact, index) => (
            <span key={index}>{fact}</span>
          ))}
        </div>
      </div>
      {actions && <div class="acts">{actions}</div>}
    </div>
  );
}
