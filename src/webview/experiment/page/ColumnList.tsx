import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ColumnQuery, ColumnRow, ExperimentReady } from '../contract.ts';
import { t } from '../../kit/language/language.ts';
import { meaningName } from '../../kit/language/columnWords.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { BulkEdits } from './BulkEdits.tsx';
import { ColumnFilters } from './ColumnFilters.tsx';
import { drawnRows, knownFrom, scrollTopFor } from './columnWindow.ts';
import { useEditing } from './editing.ts';
import { featureText } from '../../kit/language/featureWords.ts';
import { unusableText } from './unusableText.ts';
import type { SectionProps } from './sectionProps.ts';
import { rowsAtOnce, useColumns } from './useColumns.ts';

export const allColumns: ColumnQuery = { search: '', show: 'all' };
/** A table with more columns than this can be searched. */
const manyColumns = 12;
const rowHeight = 28;
const rowsInView = 12;

interface ColumnListProps extends SectionProps {
  readonly query: ColumnQuery;
  readonly onQuery: (query: ColumnQuery) => void;
  /** The one whose details are shown. */
  readonly chosen: string | undefined;
  readonly onChoose: (name: string) => void;
}

/** Every column of the table, one a row: what it is, whether it is used, and what it becomes. */
export function ColumnList({ state, port, run, query, onQuery, chosen, onChoose }: ColumnListProps) {
  const { changeColumns } = useEditing();
  const [from, setFrom] = useState(0);
  const list = useColumns({ port, run, version: state }, query, from);
  const view = useView();
  const count = list?.matchingCount ?? 0;
  const drawn = drawnRows({ ...view.position, rowHeight }, count);
  const wanted = knownFrom(drawn, from, rowsAtOnce);
  useEffect(() => setFrom(wanted), [wanted]);
  const selection = useSelection(chosen, onChoose);
  const { active, setActive } = useActiveRow(view, count);
  const isWide = state.dataset.kind === 'known' && state.dataset.columnCount > manyColumns;
  const rows = (list?.rows ?? []).slice(
    Math.max(0, drawn.from - (list?.from ?? 0)),
    Math.max(0, drawn.to - (list?.from ?? 0)),
  );
  const before = list === undefined ? 0 : Math.max(list.from, drawn.from);
  const names = selection.names.size > 1 ? [...selection.names] : undefined;
  const select = (row: ColumnRow, index: number, { shiftKey, ctrlKey, metaKey }: Modifiers) => {
    setActive(index);
    if (ctrlKey || metaKey) selection.toggle(row.name);
    else if (shiftKey)
      selection.extend(
        row.name,
        (list?.rows ?? []).map(({ name }) => name),
      );
    else selection.only(row.name);
  };
  return (
    <>
      {isWide && <ColumnFilters state={state} query={query} onQuery={onQuery} list={list} />}
      {(isWide || names !== undefined) && list !== undefined && (
        <BulkEdits
          selection={names === undefined ? { query } : { names }}
          count={names?.length ?? list.matchingCount}
          isSelected={names !== undefined}
          onClear={() => selection.clear()}
        />
      )}
      <div
        ref={view.ref}
        class="column-list"
        role="region"
        aria-label={t('{0}, scrolls', t('Columns'))}
        style={{ maxHeight: `${(rowsInView + 1) * rowHeight + 2}px` }}
        onScroll={view.onScroll}
      >
        <table
          class="grid"
          role="grid"
          aria-label={t('Columns')}
          aria-multiselectable="true"
          aria-description={t(
            'Arrow keys move, Enter shows a column, Shift with arrow keys selects several, and Ctrl+Space adds one.',
          )}
          aria-rowcount={count + 1}
          data-testid="columns"
          onKeyDown={(event) => {
            const nameAt = (index: number) => list?.rows[index - list.from]?.name;
            const here = nameAt(active);
            if (event.key === ' ' && (event.ctrlKey || event.metaKey) && here !== undefined) {
              event.preventDefault();
              return selection.toggle(here);
            }
            const next = rowAfter(event, active, count);
            if (next === undefined) return;
            event.preventDefault();
            setActive(next);
            const there = nameAt(next);
            if (event.shiftKey && there !== undefined)
              selection.extend(
                there,
                (list?.rows ?? []).map(({ name }) => name),
                here,
              );
          }}
        >
          <Head state={state} />
          <tbody>
            <Gap height={before * rowHeight} />
            {rows.map((row, at) => {
              const index = before + at;
              return (
                <Row
                  key={row.name}
                  row={row}
                  index={index}
                  isActive={index === active}
                  isSelected={selection.names.has(row.name)}
                  hasCorrelation={hasCorrelation(state)}
                  isOnly={state.features.count === 1}
                  onSelect={(modifiers) => select(row, index, modifiers)}
                  onUse={(isUsed) =>
                    changeColumns({ names: [row.name] }, { kind: isUsed ? 'use' : 'leaveOut' }, row.name)
                  }
                />
              );
            })}
            <Gap height={Math.max(0, count - before - rows.length) * rowHeight} />
          </tbody>
        </table>
        {list !== undefined && count === 0 && <p class="q none">{t('No column matches.')}</p>}
      </div>
    </>
  );
}

