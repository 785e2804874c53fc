import type { GridColumn } from '../../../data/shapes/gridView.ts';
import type { RowGridChoices } from '../../contract/rowGrid.ts';
import type { MenuGroup } from '../controls/MenuButton.tsx';
import { t } from '../language/language.ts';
import { withCondition, withHidden, withOrder, withPinned, withWidth } from './choices.ts';
import type { PlacedColumn } from './columnLayout.ts';
import { conditionOfCell } from './conditions.ts';

const widthStep = 40;

interface ColumnMenuContext {
  readonly placed: PlacedColumn;
  readonly choices: RowGridChoices;
  readonly onChoose: (choices: RowGridChoices) => void;
  readonly onFilter: () => void;
  readonly onFit: () => void;
  readonly shownCount: number;
}

/** Menu of a column: sort, filter, layout. */
export function columnMenu(context: ColumnMenuContext): readonly MenuGroup[] {
  const { placed, choices, onChoose, onFilter, onFit, shownCount } = context;
  const { name, isPinned, width } = placed;
  const { sort } = choices.view;
  const current = sort.find(({ column }) => column === name);
  const order = current === undefined ? undefined : current.descending ? 'descending' : 'ascending';
  const others = sort.filter(({ column }) => column !== name);
  const by = (next: 'ascending' | 'descending', add: boolean, label: string) => ({
    label,
    isChecked: order === next && (add ? others.length > 0 : others.length === 0),
    onChoose: () => onChoose(withOrder(choices, name, next, add)),
  });
  return [
    {
      label: t('Order'),
      items: [
        by('ascending', false, t('Sort ascending')),
        by('descending', false, t('Sort descending')),
        ...(others.length === 0
          ? []
          : [
              by('ascending', true, t('Add to sort order, ascending')),
              by('descending', true, t('Add to sort order, descending')),
            ]),
        ...(order === undefined
          ? []
          : [
              {
                label: t('Remove from sort order'),
                onChoose: () => onChoose(withOrder(choices, name, undefined, true)),
              },
            ]),
      ],
    },
    {
      label: t('Rows'),
      items: [
        { label: t('Filter…'), onChoose: onFilter },
        {
          label: t('Only rows without a value'),
          onChoose: () => onChoose(withCondition(choices, { column: name, isMissing: true })),
        },
        {
          label: t('Only rows with a value'),
          onChoose: () => onChoose(withCondition(choices, { column: name, isMissing: false })),
        },
      ],
    },
    {
      label: t('Column'),
      items: [
        {
          label: isPinned ? t('Unpin') : t('Pin left'),
          onChoose: () => onChoose(withPinned(choices, name, !isPinned)),
        },
        ...(shownCount > 1
          ? [{ label: t('Hide'), onChoose: () => onChoose(withHidden(choices, name, true)) }]
          : []),
        { label: t('Fit to content'), onChoose: onFit },
        { label: t('Wider'), onChoose: () => onChoose(withWidth(choices, name, width + widthStep)) },
        { label: t('Narrower'), onChoose: () => onChoose(withWidth(choices, name, width - widthStep)) },
      ],
    },
  ];
}

/** Copying what is selected. */
export const copyGroup = (onCopy: (withHeader: boolean) => void): MenuGroup => ({
  label: t('Copy'),
  items: [
    { label: t('Copy'), onChoose: () => onCopy(false) },
    { label: t('Copy with column names'), onChoose: () => onCopy(true) },
  ],
});

interface CellMenuContext {
  readonly column: GridColumn;
  /** null for a missing value. */
  readonly text: string | null;
  /** Only a prefix is loaded. */
  readonly isCut: boolean;
  readonly choices: RowGridChoices;
  readonly onChoose: (choices: RowGridChoices) => void;
  readonly onCopy: (withHeader: boolean) => void;
  readonly onWhole: () => void;
}

/** Menu of a cell and the selection. */
export function cellMenu(context: CellMenuContext): readonly MenuGroup[] {
  const { column, text, isCut, choices, onChoose, onCopy, onWhole } = context;
  const only = (has: boolean) => () => onChoose(withCondition(choices, conditionOfCell(column, text, has)));
  const isMissing = text === null;
  return [
    copyGroup(onCopy),
    {
      label: t('Value'),
      items: isMissing ? [] : [{ label: t('Show full value'), onChoose: onWhole }],
    },
    {
      label: t('Rows'),
      items: isCut
        ? []
        : [
            {
              label: isMissing ? t('Only rows without a value') : t('Only rows with this value'),
              onChoose: only(true),
            },
            {
              label: isMissing ? t('Only rows with a value') : t('Exclude these rows'),
              onChoose: only(false),
            },
          ],
    },
  ].filter(({ items }) => items.length > 0);
}
