import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { GridColumn, GridCondition } from '../../../data/shapes/gridView.ts';
import { largest } from '../../../learner/extent.ts';
import { Button, Link, TextField } from '../controls/controls.tsx';
import { place } from '../controls/MenuButton.tsx';
import { useRovingFocus } from '../controls/rovingFocus.ts';
import { t } from '../language/language.ts';
import { fixed } from '../language/numbers.ts';
import { cellText, isQuantity } from './cellText.ts';
import { conditionOfBars, conditionProblem, conditionWords, parseCondition } from './conditions.ts';

interface FilterPanelProps {
  readonly column: GridColumn;
  readonly opener: RefObject<HTMLElement | null>;
  /** The current condition on its values. */
  readonly current: GridCondition | undefined;
  readonly onFilter: (condition: GridCondition) => void;
  readonly onClosed: () => void;
}

/** Filters by one column: clickable bars and levels, missing values, and a typed condition. */
export function FilterPanel({ column, opener, current, onFilter, onClosed }: FilterPanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const parsed = parseCondition(column, typed);
  const problem = parsed && conditionProblem(column, parsed);
  const condition = problem === undefined ? parsed : undefined;
  useLayoutEffect(() => {
    if (panel.current === null || opener.current === null) return;
    panel.current.showPopover();
    place(panel.current, opener.current.getBoundingClientRect());
    panel.current.querySelector<HTMLElement>('button, vscode-textfield, input')?.focus();
  }, [opener]);
  const close = () => panel.current?.hidePopover();
  const apply = (next: GridCondition) => {
    close();
    onFilter(next);
  };
  const enter = () => {
    if (condition !== undefined) apply(condition);
  };
  return (
    <div
      ref={panel}
      class="menu rg-filter"
      popover="auto"
      role="dialog"
      aria-label={t('Filter by {0}', column.name)}
      onToggle={({ newState }) => {
        if (newState === 'closed') onClosed();
      }}
    >
      <p class="rg-filter-title" aria-hidden="true">
        {t('Filter by {0}', column.name)}
      </p>
      <Bars column={column} onFilter={apply} />
      <Levels column={column} current={current} onFilter={apply} />
      <div class="rg-typed">
        <TextField
          label={t('Condition on {0}', column.name)}
          placeholder={placeholderOf(column)}
          invalid={problem !== undefined}
          description={problem}
          value={typed}
          onInput={setTyped}
          onEnter={enter}
        />
        <Button secondary disabled={condition === undefined} onClick={enter}>
          {t('Filter')}
        </Button>
      </div>
      <p class="q s rg-meant" role="status">
        {problem ?? (condition === undefined ? '' : conditionWords(condition))}
      </p>
      <p class="rg-presence s">
        {column.missingCount > 0 && (
          <Link onClick={() => apply({ column: column.name, isMissing: true })}>
            {t('Keep the {0} rows without a value', fixed(column.missingCount))}
          </Link>
        )}
        {column.missingCount > 0 && (
          <Link onClick={() => apply({ column: column.name, isMissing: false })}>
            {t('Keep the rows with a value')}
          </Link>
        )}
      </p>
    </div>
  );
}

/** Conditions as they can be typed about a column. */
function placeholderOf(column: GridColumn): string {
  if (column.type === 'date') return t('> 2026-01-31, 2025 to 2026');
  return isQuantity(column) ? t('> 5, 5 to 10, = 7') : t('text, = word, != word');
}

interface PartProps {
  readonly column: GridColumn;
  readonly onFilter: (condition: GridCondition) => void;
}

/** The histogram as buttons: a click filters by a bar, Shift+click by a range. */
function Bars({ column, onFilter }: PartProps) {
  const counts = column.bars?.counts ?? [];
  const roving = useRovingFocus(Math.max(1, counts.length));
  const [first, setFirst] = useState<number | undefined>();
  if (counts.length < 2) return null;
  const highest = Math.max(1, largest(counts));
  const edge = (at: number) => edgeText(column, column.bars?.edges[at] ?? 0);
  return (
    <>
      <div
        ref={roving.ref}
        class="rg-bars"
        role="group"
        aria-label={t('Rows by {0}', column.name)}
        onKeyDown={roving.onKeyDown}
      >
        {counts.map((count, bar) => (
          <button
            key={bar}
            type="button"
            tabIndex={roving.tabIndexOf(bar)}
            aria-pressed={first === bar}
            aria-label={t('{0} to {1}: {2} rows', edge(bar), edge(bar + 1), fixed(count))}
            title={t('{0} to {1}: {2} rows', edge(bar), edge(bar + 1), fixed(count))}
            onClick={({ shiftKey }) => {
              // Shift+click starts a range that the next Shift+click completes.
              if (shiftKey && first === undefined) return setFirst(bar);
              const condition = conditionOfBars(column, shiftKey ? (first ?? bar) : bar, bar);
              if (condition !== undefined) onFilter(condition);
              return undefined;
            }}
          >
            <i style={{ height: `${count === 0 ? 0 : Math.max(2, (100 * count) / highest)}%` }} />
          </button>
        ))}
      </div>
      <p class="q xs rg-ends">
        <span>{edge(0)}</span>
        <span>
          {first === undefined
            ? t('Shift+click for a range')
            : t('from {0}: Shift+click the last bar', edge(first))}
        </span>
        <span>{edge(counts.length)}</span>
      </p>
    </>
  );
}

const edgeText = (column: GridColumn, edge: number): string =>
  column.type === 'date'
    ? new Date(edge)
        .toISOString()
        .slice(0, edge % 86_400_000 === 0 ? 10 : 16)
        .replace('T', ' ')
    : cellText(String(Number(edge.toPrecision(12))), column);

const longestLevel = 59;

/** The most frequent words, to choose several. */
function Levels({ column, current, onFilter }: PartProps & { readonly current: GridCondition | undefined }) {
  const values = (column.topValues ?? []).filter(({ value }) => value.length <= longestLevel);
  const before = current !== undefined && 'in' in current ? (current.in ?? []).map(String) : [];
  const [chosen, setChosen] = useState<readonly string[]>(before);
  // Words that never repeat are no levels.
  if (values.length === 0 || largest(values.map(({ count }) => count)) < 2) return null;
  const filter = (has: boolean) => {
    const list = [...chosen];
    onFilter(has ? { column: column.name, in: list } : { column: column.name, notIn: list });
  };
  return (
    <div class="rg-levels" role="group" aria-label={t('Values of {0}', column.name)}>
      {values.map(({ value, count }) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ currentTarget: { checked } }) =>
              setChosen(checked ? [...chosen, value] : chosen.filter((one) => one !== value))
            }
          />
          <span class="rg-level">{value}</span>
          <span class="q s">{fixed(count)}</span>
        </label>
      ))}
      {column.distinctCount > values.length && (
        <p class="q s">{t('{0} other values', fixed(column.distinctCount - values.length))}</p>
      )}
      <p class="rg-level-acts">
        <Button secondary disabled={chosen.length === 0} onClick={() => filter(true)}>
          {t('Keep selected')}
        </Button>
        <Button secondary disabled={chosen.length === 0} onClick={() => filter(false)}>
          {t('Exclude selected')}
        </Button>
      </p>
    </div>
  );
}
