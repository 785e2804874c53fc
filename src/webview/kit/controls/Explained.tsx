import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface ExplainedProps {
  /** What the word means, in a sentence or two. */
  readonly text: string;
  /** False beside a control that carries the description itself. */
  readonly isTabStop?: boolean;
  readonly children: ComponentChildren;
}

/** A word with an explanation: under the pointer, at the keyboard's focus, and for a screen reader. Escape hides it. */
export function Explained({ text, isTabStop = true, children }: ExplainedProps) {
  const word = useRef<HTMLSpanElement>(null);
  const show = () => {
    if (word.current !== null) showTip(text, word.current.getBoundingClientRect());
  };
  useEffect(() => hideTip, []);
  return (
    <span
      ref={word}
      class="explained"
      aria-description={text}
      onMouseEnter={show}
      onMouseLeave={hideTip}
      {...(isTabStop ? { tabIndex: 0, onFocus: show, onBlur: hideTip } : {})}
      onKeyDown={({ key }) => {
        if (key === 'Escape') hideTip();
      }}
    >
      {children}
    </span>
  );
}

const gap = 4;
const edge = 8;

/** One tip for the page, outside of everything that scrolls or cuts. */
function tip(): HTMLElement {
  const known = document.getElementById('tip');
  if (known !== null) return known;
  const made = document.createElement('div');
  made.id = 'tip';
  // A screen reader has the description of the word.
  made.setAttribute('aria-hidden', 'true');
  made.hidden = true;
  document.body.append(made);
  return made;
}

function showTip(text: string, { left, top, bottom }: DOMRect): void {
  const shown = tip();
  shown.textContent = text;
  shown.hidden = false;
  const { clientWidth, clientHeight } = document.documentElement;
  const { width, height } = shown.getBoundingClientRect();
  const isBelow = bottom + gap + height <= clientHeight;
  shown.style.left = `${Math.max(edge, Math.min(left, clientWidth - width - edge))}px`;
  shown.style.top = `${isBelow ? bottom + gap : Math.max(edge, top - gap - height)}px`;
}

function hideTip(): void {
  tip().hidden = true;
}
