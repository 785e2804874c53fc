import type { GridCondition, GridSort, GridView } from '../../../data/shapes/gridView.ts';
import type { RowGridChoices } from '../../contract/rowGrid.ts';
import { withinWidths } from './columnLayout.ts';

export const noChoices: RowGridChoices = {
  view: { conditions: [], sort: [] },
  hidden: [],
  pinned: [],
  widths: {},
};

/** The choices for columns that still exist. */
export function stillValid(choices: RowGridChoices, names: readonly string[]): RowGridChoices {
  const known = new Set(names);
  const isKnown = ({ column }: { readonly column: string }) => known.has(column);
  const { view, hidden, pinned, widths } = choices;
  return {
    view: { ...view, conditions: view.conditions.filter(isKnown), sort: view.sort.filter(isKnown) },
    hidden: hidden.filter((name) => known.has(name)),
    pinned: pinned.filter((name) => known.has(name)),
    widths: Object.fromEntries(Object.entries(widths).filter(([name]) => known.has(name))),
  };
}

const withView = (choices: RowGridChoices, view: Partial<GridView>): RowGridChoices => ({
  ...choices,
  view: { ...choices.view, ...view },
});

/** Sorts by one column, or with `add` appends it to the sort order; `order` undefined means file order. */
export function withOrder(
  choices: RowGridChoices,
  column: string,
  order: 'ascending' | 'descending' | undefined,
  add: boolean,
): RowGridChoices {
  const { sort } = choices.view;
  const own: GridSort[] = order === undefined ? [] : [{ column, descending: order === 'descending' }];
  if (!add) return withView(choices, { sort: own });
  const at = sort.findIndex((one) => one.column === column);
  const next = at < 0 ? [...sort, ...own] : sort.toSpliced(at, 1, ...own);
  return withView(choices, { sort: next });
}

/** Cycles through ascending, descending and file order. */
export function nextOrder(sort: readonly GridSort[], column: string): 'ascending' | 'descending' | undefined {
  const current = sort.find((one) => one.column === column);
  if (current === undefined) return 'ascending';
  return current.descending ? undefined : 'descending';
}

const isSearch = (condition: GridCondition): boolean => 'contains' in condition;

/** A column has one condition on its values and one on its text; a new one replaces the old. */
export function withCondition(choices: RowGridChoices, condition: GridCondition): RowGridChoices {
  const { conditions } = choices.view;
  const at = conditions.findIndex(
    (one) => one.column === condition.column && isSearch(one) === isSearch(condition),
  );
  return withView(choices, {
    conditions: at < 0 ? [...conditions, condition] : conditions.with(at, condition),
  });
}

export const withoutCondition = (choices: RowGridChoices, index: number): RowGridChoices =>
  withView(choices, { conditions: choices.view.conditions.toSpliced(index, 1) });

/** Removes all filters and keeps the sort order. */
export function withoutFilters(choices: RowGridChoices): RowGridChoices {
  const { sort } = choices.view;
  return { ...choices, view: { conditions: [], sort } };
}

/** Shows the rows that contain a text in any cell; all rows for no text. */
export function withSearch(choices: RowGridChoices, search: string): RowGridChoices {
  const { conditions, sort } = choices.view;
  return { ...choices, view: { conditions, sort, ...(search === '' ? {} : { search }) } };
}

export const isFiltered = ({ view: { conditions, search } }: RowGridChoices): boolean =>
  conditions.length > 0 || search !== undefined;

export const withWidth = (choices: RowGridChoices, name: string, width: number): RowGridChoices => ({
  ...choices,
  widths: { ...choices.widths, [name]: withinWidths(width) },
});

export const withPinned = (choices: RowGridChoices, name: string, isPinned: boolean): RowGridChoices => {
  const others = choices.pinned.filter((one) => one !== name);
  return { ...choices, pinned: isPinned ? [...others, name] : others };
};

export const withHidden = (choices: RowGridChoices, name: string, isHidden: boolean): RowGridChoices => {
  const others = choices.hidden.filter((one) => one !== name);
  return { ...choices, hidden: isHidden ? [...others, name] : others };
};
