import type { RunColumnId } from '../../contract/runColumns.ts';
import type { GroupLine, RunCell, RunKey, RunLine, TableChange } from '../contract.ts';
import { Icon } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { cellText, intervalText, statusIcon } from './cellText.ts';
import type { ColumnLook } from './columnWords.ts';
import type { Line } from './useRuns.ts';

interface TableRowProps {
  /** Of the line, from 0. */
  readonly index: number;
  /** undefined while it is on its way. */
  readonly line: Line | undefined;
  readonly isActive: boolean;
  readonly columns: readonly RunColumnId[];
  readonly looks: readonly ColumnLook[];
  readonly isSelected: boolean;
  readonly onActive: () => void;
  readonly actions: RowActions;
}

interface RowActions {
  readonly onSelect: (line: RunLine, isSelected: boolean) => void;
  readonly onOpen: (run: RunKey) => void;
  readonly onMenu: (line: RunLine, anchor: HTMLElement) => void;
}

/** One element whatever becomes of its line, so that it keeps the focus. */
export function TableRow({ index, line, isActive, columns, onActive, ...props }: TableRowProps) {
  return (
    <tr
      aria-rowindex={index + 2}
      tabIndex={isActive ? 0 : -1}
      aria-selected={line?.kind === 'run' ? props.isSelected : undefined}
      aria-busy={line === undefined}
      class={line?.kind === 'group' ? 'group' : ''}
      onFocusCapture={onActive}
      onContextMenu={(event) => {
        if (line?.kind !== 'run') return;
        event.preventDefault();
        props.actions.onMenu(line, event.currentTarget);
      }}
    >
      {line === undefined && (
        <td colSpan={columns.length}>
          <span class="sk" />
        </td>
      )}
      {line?.kind === 'group' && <GroupHead group={line} columnCount={columns.length} />}
      {line?.kind === 'run' && (
        <RunCells {...props} line={line} columns={columns} tabIndex={isActive ? 0 : -1} />
      )}
    </tr>
  );
}

const GroupHead = ({ group, columnCount }: { readonly group: GroupLine; readonly columnCount: number }) => (
  <th scope="rowgroup" colSpan={columnCount} title={group.path}>
    <span class="group-name">
      {group.name}
      <span class="q">{group.runCount === 1 ? t('1 run') : t('{0} runs', fixed(group.runCount))}</span>
    </span>
  </th>
);

interface RunCellsProps extends Pick<TableRowProps, 'columns' | 'looks' | 'isSelected' | 'actions'> {
  readonly line: RunLine;
  readonly tabIndex: number;
}

function RunCells({ line, columns, looks, isSelected, actions, tabIndex }: RunCellsProps) {
  return (
    <>
      {columns.map((id, at) =>
        id === 'title' ? (
          <th key={id} scope="row">
            <span class="run-title">
              <input
                type="checkbox"
                class="box"
                checked={isSelected}
                tabIndex={tabIndex}
                aria-label={t('Select {0}', line.title)}
                onChange={({ currentTarget }) => actions.onSelect(line, currentTarget.checked)}
              />
              {line.isPinned && <Pinned />}
              <button
                type="button"
                class="link"
                tabIndex={tabIndex}
                title={line.run.trainingJobName}
                onClick={() => actions.onOpen(line.run)}
              >
                {line.title}
              </button>
              {line.tableChange !== undefined && <Changed change={line.tableChange} />}
              <button
                type="button"
                class="ib"
                tabIndex={tabIndex}
                title={t('More actions')}
                aria-label={t('More actions for {0}', line.title)}
                aria-haspopup="menu"
                onClick={({ currentTarget }) => actions.onMenu(line, currentTarget)}
              >
                <Icon name="ellipsis" />
              </button>
            </span>
          </th>
        ) : (
          <Cell key={id} id={id} cell={line.cells[at] ?? null} look={looks[at]} />
        ),
      )}
    </>
  );
}

const Pinned = () => (
  <>
    <Icon name="pinned" />
    <span class="unseen">{t('pinned')}</span>
  </>
);

function Changed({ change }: { readonly change: TableChange }) {
  const { word, about } = changeWords(change);
  return (
    <span class="run-changed s" title={about}>
      <Icon name="warning" tone="warn" />
      <span>{word}</span>
    </span>
  );
}

function changeWords(change: TableChange): { readonly word: string; readonly about: string } {
  switch (change) {
    case 'changed':
      return {
        word: t('table changed'),
        about: t('The table has changed since this run was trained on it.'),
      };
    case 'missing':
      return {
        word: t('table gone'),
        about: t('The table that this run was trained on is no longer there.'),
      };
  }
}

const isHyperparameter = (id: RunColumnId) => id.startsWith('setting:hyperparameters.');

interface CellProps {
  readonly id: RunColumnId;
  readonly cell: RunCell;
  readonly look: ColumnLook | undefined;
}

function Cell({ id, cell, look }: CellProps) {
  const namesMetric = look?.namesMetrics === true;
  const text = cellText(id, cell, namesMetric);
  return (
    <td class={look?.isNumeric === true ? 'n' : ''} {...(cell === null ? {} : { title: text })}>
      <CellContent id={id} cell={cell} text={text} namesMetric={namesMetric} />
    </td>
  );
}

interface ContentProps {
  readonly id: RunColumnId;
  readonly cell: RunCell;
  readonly text: string;
  readonly namesMetric: boolean;
}

function CellContent({ id, cell, text, namesMetric }: ContentProps) {
  // What an experiment does not set has its default.
  if (cell === null) return <span class="q">{isHyperparameter(id) ? t('default') : '–'}</span>;
  if (id === 'status' && typeof cell === 'string')
    return (
      <>
        <Icon {...statusIcon(cell)} /> {text}
      </>
    );
  if (typeof cell === 'object' && !('name' in cell))
    return (
      <>
        {cell.map((tag) => (
          <span key={tag} class="run-tag">
            {tag}
          </span>
        ))}
      </>
    );
  if (typeof cell === 'object')
    return (
      <>
        {namesMetric && <span class="q">{metricLabel(cell.name)} </span>}
        {metricText(cell.name, cell.value)}
        <span class="q">{intervalText(cell)}</span>
      </>
    );
  return <>{text}</>;
}
