import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockLines } from '../../contract/runColumns.ts';
import { variety } from './chooseColumns.ts';
import { cellOf, plainValue } from './runCells.ts';
import { queryWith, runWith, someRuns } from './runRows.testing.ts';
import { openRunViews } from './runViews.ts';
import { groupRuns, sortRuns, viewOf } from './viewOf.ts';

const settings = (epochs: string, seed = '0') => ({
  'hyperparameters.epochs': epochs,
  'hyperparameters.optimizer': 'adam',
  'split.seed': seed,
});

test('columns with one value for all runs fold, and settings that differ appear', () => {
  const runs = [runWith({ settings: settings('15') }), runWith({ settings: settings('30'), epochs: 30 })];
  const { columns, same } = viewOf(runs, queryWith());
  expect(columns).toEqual(['title', 'when', 'metric', 'setting:hyperparameters.epochs', 'epochs']);
  expect(same).toContainEqual({ column: 'connection', cell: 'Local' });
  expect(same).toContainEqual({ column: 'setting:hyperparameters.optimizer', cell: 'adam' });
  expect(same).toContainEqual({ column: 'setting:split.seed', cell: '0' });
});

test('without folding, every column with a value is shown and settings are left to choose', () => {
  const runs = [runWith({ settings: settings('15') }), runWith({ settings: settings('30') })];
  const { columns, same, choosable } = viewOf(runs, queryWith({ onlyDiffering: false }));
  expect(same).toEqual([]);
  expect(columns).toContain('connection');
  expect(columns).not.toContain('note');
  expect(columns).not.toContain('setting:hyperparameters.epochs');
  expect(choosable).toContain('setting:hyperparameters.epochs');
  expect(choosable).toContain('metric:rmse');
});

test('what runs have in common begins with how and on what they were trained', () => {
  const { same } = viewOf([runWith(), runWith()], queryWith());
  const ids = same.map(({ column }) => column);
  expect(ids.slice(0, 3)).toEqual([
    'setting:hyperparameters.epochs',
    'setting:hyperparameters.optimizer',
    'status',
  ]);
  expect(ids.indexOf('setting:split.seed')).toBeGreaterThan(ids.indexOf('rows'));
  expect(ids.at(-1)).toBe('cost');
});

test('a run that failed differs in its status, and not in the results that it lacks', () => {
  const failed = runWith({ status: 'Failed', metrics: undefined, baseline: undefined, epochs: undefined });
  const { columns, same } = viewOf([runWith(), failed], queryWith());
  expect(columns).toEqual(['title', 'when', 'metric', 'status']);
  expect(same).toContainEqual({ column: 'epochs', cell: 15 });
});

test('an instance type that differs has one column, its own', () => {
  const on = (instanceType: string) =>
    runWith({ instanceType, settings: { 'training.instanceType': instanceType } });
  const { columns } = viewOf([on('ml.m5.large'), on('ml.c5.xlarge')], queryWith());
  expect(columns).toContain('instance');
  expect(columns).not.toContain('setting:training.instanceType');
});

test('one run folds nothing', () => {
  expect(viewOf([runWith()], queryWith()).same).toEqual([]);
});

test('a column that the user chose is not folded, and one that they hid is in no place', () => {
  const view = viewOf([runWith(), runWith()], queryWith({ shown: ['connection'], hidden: ['rows', 'when'] }));
  expect(view.columns).toContain('connection');
  const shown = [...view.columns, ...view.same.map(({ column }) => column)];
  expect(shown).not.toContain('rows');
  expect(shown).not.toContain('when');
});

test('of many settings that differ, the first ones are shown until all are wanted', () => {
  const many = (value: string) =>
    Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`columns.c${index}`, value]));
  const runs = [runWith({ settings: many('a') }), runWith({ settings: many('b') })];
  const settingsIn = (query: ReturnType<typeof queryWith>) =>
    viewOf(runs, query).columns.filter((id) => id.startsWith('setting:')).length;
  expect(settingsIn(queryWith())).toBe(12);
  expect(viewOf(runs, queryWith()).moreSettings).toBe(8);
  expect(settingsIn(queryWith({ allSettings: true }))).toBe(20);
});

