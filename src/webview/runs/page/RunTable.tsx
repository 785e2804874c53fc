import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RunColumnId } from '../../contract/runColumns.ts';
import type { RunKey, RunLine, RunsView } from '../contract.ts';
import { Icon } from '../../kit/controls/controls.tsx';
import { Explained } from '../../kit/controls/Explained.tsx';
import { t } from '../../kit/language/language.ts';
import { rowHeight, rowsInView, topShowing } from '../../kit/rowGrid/scrollMap.ts';
import { useScroll } from '../../kit/rowGrid/useScroll.ts';
import { columnLook } from './columnWords.ts';
import { TableRow } from './RunTableRow.tsx';
import type { Sort } from './sorting.ts';
import type { ShownRuns } from './useRuns.ts';

interface RunTableProps {
  readonly label: string;
  readonly runs: ShownRuns;
  readonly view: RunsView;
  readonly sort: Sort;
  readonly onSort: (column: RunColumnId) => void;
  readonly isSelected: (run: RunKey) => boolean;
  readonly onSelect: (line: RunLine, isSelected: boolean) => void;
  readonly onOpen: (run: RunKey) => void;
  readonly onMenu: (line: RunLine, anchor: HTMLElement) => void;
}

const narrowWidth = 640;
const narrowTitle = 152;
const headHeight = 28;
/** Rows drawn beyond those in view, so that scrolling shows no gap. */
const beyond = 8;

/** One line a run, of any number of runs: only those in view are drawn. Arrow keys move from run to run. */
export function RunTable(props: RunTableProps) {
  const { label, runs, view, sort } = props;
  const { lineCount, columns } = view;
  const scroll = useScroll(lineCount, headHeight);
  const [wantedActive, setActive] = useState(0);
  const active = Math.max(0, Math.min(wantedActive, lineCount - 1));
  const takesFocus = useRef(false);
  const body = useRef<HTMLTableSectionElement>(null);

  const inView = rowsInView(scroll.top, scroll.height, lineCount);
  const from = Math.max(0, inView.from - beyond);
  const to = Math.min(lineCount, inView.to + beyond);
  useEffect(() => runs.want({ from, to }));
  useLayoutEffect(() => {
    if (!takesFocus.current) return;
    takesFocus.current = false;
    body.current?.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus({ preventScroll: true });
  });
  const moveTo = (next: number) => {
    takesFocus.current = true;
    setActive(next);
    scroll.scrollTo({ top: topShowing(next, scroll.top, scroll.height) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = lineAfter(event.key, active, lineCount, Math.floor(scroll.height / rowHeight));
    if (next !== undefined) {
      event.preventDefault();
      return moveTo(next);
    }
    const line = runs.line(active);
    const row = event.target;
    if (line?.kind !== 'run' || !(row instanceof HTMLTableRowElement)) return;
    const isMenu = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
    if (!isMenu && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (isMenu) props.onMenu(line, row);
    else if (event.key === 'Enter') props.onOpen(line.run);
    else props.onSelect(line, !props.isSelected(line.run));
  };
  // The title stays in view: in a narrow editor it leaves room for the rest.
  const isNarrow = scroll.width < narrowWidth;
  const looks = columns.map((id) => {
    const look = columnLook(id, view.metric);
    return isNarrow && id === 'title' ? { ...look, width: narrowTitle } : look;
  });
  const width = looks.reduce((sum, look) => sum + look.width, 0);
  const shown = Array.from({ length: to - from }, (_, at) => from + at);
  return (
    <div class="runs-scroll" ref={scroll.ref} onScroll={scroll.onScroll}>
      <table
        class="grid runs"
        role="grid"
        aria-label={label}
        aria-rowcount={lineCount + 1}
        aria-multiselectable="true"
        aria-description={t(
          'Arrow keys move. Enter opens a run, Space selects it, Shift+F10 opens its menu.',
        )}
        data-testid="runs"
        style={{ width: `${width}px` }}
        onKeyDown={onKeyDown}
      >
        <colgroup>
          {looks.map((look, at) => (
            <col key={columns[at]} style={{ width: `${look.width}px` }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {looks.map((look, at) => (
              <Head
                key={columns[at]}
                isNumeric={look.isNumeric}
                direction={sort.column === columns[at] ? sort.direction : 'none'}
                hint={look.hint}
                onSort={() => props.onSort(columns[at] ?? 'when')}
              >
                {look.isCode ? <span class="mono">{look.label}</span> : look.label}
              </Head>
            ))}
          </tr>
        </thead>
        <tbody ref={body}>
          <Gap height={from * rowHeight} />
          {shown.map((index) => {
            const line = runs.line(index);
            return (
              <TableRow
                key={index}
                index={index}
                line={line}
                isActive={index === active}
                columns={columns}
                looks={looks}
                isSelected={line?.kind === 'run' && props.isSelected(line.run)}
                onActive={() => setActive(index)}
                actions={props}
              />
            );
          })}
          <Gap height={(lineCount - to) * rowHeight} />
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps {
  readonly isNumeric: boolean;
  readonly direction: Sort['direction'] | 'none';
  readonly hint: string | undefined;
  readonly onSort: () => void;
  readonly children: ComponentChildren;
}

function Head({ isNumeric, direction, hint, onSort, children }: HeadProps) {
  return (
    <th scope="col" class={isNumeric ? 'n' : ''} aria-sort={direction}>
      <button type="button" class="sorter" onClick={onSort} aria-description={hint}>
        {hint === undefined ? (
          children
        ) : (
          <Explained text={hint} isTabStop={false}>
            {children}
          </Explained>
        )}
        {direction !== 'none' && <Icon name={`arrow-${direction === 'ascending' ? 'up' : 'down'}`} />}
      </button>
    </th>
  );
}

/** In place of rows that are not drawn. */
const Gap = ({ height }: { readonly height: number }) =>
  height === 0 ? null : (
    <tr class="gap" aria-hidden="true">
      <td style={{ height: `${height}px` }} />
    </tr>
  );

function lineAfter(key: string, active: number, count: number, page: number): number | undefined {
  const last = Math.max(0, count - 1);
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, active + 1);
    case 'ArrowUp':
      return Math.max(0, active - 1);
    case 'PageDown':
      return Math.min(last, active + page);
    case 'PageUp':
      return Math.max(0, active - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
