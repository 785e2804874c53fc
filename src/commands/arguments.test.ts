import { beforeEach, expect, test, vi } from 'vitest';
import * as vscode from 'vscode';
import { forgetShown, shown, TabInputCustom, TabInputText, Uri, workbench } from '../../test/fakeVscode.ts';
import { viewTypes } from '../contributions/ids.ts';
import { fileIn, openTableOrExperiment } from './arguments.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

beforeEach(() => {
  forgetShown();
  workbench.files = [];
  workbench.activeTab = undefined;
});

const inWorkspace = (name: string) => Uri.file(`/workspace/${name}`);
const title = 'Train on which table or experiment?';

test('a command without a file lists the open file, experiments, tables, and Another file', async () => {
  workbench.files = ['b.csv', 'sub/a.csv', 'z.linear.json', 'open.csv'].map(inWorkspace);
  workbench.activeTab = { input: new TabInputText(inWorkspace('open.csv')) };
  forgetShown('a.csv');
  expect((await fileIn(undefined, { title, experiments: true })).fsPath).toBe('/workspace/sub/a.csv');
  expect(shown.map(({ kind, choices }) => ({ kind, choices }))).toEqual([
    { kind: 'pick', choices: ['open.csv', 'z.linear.json', 'b.csv', 'a.csv', 'Another file…'] },
  ]);
});

test('a command opens the file dialog only without tables or for another file', async () => {
  forgetShown('/elsewhere/t.csv');
  expect((await fileIn(undefined, { title })).fsPath).toBe('/elsewhere/t.csv');
  workbench.files = [inWorkspace('b.csv')];
  forgetShown('Another file…', '/elsewhere/t.csv');
  expect((await fileIn(undefined, { title })).fsPath).toBe('/elsewhere/t.csv');
  expect(shown.map(({ kind }) => kind)).toEqual(['pick', 'dialog']);
});

test('a command with a file asks for none', async () => {
  const table = vscode.Uri.file('/workspace/t.csv');
  expect(await fileIn(table, { title })).toBe(table);
  expect(shown).toEqual([]);
});

test('the open table or experiment is that of the active editor, as form or text', () => {
  const experiment = inWorkspace('a.linear.json');
  const openWith = (input: unknown) => {
    workbench.activeTab = { input };
    return openTableOrExperiment()?.fsPath;
  };
  expect(openWith(new TabInputCustom(experiment, viewTypes.experiment))).toBe(experiment.fsPath);
  expect(openWith(new TabInputText(experiment))).toBe(experiment.fsPath);
  expect(openWith(new TabInputText(inWorkspace('t.TSV')))).toBe('/workspace/t.TSV');
  expect(openWith(new TabInputText(inWorkspace('package.json')))).toBeUndefined();
  expect(openWith(new TabInputCustom(inWorkspace('a.png'), 'imagePreview'))).toBeUndefined();
});
