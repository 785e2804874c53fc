import type { ComponentChildren } from 'preact';
import { Explained } from './Explained.tsx';

export interface GridColumn<Row> {
  readonly label: string;
  /** The label is only heard: what the cells show speaks for itself. */
  readonly isLabelHidden?: boolean;
  /** What the label means. */
  readonly hint?: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** The cell's value in a file, if it is not its text; 'none' for a graphic. */
  readonly file?: 'none' | ((row: Row) => string | number);
  readonly numeric?: boolean;
  readonly className?: string;
  readonly sort?: { readonly direction: 'ascending' | 'descending' | 'none'; readonly onSort: () => void };
}

interface GridProps<Row> {
  readonly label: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  /** Identity of a row when rows are added or removed; its index by default. */
  readonly keyOf?: (row: Row) => string;
  readonly className?: string;
  readonly testId?: string;
}

/** A table of values: numbers right-aligned, heads scoped, cells carrying their column for the narrow layout. */
export function Grid<Row>({ label, columns, rows, keyOf, className = '', testId }: GridProps<Row>) {
  return (
    <table class={`grid ${className}`} aria-label={label} data-testid={testId}>
      <thead>
        <tr>
          {columns.map((column) => (
            <Head key={column.label} column={column} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={keyOf?.(row) ?? index}>
            {columns.map((column) => (
              <td key={column.label} class={classOf(column)} data-l={column.label}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Head<Row>({ column }: { readonly column: GridColumn<Row> }) {
  const { sort } = column;
  if (sort === undefined)
    return (
      <th scope="col" class={classOf(column)}>
        <Label column={column} />
      </th>
    );
  return (
    <th scope="col" class={classOf(column)} aria-sort={sort.direction}>
      <button type="button" class="sorter" onClick={sort.onSort}>
        {column.label}
        {sort.direction !== 'none' && (
          <i
            class={`codicon codicon-arrow-${sort.direction === 'ascending' ? 'up' : 'down'}`}
            aria-hidden="true"
          />
        )}
      </button>
    </th>
  );
}

function Label<Row>({ column: { label, isLabelHidden, hint } }: { readonly column: GridColumn<Row> }) {
  if (isLabelHidden === true) return <span class="unseen">{label}</span>;
  return hint === undefined ? <>{label}</> : <Explained text={hint}>{label}</Explained>;
}

function classOf<Row>({ numeric, className = '' }: GridColumn<Row>): string {
  return `${numeric === true ? 'n' : ''} ${className}`.trim();
}

/** A named region that scrolls sideways and can be reached by keyboard. */
export function Scroll({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return (
    <div class="scroll" role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
