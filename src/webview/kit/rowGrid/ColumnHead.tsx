import { useRef } from 'preact/hooks';
import type { GridColumn } from '../../../data/shapes/gridView.ts';
import { largest } from '../../../learner/extent.ts';
import { Icon } from '../controls/controls.tsx';
import { meaningIcon } from '../language/meaningIcon.ts';
import { meaningName } from '../language/columnWords.ts';
import { t } from '../language/language.ts';
import { percent } from '../language/numbers.ts';
import type { PlacedColumn } from './columnLayout.ts';

interface ColumnHeadProps {
  readonly placed: PlacedColumn;
  readonly column: GridColumn | undefined;
  /** Of all rows of the table. */
  readonly rowCount: number;
  readonly sort: { readonly descending: boolean; readonly rank: number; readonly of: number } | undefined;
  readonly isFiltered: boolean;
  readonly onSort: (add: boolean) => void;
  readonly onMenu: (anchor: HTMLElement) => void;
  readonly onBar: (bar: number) => void;
  readonly onResize: (width: number) => void;
  readonly onFit: () => void;
}

/** A column header: name, sort order, meaning, share of missing values and histogram. */
export function ColumnHead(props: ColumnHeadProps) {
  const { placed, column, rowCount, sort, isFiltered, onSort, onMenu } = props;
  return (
    <>
      <span class="rg-name" title={placed.name} onClick={({ shiftKey }) => onSort(shiftKey)}>
        {column !== undefined && <Icon name={meaningIcon(column.meaning)} tone="info" />}
        <span class="rg-name-text">{placed.name}</span>
        {sort !== undefined && <SortMark {...sort} />}
        {isFiltered && (
          <>
            <Icon name="filter-filled" />
            <span class="unseen">{t('filtered')}</span>
          </>
        )}
      </span>
      <button
        type="button"
        class="ib rg-menu-button"
        tabIndex={-1}
        aria-label={t('Menu for {0}', placed.name)}
        onClick={({ currentTarget }) => onMenu(currentTarget)}
      >
        <Icon name="chevron-down" />
      </button>
      <Facts column={column} rowCount={rowCount} />
      <Shape column={column} onBar={props.onBar} />
      <Resizer width={placed.width} onResize={props.onResize} onFit={props.onFit} />
    </>
  );
}

function SortMark({ descending, rank, of }: NonNullable<ColumnHeadProps['sort']>) {
  return (
    <>
      <Icon name={descending ? 'arrow-down' : 'arrow-up'} />
      {of > 1 && <span class="rg-rank">{rank}</span>}
      <span class="unseen">{orderWords(descending, rank, of)}</span>
    </>
  );
}

const orderWords = (descending: boolean, rank: number, of: number): string => {
  if (of === 1) return descending ? t('sorted, descending') : t('sorted, ascending');
  return descending ? t('sort key {0}, descending', rank) : t('sort key {0}, ascending', rank);
};

function Facts({ column, rowCount }: Pick<ColumnHeadProps, 'column' | 'rowCount'>) {
  const facts = column && factsOf(column, rowCount);
  return (
    <span class="rg-facts q" title={facts}>
      {facts}
    </span>
  );
}

/** "decimal · 1.2 % missing" */
function factsOf({ meaning, missingCount, isOutline }: GridColumn, rowCount: number): string {
  const name = meaningName(meaning);
  if (isOutline === true) return t('{0} …', name);
  if (missingCount === 0 || rowCount === 0 || meaning === 'empty') return name;
  return t('{0} · {1} missing', name, percent(missingCount / rowCount));
}

const shapeHeight = 22;

/** A histogram; clicking a bar filters by it. The filter panel offers the same to the keyboard. */
function Shape({ column, onBar }: Pick<ColumnHeadProps, 'column' | 'onBar'>) {
  const counts = column?.bars?.counts ?? column?.topValues?.map(({ count }) => count) ?? [];
  // Of identifiers, and of words that never repeat, it would say nothing.
  const hasShape = column?.bars !== undefined || largest(counts) > 1;
  if (column?.meaning === 'identifier' || !hasShape || counts.length < 2) return <span class="rg-shape" />;
  const highest = Math.max(1, largest(counts));
  const width = 100 / counts.length;
  return (
    <svg class="rg-shape" viewBox={`0 0 100 ${shapeHeight}`} preserveAspectRatio="none" aria-hidden="true">
      {counts.map((count, bar) => {
        const height = count === 0 ? 0 : Math.max(1, (shapeHeight * count) / highest);
        return (
          <g key={bar} class="rg-bar" onClick={() => onBar(bar)}>
            <rect class="rg-bar-room" x={bar * width} y={0} width={width} height={shapeHeight} />
            <rect x={bar * width} y={shapeHeight - height} width={width * 0.88} height={height} />
          </g>
        );
      })}
    </svg>
  );
}

interface ResizerProps {
  readonly width: number;
  readonly onResize: (width: number) => void;
  readonly onFit: () => void;
}

/** The right edge of a header; dragging it resizes the column. */
function Resizer({ width, onResize, onFit }: ResizerProps) {
  const start = useRef<{ readonly x: number; readonly width: number } | undefined>(undefined);
  return (
    <span
      class="rg-resizer"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.preventDefault();
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, width };
      }}
      onPointerMove={({ clientX }) => {
        if (start.current !== undefined) onResize(start.current.width + clientX - start.current.x);
      }}
      onPointerUp={() => (start.current = undefined)}
      onDblClick={(event) => {
        event.stopPropagation();
        onFit();
      }}
    />
  );
}