test('every column is shown, folded, hidden or without a value', () => {
  fc.assert(
    fc.property(someRuns, (runs) => {
      const { columns, same } = viewOf(runs, queryWith({ allSettings: true }));
      for (const { column, cell } of same) {
        expect(columns).not.toContain(column);
        for (const run of runs) {
          const value = plainValue(cellOf(run, column));
          if (value !== null || column.startsWith('setting:')) expect(value).toEqual(plainValue(cell));
        }
      }
      for (const column of columns)
        if (!['title', 'when', 'metric'].includes(column) && runs.length > 1)
          expect(variety(runs, column).kind).toBe('several');
    }),
  );
});

test('sorting orders the runs, those without a value last, and keeps equal ones in their order', () => {
  fc.assert(
    fc.property(
      someRuns,
      fc.constantFrom('metric', 'title', 'when', 'setting:hyperparameters.l1', 'note'),
      fc.constantFrom('ascending', 'descending'),
      (runs, column, direction) => {
        const sorted = sortRuns(runs, { column, direction });
        expect(new Set(sorted)).toEqual(new Set(runs));
        const values = sorted.map((run) => plainValue(cellOf(run, column)));
        const present = values.filter((value) => value !== null);
        expect(values.slice(0, present.length)).toEqual(present);
        for (const [index, run] of sorted.entries()) {
          const next = sorted[index + 1];
          if (next !== undefined && values[index] === values[index + 1])
            expect(runs.indexOf(run)).toBeLessThan(runs.indexOf(next));
        }
        expect(sortRuns(sorted, { column, direction })).toEqual(sorted);
      },
    ),
  );
});

test('numbers are sorted as numbers in both directions', () => {
  const runs = [2, 10, 1].map((epochs) => runWith({ epochs }));
  const epochsOf = (direction: 'ascending' | 'descending') =>
    sortRuns(runs, { column: 'epochs', direction }).map(({ epochs }) => epochs);
  expect(epochsOf('ascending')).toEqual([1, 2, 10]);
  expect(epochsOf('descending')).toEqual([10, 2, 1]);
});

test('groups hold every run once, under its experiment', () => {
  fc.assert(
    fc.property(someRuns, (runs) => {
      let path = '';
      const seen = groupRuns(runs).flatMap((line) => {
        if (line.kind === 'group') path = line.path;
        else expect(line.row.experimentPath).toBe(path);
        return line.kind === 'run' ? [line.row] : [];
      });
      expect(new Set(seen)).toEqual(new Set(runs));
      expect(seen).toHaveLength(runs.length);
    }),
  );
});

test('a group is named after its experiment on any system', () => {
  const names = ['/work/salary.linear.json', 'C:\\data\\loans.linear.json'].flatMap((experimentPath) =>
    groupRuns([runWith({ experimentPath })]).map((line) => (line.kind === 'group' ? line.name : '')),
  );
  expect(names.filter(Boolean)).toEqual(['salary', 'loans']);
});

test('blocks of lines are the view, in messages below a megabyte', () => {
  const runs = Array.from({ length: 2 * blockLines + 50 }, (_, index) =>
    runWith({
      trainingJobName: `job-${index}`,
      note: 'x'.repeat(100_000),
      settings: settings(String(index)),
    }),
  );
  const views = openRunViews(runs);
  const query = queryWith({ shown: ['note'] });
  const { lineCount, lines } = views.view(query);
  const all = [
    ...lines,
    ...views.lines(query, blockLines).lines,
    ...views.lines(query, 2 * blockLines).lines,
  ];
  expect(lineCount).toBe(runs.length);
  expect(all.map((line) => (line.kind === 'run' ? line.run.trainingJobName : ''))).toEqual(
    runs.map(({ trainingJobName }) => trainingJobName),
  );
  expect(JSON.stringify(views.view(query)).length).toBeLessThan(1_000_000);
});

test('the history is of the metric that most runs have, oldest first', () => {
  const runs = [
    runWith({ createdAt: '2026-11-24T00:00:00Z', metrics: { r2: 0.9 } }),
    runWith({ createdAt: '2026-11-23T00:00:00Z', metrics: { r2: 0.8 }, intervals: undefined }),
    runWith({ predictorType: 'binary_classifier', metrics: { auc: 0.7 } }),
    runWith({ metrics: undefined }),
  ];
  const { history, metric } = viewOf(runs, queryWith());
  expect(metric).toBeNull();
  expect(history?.metric).toBe('r2');
  expect(history?.runCount).toBe(2);
  expect(history?.points.map(({ value, low }) => [value, low])).toEqual([
    [0.8, undefined],
    [0.9, 0.9],
  ]);
});
