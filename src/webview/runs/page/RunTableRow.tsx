import type { RunColumnId } from '../../contract/runColumns.ts';
import type { GroupLine, RunCell, RunLine } from '../contract.ts';
import { Icon } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';
import { metricText } from '../../kit/language/metricWords.ts';
import { fixed } from '../../kit/language/numbers.ts';
import { cellText, intervalText, statusIcon } from './cellText.ts';
import type { ColumnLook } from './columnWords.ts';

interface PlacedRow {
  /** Of the line, from 0. */
  readonly index: number;
  readonly isActive: boolean;
  readonly columnCount: number;
}

const rowProps = ({ index, isActive }: PlacedRow) =>
  ({ 'aria-rowindex': index + 2, tabIndex: isActive ? 0 : -1 }) as const;

/** A line that is on its way. */
export function WaitingRow(place: PlacedRow) {
  return (
    <tr {...rowProps(place)} aria-busy="true">
      <td colSpan={place.columnCount}>
        <span class="sk" />
      </td>
    </tr>
  );
}

export function GroupRow({ group, ...place }: PlacedRow & { readonly group: GroupLine }) {
  return (
    <tr {...rowProps(place)} class="group">
      <th scope="rowgroup" colSpan={place.columnCount} title={group.path}>
        <span class="group-name">
          {group.name}
          <span class="q">{group.runCount === 1 ? t('1 run') : t('{0} runs', fixed(group.runCount))}</span>
        </span>
      </th>
    </tr>
  );
}

interface RunRowProps extends PlacedRow {
  readonly line: RunLine;
  readonly columns: readonly RunColumnId[];
  readonly looks: readonly ColumnLook[];
  readonly isSelected: boolean;
  readonly onActive: () => void;
  readonly onSelect: (isSelected: boolean) => void;
  readonly onOpen: () => void;
  readonly onMenu: (anchor: HTMLElement) => void;
}

export function RunRowView({ line, columns, looks, isSelected, ...props }: RunRowProps) {
  const tabIndex = props.isActive ? 0 : -1;
  return (
    <tr
      {...rowProps(props)}
      aria-selected={isSelected}
      class={line.isPinned ? 'pinned' : ''}
      onFocusCapture={props.onActive}
      onContextMenu={(event) => {
        event.preventDefault();
        props.onMenu(event.currentTarget);
      }}
    >
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
                onChange={({ currentTarget }) => props.onSelect(currentTarget.checked)}
              />
              {line.isPinned && <Pinned />}
              <button
                type="button"
                class="link"
                tabIndex={tabIndex}
                title={line.run.trainingJobName}
                onClick={props.onOpen}
              >
                {line.title}
              </button>
              <button
                type="button"
                class="ib"
                tabIndex={tabIndex}
                title={t('More actions')}
                aria-label={t('More actions for {0}', line.title)}
                aria-haspopup="menu"
                onClick={({ currentTarget }) => props.onMenu(currentTarget)}
              >
                <Icon name="ellipsis" />
              </button>
            </span>
          </th>
        ) : (
          <Cell key={id} id={id} cell={line.cells[at] ?? null} isNumeric={looks[at]?.isNumeric === true} />
        ),
      )}
    </tr>
  );
}

const Pinned = () => (
  <>
    <Icon name="pinned" />
    <span class="unseen">{t('pinned')}</span>
  </>
);

const isHyperparameter = (id: RunColumnId) => id.startsWith('setting:hyperparameters.');

interface CellProps {
  readonly id: RunColumnId;
  readonly cell: RunCell;
  readonly isNumeric: boolean;
}

function Cell({ id, cell, isNumeric }: CellProps) {
  const text = cellText(id, cell);
  return (
    <td class={isNumeric ? 'n' : ''} {...(cell === null ? {} : { title: text })}>
      <CellContent id={id} cell={cell} text={text} />
    </td>
  );
}

function CellContent({ id, cell, text }: Omit<CellProps, 'isNumeric'> & { readonly text: string }) {
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
        {metricText(cell.name, cell.value)}
        <span class="q">{intervalText(cell)}</span>
      </>
    );
  return <>{text}</>;
}