const hasCorrelation = ({ dataset }: ExperimentReady) => dataset.kind === 'known' && dataset.hasCorrelations;

function Head({ state }: { readonly state: ExperimentReady }) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" class="use">
          <span class="unseen">{t('Used')}</span>
        </th>
        <th scope="col" class="column">
          {t('Column')}
        </th>
        <th scope="col" class="meaning">
          {t('Meaning')}
        </th>
        <th scope="col" class="becomes">
          {t('Becomes')}
        </th>
        <th scope="col" class="n outputs">
          {t('Features')}
        </th>
        <th scope="col" class="n gaps">
          {t('Missing')}
        </th>
        {hasCorrelation(state) && (
          <th scope="col" class="n r" title={t('r with {0}', state.experiment.target)}>
            {t('r with {0}', state.experiment.target)}
          </th>
        )}
      </tr>
    </thead>
  );
}

/** In place of rows that are not drawn. */
const Gap = ({ height }: { readonly height: number }) =>
  height === 0 ? null : (
    <tr class="gap" aria-hidden="true">
      <td style={{ height: `${height}px` }} />
    </tr>
  );

type Modifiers = Pick<MouseEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>;

interface RowProps {
  readonly row: ColumnRow;
  readonly index: number;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly hasCorrelation: boolean;
  /** A model needs at least one feature. */
  readonly isOnly: boolean;
  readonly onSelect: (modifiers: Modifiers) => void;
  readonly onUse: (isUsed: boolean) => void;
}

function Row(props: RowProps) {
  const { row, index, isActive, isSelected, isOnly, onSelect, onUse } = props;
  const { name, meaning, role, missingCount, correlation, features } = row;
  const becomes = becomesText(row);
  const tabIndex = isActive ? 0 : -1;
  const outputs = outputCountOf(row);
  return (
    <tr
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      class={role === 'unused' ? 'q' : ''}
      onClick={(event) => {
        if (event.target instanceof HTMLInputElement) return;
        // The keyboard goes on from here.
        event.currentTarget.querySelector<HTMLElement>('.row-name')?.focus({ preventScroll: true });
        onSelect(event);
      }}
    >
      <td class="use">
        {role === 'target' ? (
          <i class="codicon codicon-target" aria-hidden="true" />
        ) : (
          <input
            type="checkbox"
            class="box"
            checked={role === 'feature'}
            disabled={role === 'feature' && isOnly}
            tabIndex={tabIndex}
            aria-label={t('Use {0}', name)}
            onChange={({ currentTarget }) => onUse(currentTarget.checked)}
          />
        )}
      </td>
      <td class="column">
        <button type="button" class="row-name" data-index={index} tabIndex={tabIndex} title={name}>
          {name}
        </button>
      </td>
      <td class="meaning q">{meaningName(meaning)}</td>
      <td class="becomes q" title={becomes}>
        {becomes}
        {features.length > 1 && ` ${t('+ {0} more', features.length - 1)}`}
      </td>
      <td class="n outputs">{outputs === undefined ? '' : fixed(outputs)}</td>
      <td class="n gaps q">{fixed(missingCount)}</td>
      {props.hasCorrelation && <td class="n r">{correlation === undefined ? '–' : fixed(correlation, 3)}</td>}
    </tr>
  );
}

