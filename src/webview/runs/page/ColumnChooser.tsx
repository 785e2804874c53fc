import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { metricOf, settingOf } from '../../contract/runColumns.ts';
import type { RunColumnId } from '../../contract/runColumns.ts';
import { Icon, Link } from '../../kit/controls/controls.tsx';
import { place } from '../../kit/controls/MenuButton.tsx';
import { t } from '../../kit/language/language.ts';
import { columnLook } from './columnWords.ts';

interface ColumnChooserProps {
  readonly choosable: readonly RunColumnId[];
  readonly isShown: (column: RunColumnId) => boolean;
  readonly onShow: (column: RunColumnId, isShown: boolean) => void;
  /** Back to the columns that show by themselves. */
  readonly onReset: () => void;
}

/** Which columns the table has: those of every table, metrics, and settings of the experiments. */
export function ColumnChooser({ choosable, isShown, onShow, onReset }: ColumnChooserProps) {
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  // Once it has its content, and with that its size.
  useLayoutEffect(() => {
    if (!isOpen || panel.current === null || button.current === null) return;
    place(panel.current, button.current.getBoundingClientRect());
    panel.current.querySelector('input')?.focus();
  }, [isOpen]);
  const optional = choosable.filter((id) => id !== 'title');
  const groups = [
    { label: t('Columns'), ids: optional.filter((id) => kindOf(id) === 'base') },
    { label: t('Metrics'), ids: optional.filter((id) => kindOf(id) === 'metric') },
    { label: t('Settings'), ids: optional.filter((id) => kindOf(id) === 'setting') },
  ];
  return (
    <>
      <button
        ref={button}
        type="button"
        class="menu-button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => panel.current?.togglePopover()}
      >
        {t('Columns')}
        <Icon name="chevron-down" />
      </button>
      <div
        ref={panel}
        class="menu column-chooser"
        popover="auto"
        role="dialog"
        aria-label={t('Columns')}
        onToggle={({ newState }) => setOpen(newState === 'open')}
      >
        {isOpen && (
          <>
            {groups
              .filter(({ ids }) => ids.length > 0)
              .map(({ label, ids }) => (
                <fieldset key={label}>
                  <legend>{label}</legend>
                  {ids.map((id) => (
                    <label key={id}>
                      <input
                        type="checkbox"
                        class="box"
                        checked={isShown(id)}
                        onChange={({ currentTarget }) => onShow(id, currentTarget.checked)}
                      />
                      <ColumnName id={id} />
                    </label>
                  ))}
                </fieldset>
              ))}
            <Link onClick={onReset}>{t('Reset columns')}</Link>
          </>
        )}
      </div>
    </>
  );
}

function ColumnName({ id }: { readonly id: RunColumnId }) {
  const { label, isCode } = columnLook(id, null);
  return isCode ? <span class="mono">{label}</span> : <>{label}</>;
}

function kindOf(id: RunColumnId): 'base' | 'metric' | 'setting' {
  if (settingOf(id) !== undefined) return 'setting';
  return metricOf(id) === undefined ? 'base' : 'metric';
}
