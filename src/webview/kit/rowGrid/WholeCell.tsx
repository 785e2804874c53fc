import { useLayoutEffect, useRef } from 'preact/hooks';
import { IconButton } from '../controls/controls.tsx';
import { CopyButton } from '../controls/CopyButton.tsx';
import { t } from '../language/language.ts';
import { fixed } from '../language/numbers.ts';

export interface WholeCellProps {
  readonly name: string;
  /** The data row, from 1. */
  readonly row: number;
  /** Absent while it is on its way. */
  readonly text: string | undefined;
  /** Longer than can be shown. */
  readonly isCut: boolean;
  readonly onClose: () => void;
}

/** Shows the full text of a truncated cell. */
export function WholeCell({ name, row, text, isCut, onClose }: WholeCellProps) {
  const box = useRef<HTMLPreElement>(null);
  // At once: a key that follows is for this region.
  useLayoutEffect(() => box.current?.focus({ preventScroll: true }), [name, row]);
  const title = t('{0}, row {1}', name, fixed(row));
  return (
    <div
      class="rg-whole"
      role="region"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        onClose();
      }}
    >
      <p class="rg-whole-head">
        <span class="s">
          <b>{title}</b>
          {isCut && <span class="q"> · {t('truncated')}</span>}
        </span>
        <span class="rg-whole-acts">
          {text !== undefined && <CopyButton text={text} label={t('Copy value')} />}
          <IconButton icon="close" label={t('Close')} onClick={onClose} />
        </span>
      </p>
      <pre ref={box} class="code" tabIndex={0} aria-busy={text === undefined}>
        {text ?? ' '}
      </pre>
    </div>
  );
}
