import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { executed, forgetShown, shown, Uri } from '../../../test/fakeVscode.ts';
import { openCalls } from '../../data/engine/calls.ts';
import { openTables } from '../../data/engine/tables.ts';
import { useRows, withRules } from './useRows.ts';

vi.mock('vscode', () => import('../../../test/fakeVscode.ts'));

let folder: string;
let uri: Uri;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'use-rows-'));
  uri = Uri.file(join(folder, 'salary.csv'));
  await writeFile(uri.fsPath, 'Years,Salary\n1,10\n2,20\n3,33\n4,40\n');
});
afterEach(() => rm(folder, { recursive: true }));

const rule = { column: 'Years', above: 2 };
// SAFETY: the fakes have the members of a URI and of an engine that are used here.
const use = () => useRows({ engine: openCalls(openTables()), uri, edits: {} } as never, [rule]);

test('without an experiment beside the table, a new one is made with the rules', async () => {
  forgetShown();
  await use();
  expect(executed).toEqual([
    { command: 'linearLearner.train', given: [uri, { rows: [rule], review: true }] },
  ]);
});

test('with experiments beside the table, the user picks one or a new one', async () => {
  const { experiment } = await openCalls(openTables()).suggestExperiment({ path: uri.fsPath });
  await writeFile(join(folder, 'salary.linear.json'), JSON.stringify(experiment));
  forgetShown('New experiment…');
  await use();
  expect(shown.at(-1)).toMatchObject({ choices: ['salary.linear.json', 'New experiment…'] });
  expect(executed.map(({ command }) => command)).toEqual(['linearLearner.train']);
  expect(await readFile(join(folder, 'salary.linear.json'), 'utf8')).toBe(JSON.stringify(experiment));
});

test('a rule that an experiment has already is not added again', () => {
  expect(
    withRules(
      [rule],
      [
        { column: 'Years', above: 2 },
        { column: 'Salary', below: 9 },
      ],
    ),
  ).toEqual([rule, { column: 'Salary', below: 9 }]);
  expect(withRules(undefined, [rule])).toEqual([rule]);
});
