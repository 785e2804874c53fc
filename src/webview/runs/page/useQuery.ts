import type { Signal } from '@preact/signals';
import { useMemo, useState } from 'preact/hooks';
import type { RunColumnId } from '../../contract/runColumns.ts';
import { useNow } from '../../kit/page/useNow.ts';
import type { RunsChoices, RunsQuery } from '../contract.ts';
import { calendarOf } from './calendarOf.ts';
import { newestFirst } from './sorting.ts';

const minuteMs = 60_000;

/** What the user wants to see, from what is remembered of the page. */
export function useQuery(choices: Signal<RunsChoices>) {
  const { filter = '', sort = newestFirst, isGrouped = false, onlyDiffering = true } = choices.value;
  const { shown = [], hidden = [], hasChart = true } = choices.value;
  const [allSettings, setAllSettings] = useState(false);
  // The day changes while a page is open.
  const now = useNow(minuteMs);
  const { today } = calendarOf(new Date(now));
  const query: RunsQuery = useMemo(
    () => ({
      filter,
      calendar: calendarOf(new Date(today)),
      sort,
      isGrouped,
      onlyDiffering,
      allSettings,
      shown: [...shown],
      hidden: [...hidden],
    }),
    [filter, today, sort, isGrouped, onlyDiffering, allSettings, shown, hidden],
  );
  const choose = (change: RunsChoices) => (choices.value = { ...choices.value, ...change });
  const without = (ids: readonly RunColumnId[], id: RunColumnId) => ids.filter((one) => one !== id);
  return {
    query,
    choose,
    isGrouped,
    onlyDiffering,
    hasChart,
    setAllSettings,
    /** As the user wants it, before the table follows. */
    isWanted: (id: RunColumnId, columns: readonly RunColumnId[]) =>
      shown.includes(id) || (columns.includes(id) && !hidden.includes(id)),
    showColumn: (id: RunColumnId, isShown: boolean) =>
      choose(
        isShown
          ? { shown: [...without(shown, id), id], hidden: without(hidden, id) }
          : { shown: without(shown, id), hidden: [...without(hidden, id), id] },
      ),
    resetColumns: () => choose({ shown: [], hidden: [] }),
  };
}
