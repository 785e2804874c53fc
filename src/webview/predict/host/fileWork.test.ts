import { expect, test, vi } from 'vitest';
import * as vscode from '../../../../test/fakeVscode.ts';
import type { FileProgress, PredictedTable } from '../../../runs/predictFile.ts';
import type { FileWork } from '../contract.ts';
import { openFileWork } from './fileWork.ts';

vi.mock('vscode', () => import('../../../../test/fakeVscode.ts'));

const predicted: PredictedTable = {
  path: '/a/t.predicted.csv',
  rowCount: 10,
  predictedCount: 10,
  requestCount: 1,
  unpredicted: [],
  remarks: [],
};

/** Work on a file that goes on until the test ends it. */
function working() {
  const closing = new AbortController();
  const shown: (FileWork | undefined)[] = [];
  let report: (progress: FileProgress) => void = () => undefined;
  let end: () => void = () => undefined;
  const files = openFileWork({
    log: { error: () => undefined },
    closed: closing.signal,
    onWork: (work) => shown.push(work),
    async predict(_, { signal, onProgress }) {
      report = onProgress;
      return new Promise((resolve, reject) => {
        end = () => resolve(predicted);
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    },
  });
  const progress = (doneCount: number) =>
    report({ phase: 'predicting', doneCount, rowCount: 10, remainingMs: 1000 });
  return { files, shown, progress, end: () => end(), close: () => closing.abort() };
}

test('the page shows how far a file is, and nothing once it is done', async () => {
  const { files, shown, progress, end } = working();
  const result = files.run('/a/t.csv');
  progress(4);
  end();
  expect(await result).toEqual(predicted);
  expect(shown).toEqual([
    { fileName: 't.csv' },
    { fileName: 't.csv', share: 0.4, rows: { done: 4, of: 10 }, remainingMs: 1000 },
    undefined,
  ]);
});

test('cancelling ends the work', async () => {
  const { files, shown } = working();
  const result = files.run('/a/t.csv');
  files.cancel();
  await expect(result).rejects.toMatchObject({ name: 'AbortError' });
  expect(shown.at(-1)).toBeUndefined();
});

test('a closed page leaves the work to a notification, which can cancel it', async () => {
  const notifications = vi.spyOn(vscode.window, 'withProgress');
  let cancel: () => void = () => undefined;
  notifications.mockImplementation(async (_, task) =>
    task(
      { report: () => undefined },
      {
        isCancellationRequested: false,
        onCancellationRequested: (listener: () => void) => {
          cancel = listener;
          return { dispose: () => undefined };
        },
      },
    ),
  );
  const { files, close } = working();
  const result = files.run('/a/t.csv');
  expect(notifications).not.toHaveBeenCalled();
  close();
  expect(notifications).toHaveBeenCalledOnce();
  cancel();
  await expect(result).rejects.toMatchObject({ name: 'AbortError' });
});