function becomesText(row: ColumnRow): ComponentChildren & string {
  const [first] = row.features;
  if (row.role === 'target') return t('target');
  if (first !== undefined) return featureText(first.feature);
  const why = unusableText(row);
  return why === undefined ? t('not used') : t('not used: {0}', why);
}

function outputCountOf({ features }: ColumnRow): number | undefined {
  const counts = features.flatMap(({ outputCount }) => outputCount ?? []);
  return counts.length === features.length && counts.length > 0
    ? counts.reduce((sum, count) => sum + count, 0)
    : undefined;
}

/** Where the list is scrolled to. */
function useView() {
  const ref = useRef<HTMLDivElement>(null);
  const [position, setPosition] = useState({ scrollTop: 0, height: rowsInView * rowHeight });
  const read = () => {
    const { scrollTop = 0, clientHeight = 0 } = ref.current ?? {};
    setPosition((before) =>
      before.scrollTop === scrollTop && before.height === clientHeight
        ? before
        : { scrollTop, height: clientHeight },
    );
  };
  useLayoutEffect(read);
  return { ref, position, onScroll: read };
}

/** The row that the keyboard is at, which keeps the focus when the list is drawn anew. */
function useActiveRow({ ref, position }: ReturnType<typeof useView>, count: number) {
  const [row, setRow] = useState(0);
  const active = Math.max(0, Math.min(row, count - 1));
  // The row that takes the focus once it is drawn; an effect of an earlier drawing may run after the next key.
  const awaited = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (awaited.current === undefined) return;
    const button = ref.current?.querySelector<HTMLElement>(`[data-index="${awaited.current}"]`);
    if (button === null || button === undefined) return;
    awaited.current = undefined;
    button.focus({ preventScroll: true });
  });
  return {
    active,
    setActive: (next: number) => {
      setRow(next);
      if (ref.current === null) return;
      awaited.current = next;
      const height = position.height - rowHeight;
      ref.current.scrollTop = scrollTopFor(next, { ...position, height, rowHeight });
    },
  };
}

/** Where a key leads from a row; undefined for other keys, and for those of a field. */
function rowAfter({ key, target }: KeyboardEvent, row: number, count: number): number | undefined {
  if (count === 0 || !(target instanceof HTMLElement)) return undefined;
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: row + 1,
    ArrowUp: row - 1,
    PageDown: row + rowsInView,
    PageUp: row - rowsInView,
    Home: 0,
    End: count - 1,
  };
  const next = steps[key];
  return next === undefined ? undefined : Math.max(0, Math.min(count - 1, next));
}

/** The chosen column alone, or several that are to be changed together. */
function useSelection(chosen: string | undefined, onChoose: (name: string) => void) {
  const [several, setSeveral] = useState<ReadonlySet<string>>(new Set());
  const names: ReadonlySet<string> =
    several.size > 1 ? several : new Set(chosen === undefined ? [] : [chosen]);
  return {
    names,
    only(name: string) {
      setSeveral(new Set());
      onChoose(name);
    },
    clear: () => setSeveral(new Set()),
    toggle(name: string) {
      const next = new Set(names);
      if (!next.delete(name)) next.add(name);
      setSeveral(next);
    },
    /** From the chosen one, or where the keyboard was, to another, of those that are known. */
    extend(name: string, known: readonly string[], from = name) {
      const [a, b] = [known.indexOf(chosen ?? from), known.indexOf(name)];
      if (a < 0) return onChoose(name);
      setSeveral(new Set(known.slice(Math.min(a, b), Math.max(a, b) + 1)));
    },
  };
}
