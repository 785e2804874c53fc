import type { ComponentChildren } from 'preact';

interface SectionProps {
  readonly id: string;
  readonly title?: string;
  /** Quiet words or controls beside the title. */
  readonly aside?: ComponentChildren;
  readonly label?: string;
  readonly children: ComponentChildren;
}

export function Section({ id, title, aside, label, children }: SectionProps) {
  return (
    <section id={id} aria-label={title ?? label}>
      {title !== undefined && (
        <div class="sh">
          <h2>{title}</h2>
          {aside !== undefined && <div class="sh-aside q s">{aside}</div>}
        </div>
      )}
      {children}
    </section>
  );
}
