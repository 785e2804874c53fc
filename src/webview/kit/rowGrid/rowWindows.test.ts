import { expect, test } from 'vitest';
import type { GridRows } from '../../../data/shapes/gridView.ts';
import { openRowWindows } from './rowWindows.ts';
import type { WindowRequest } from './rowWindows.ts';

interface Asked extends WindowRequest {
  readonly signal: AbortSignal;
  readonly answer: (count?: number) => Promise<void>;
  readonly fail: () => Promise<void>;
}

function open(rowCount: number) {
  const asked: Asked[] = [];
  const failures: unknown[] = [];
  const windows = openRowWindows({
    rowCount,
    fetch: (request, signal) => {
      let resolve: (rows: GridRows) => void = () => undefined;
      let reject: (reason: Error) => void = () => undefined;
      const promise = new Promise<GridRows>((resolved, rejected) => {
        resolve = resolved;
        reject = rejected;
      });
      const { from, names } = request;
      asked.push({
        ...request,
        signal,
        answer: async (count = request.count) => {
          const rows = Array.from({ length: count }, (_, index) => from + index + 1);
          resolve({ rows, cells: names.map((name) => rows.map((row) => `${name}${row}`)) });
          await promise;
        },
        fail: async () => {
          reject(new Error('gone'));
          await promise.catch(() => undefined);
        },
      });
      return promise;
    },
    onChange: () => undefined,
    onFailure: (reason) => failures.push(reason),
  });
  const spans = () => asked.map(({ from, count, names }) => [from, count, names.join('')]);
  return { windows, asked, failures, spans };
}

test('visible rows are requested first, then adjacent ones, two requests at a time', async () => {
  const { windows, asked, spans } = open(10_000);
  windows.want({ from: 250, to: 290 }, ['a', 'b']);
  expect(spans()).toEqual([
    [200, 100, 'ab'],
    [300, 100, 'ab'],
  ]);
  expect([windows.cell(250, 'a'), windows.row(250)]).toEqual([undefined, undefined]);
  await asked[0]?.answer();
  expect([windows.cell(250, 'a'), windows.row(250)]).toEqual(['a251', 251]);
  expect(spans().at(-1)).toEqual([100, 100, 'ab']);
});

test('requests for rows that were scrolled past are cancelled and free their slots at once', () => {
  const { windows, asked, spans } = open(1_000_000);
  windows.want({ from: 0, to: 40 }, ['a']);
  windows.want({ from: 500_000, to: 500_040 }, ['a']);
  expect(asked.slice(0, 2).map(({ signal }) => signal.aborted)).toEqual([true, true]);
  expect(spans().slice(2)).toEqual([
    [500_000, 100, 'a'],
    [500_100, 100, 'a'],
  ]);
});

test('a response to a cancelled request changes nothing', async () => {
  const { windows, asked } = open(1_000_000);
  windows.want({ from: 0, to: 40 }, ['a']);
  windows.want({ from: 500_000, to: 500_040 }, ['a']);
  await asked[0]?.answer();
  expect(windows.cell(0, 'a')).toBeUndefined();
});

test('only missing columns are requested', async () => {
  const { windows, asked, spans } = open(60);
  windows.want({ from: 0, to: 40 }, ['a', 'b']);
  windows.want({ from: 0, to: 40 }, ['b', 'c']);
  expect(spans()).toEqual([
    [0, 60, 'ab'],
    [0, 60, 'c'],
  ]);
  await asked[1]?.answer();
  await asked[0]?.answer();
  expect([windows.cell(59, 'b'), windows.cell(59, 'c'), windows.row(59)]).toEqual(['b60', 'c60', 60]);
  windows.want({ from: 0, to: 40 }, ['a', 'b', 'c']);
  expect(asked).toHaveLength(2);
});

test('rows that did not fit into a response are requested next', async () => {
  const { windows, asked, spans } = open(100);
  windows.want({ from: 0, to: 40 }, ['a']);
  await asked[0]?.answer(30);
  expect(spans().at(-1)).toEqual([30, 70, 'a']);
  await asked[1]?.answer();
  expect([windows.cell(29, 'a'), windows.cell(30, 'a'), windows.row(99)]).toEqual(['a30', 'a31', 100]);
});

test('after a failure nothing is requested until retry', async () => {
  const { windows, asked, failures } = open(50);
  windows.want({ from: 0, to: 40 }, ['a']);
  await asked[0]?.fail();
  await expect.poll(() => failures).toHaveLength(1);
  windows.want({ from: 0, to: 41 }, ['a']);
  expect(asked).toHaveLength(1);
  windows.retry();
  expect(asked).toHaveLength(2);
});

test('memory is bounded: rows far from the view are dropped', async () => {
  const { windows, asked } = open(1_000_000);
  for (let block = 0; block < 100; block += 1) {
    windows.want({ from: block * 100, to: block * 100 + 100 }, ['a']);
    const request = asked.find(({ from, signal }) => from === block * 100 && !signal.aborted);
    await request?.answer();
    await expect.poll(() => windows.cell(block * 100, 'a')).toBeDefined();
  }
  expect(windows.cell(0, 'a')).toBeUndefined();
  expect(windows.cell(9_900, 'a')).toBe('a9901');
});

test('columns that were scrolled past are dropped when there are many', async () => {
  const { windows, asked } = open(10);
  for (let column = 0; column < 500; column += 10) {
    const names = Array.from({ length: 10 }, (_, index) => `c${column + index}-`);
    windows.want({ from: 0, to: 10 }, names);
    await asked.at(-1)?.answer();
    await expect.poll(() => windows.cell(0, names[0] ?? '')).toBeDefined();
  }
  expect([windows.cell(0, 'c0-'), windows.cell(0, 'c499-')]).toEqual([undefined, 'c499-1']);
});

test('a view without rows requests nothing', () => {
  const { windows, asked } = open(0);
  windows.want({ from: 0, to: 0 }, ['a']);
  expect(asked).toEqual([]);
});
