import type { ComponentChildren } from 'preact';

interface SectionProps {
  readonly id: string;
  readonly title?: string;
  /** Quiet words or controls beside the title. */
  readonly aside?: ComponentChildren;
  /** In place of a title: a heading that is only heard. */
  readonly label?: string;
  readonly children: ComponentChildren;
}

export function Section({ id, title, aside, label, children }: SectionProps) {
  return (
    <section id={id} aria-label={title ?? label}>
      {title === undefined && label !== undefined && <h2 class="unseen">{label}</h2>}
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

/** Brings a section with a title into view, and the keyboard to it: for what changed somewhere else on the page. */
export function goToSection(id: string): void {
  const section = document.getElementById(id);
  section?.scrollIntoView();
  const heading = section?.querySelector('h2');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus({ preventScroll: true });
}
