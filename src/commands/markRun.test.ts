import { beforeEach, expect, test, vi } from 'vitest';
import { forgetShown, shown } from '../../test/fakeVscode.ts';
import { runRow } from '../data/shapes/runRow.testing.ts';
import type { RunRow } from '../data/shapes/runRow.ts';
import type { RunMarks } from '../runs/history/history.ts';
import { noteRun, pinRun, renameRun, tagRun, unpinRun } from './markRun.ts';
import type { Services } from './services.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));
beforeEach(() => forgetShown());

function opened(...rows: readonly RunRow[]) {
  const marks: (readonly [string, string, RunMarks])[] = [];
  const given = {
    connection: () => ({ kind: 'local' }),
    history: {
      rows: async () => ({ rows, unreadable: [] }),
      find: async (connectionId: string, name: string) =>
        rows.find((run) => run.connectionId === connectionId && run.trainingJobName === name),
      mark: async (connectionId: string, name: string, change: RunMarks) => {
        marks.push([connectionId, name, change]);
        return runRow({ trainingJobName: name });
      },
    },
    sessionOf: () => async () => ({ connection: { kind: 'local' } }),
    changed: () => undefined,
  };
  // SAFETY: what marking a run works with.
  return { services: given as unknown as Services, marks };
}

const two = [
  runRow({ trainingJobName: 'job-2', title: 'with age', metrics: { r2: 0.9567 }, isPinned: true }),
  runRow({ trainingJobName: 'job-1', connectionId: 'aws:me@us-east-1' }),
];

test('a run that is named is marked without a question', async () => {
  const { services, marks } = opened(...two);
  await pinRun(services, { trainingJobName: 'job-1', connectionId: 'aws:me@us-east-1' });
  await unpinRun(services, { trainingJobName: 'job-2' });
  await renameRun(services, { trainingJobName: 'job-2', title: '' });
  await noteRun(services, { trainingJobName: 'job-2', note: 'without outliers' });
  await tagRun(services, { trainingJobName: 'job-2', tags: ['a', 'b'] });
  expect(marks).toEqual([
    ['aws:me@us-east-1', 'job-1', { isPinned: true }],
    ['local', 'job-2', { isPinned: false }],
    ['local', 'job-2', { title: '' }],
    ['local', 'job-2', { note: 'without outliers' }],
    ['local', 'job-2', { tags: ['a', 'b'] }],
  ]);
  expect(shown.map(({ kind }) => kind)).toEqual(['information']);
});

test('without a name the runs are offered, and what they have is the default', async () => {
  const { services, marks } = opened(...two);
  forgetShown('$(pinned) with age', 'with age and sex');
  await renameRun(services);
  expect(shown[0]?.choices).toEqual(['$(pinned) with age', 'salary']);
  expect(shown[1]).toMatchObject({ kind: 'input', detail: 'with age' });
  forgetShown('salary', 'baseline,  old ,');
  await tagRun(services);
  expect(marks).toEqual([
    ['local', 'job-2', { title: 'with age and sex' }],
    ['aws:me@us-east-1', 'job-1', { tags: ['baseline', '  old ', ''] }],
  ]);
});

test('only pinned runs are offered to unpin, and the others to pin', async () => {
  const { services } = opened(...two);
  forgetShown('$(pinned) with age');
  await unpinRun(services);
  expect(shown[0]?.choices).toEqual(['$(pinned) with age']);
  forgetShown('salary');
  await pinRun(services);
  expect(shown[0]?.choices).toEqual(['salary']);
});

test('a run that is gone is refused by its name', async () => {
  const { services, marks } = opened();
  await expect(noteRun(services, { trainingJobName: 'job-9', note: 'x' })).rejects.toMatchObject({
    code: 'run-gone',
    facts: { trainingJobName: 'job-9' },
  });
  forgetShown();
  await expect(pinRun(services)).rejects.toThrow('Cancelled');
  expect(shown.map(({ message }) => message)).toEqual(['There is no run on this machine yet.']);
  expect(marks).toEqual([]);
});
