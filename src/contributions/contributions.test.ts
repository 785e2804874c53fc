import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import * as vscode from 'vscode';
import { executed, forgetShown, TreeItem } from '../../test/fakeVscode.ts';
import { asCommand, runCommand } from './runCommand.ts';
import { commandIds, commandName, internalCommands } from './commandIds.ts';
import { parseArguments } from './commands.ts';
import { settings, tableEditorOf, views, viewTypes } from './ids.ts';
import { isTableFile, tableExtensions } from '../data/shapes/tableFiles.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

interface Contributed {
  readonly command: string;
}

const json = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', name), 'utf8'));
const manifest = json('package.json');
const { contributes } = manifest;
const ids = ({ command }: Contributed) => command;
const contributedIds: readonly string[] = contributes.commands.map(ids);

test('package.json contributes every command but the internal ones, and no other', () => {
  const ours = commandIds.filter((id) => !internalCommands.includes(id)).map(commandName);
  expect(contributedIds.toSorted()).toEqual(ours.toSorted());
});

test('ARCHITECTURE.md lists every command among the stable interfaces', () => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'ARCHITECTURE.md'), 'utf8');
  const table = text.slice(text.indexOf('## Stable interfaces'), text.indexOf('**Settings**'));
  const listed = [...table.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, id = '']) => id),
  );
  const ours: readonly string[] = commandIds.filter((id) => !internalCommands.includes(id));
  expect(listed.toSorted()).toEqual(ours.toSorted());
});

test('menus, keybindings, walkthrough and their texts name contributed commands', () => {
  const menus = Object.values<readonly Contributed[]>(contributes.menus).flat().map(ids);
  const keybindings = (contributes.keybindings ?? []).map(ids);
  const links = [...JSON.stringify(json('package.nls.json')).matchAll(/command:([\w.]+)/g)];
  const steps = [...JSON.stringify(contributes.walkthroughs).matchAll(/onCommand:([\w.]+)/g)];
  const named = [...menus, ...keybindings, ...[...links, ...steps].map(([, id]) => id)];
  expect(named.filter((id) => !contributedIds.includes(id))).toEqual([]);
  expect(links).toHaveLength(steps.length);
});

test('package.json contributes the views, the editor and the settings that the code names', () => {
  expect(contributes.viewsContainers.activitybar.map(({ id }: { id: string }) => id)).toEqual([
    views.container,
  ]);
  expect(contributes.views[views.container].map(({ id }: { id: string }) => id)).toEqual([views.explorer]);
  const panels = [
    viewTypes.compare,
    viewTypes.data,
    viewTypes.predict,
    viewTypes.run,
    viewTypes.runs,
    viewTypes.spend,
    viewTypes.study,
  ].map((type) => `onWebviewPanel:${type}`);
  expect(manifest.activationEvents.filter((event: string) => event.startsWith('onWebviewPanel'))).toEqual(
    panels,
  );
  const keys = Object.values(settings.keys).map((key) => `${settings.section}.${key}`);
  expect(Object.keys(contributes.configuration.properties).toSorted()).toEqual(keys.toSorted());
});

interface Editor {
  readonly viewType: string;
  readonly priority: string;
  readonly selector: readonly { readonly filenamePattern: string }[];
}

test('package.json contributes the custom editors that extension.ts registers', () => {
  const text = readFileSync(join(import.meta.dirname, '..', 'extension.ts'), 'utf8');
  const registered = [...text.matchAll(/registerCustomEditorProvider\(viewTypes\.(\w+)/g)].map(
    ([, key]) => key,
  );
  const lists = text.matchAll(
    /\.\.\.\[([^\]]*)\]\.map\(\(viewType\) =>\s*vscode\.window\.registerCustomEditorProvider/g,
  );
  const listed = [...lists].flatMap(([, list = '']) =>
    [...list.matchAll(/viewTypes\.(\w+)/g)].map(([, key]) => key),
  );
  const ours = Object.entries(viewTypes).filter(([key]) => [...registered, ...listed].includes(key));
  const contributed: readonly Editor[] = contributes.customEditors;
  expect(contributed.map(({ viewType }) => viewType).toSorted()).toEqual(ours.map(([, id]) => id).toSorted());
});

test('the Table editor opens Parquet and JSON Lines, and every other table on request', () => {
  const editors: readonly Editor[] = contributes.customEditors;
  const endingsOf = (wanted: string) =>
    editors
      .filter(({ viewType }) => viewType === wanted)
      .flatMap(({ selector }) => selector.map(({ filenamePattern }) => filenamePattern.replace('*.', '')));
  const [byDefault, onRequest] = [endingsOf(viewTypes.table), endingsOf(viewTypes.textTable)];
  expect(byDefault.toSorted()).toEqual(['jsonl', 'parquet']);
  expect([...byDefault, ...onRequest].toSorted()).toEqual(tableExtensions.toSorted());
  const priorityOf = (wanted: string) => editors.find(({ viewType }) => viewType === wanted)?.priority;
  for (const ending of tableExtensions) expect(endingsOf(tableEditorOf(`t.${ending}`))).toContain(ending);
  expect([priorityOf(viewTypes.table), priorityOf(viewTypes.textTable)]).toEqual(['default', 'option']);
});

test('the diff editor compares versions of a table as text', () => {
  const associations = contributes.configurationDefaults['workbench.editorAssociations'];
  const [[pattern, editor] = []] = Object.entries<string>(associations);
  expect([pattern, editor]).toEqual(['{git,gitlens}:/**/*.{jsonl,parquet}', 'default']);
});

test('conditions of menus and keybindings name our view and editor as they are', () => {
  const conditions = [...Object.values(contributes.menus).flat(), ...(contributes.keybindings ?? [])];
  const named = [...JSON.stringify(conditions).matchAll(/(?:view|activeCustomEditorId) == '?([\w.]+)/g)];
  const known: readonly string[] = [views.explorer, viewTypes.experiment];
  expect(named.map(([, id]) => id).filter((id = '') => !known.includes(id))).toEqual([]);
});

test('menus offer their commands on the files that are read as tables', () => {
  const conditions = Object.values<readonly { readonly when: string }[]>(contributes.menus).flat();
  const text = conditions.map(({ when }) => when).join('\n');
  const named = [...text.matchAll(/resourceFilename =~ \/(\S*parquet\S*)\/i/g)].map(([, pattern]) => pattern);
  expect(named.length).toBeGreaterThan(0);
  for (const pattern of new Set(named)) {
    const names = [...tableExtensions, 'csv.zip', 'parquet.gz', 'xlsx', 'gz'].map((ending) => `t.${ending}`);
    const shown = names.filter((name) => new RegExp(pattern ?? '', 'i').test(name));
    expect(shown).toEqual(names.filter(isTableFile));
  }
});

test('every text of package.json is in package.nls.json, and every text there is used', () => {
  const used = [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map(([, key = '']) => key);
  expect([...new Set(used)].toSorted()).toEqual(Object.keys(json('package.nls.json')).toSorted());
});

test('a tree row stands for its names, and leaves what bills or deletes to be confirmed', () => {
  const row = { endpointName: 'salary', item: new TreeItem('salary') };
  expect(parseArguments('deleteEndpoint', [row])).toEqual([{ endpointName: 'salary', confirmed: false }]);
  const job = { trainingJobName: 'job', item: new TreeItem('job'), isMoving: false };
  expect(parseArguments('evaluate', [job])).toEqual([{ trainingJobName: 'job', show: true }]);
  expect(parseArguments('deploy', [job])).toEqual([{ trainingJobName: 'job' }]);
});

test('of the rows selected in the tree, those in S3 are used', () => {
  const rowOf = (s3Uri?: string) => ({
    item: new TreeItem('row'),
    ...(s3Uri === undefined ? {} : { s3Uri }),
  });
  const rows = [rowOf('s3://b/a'), rowOf(), rowOf('s3://b/c/')];
  expect(parseArguments('deleteObjects', [rows[0], rows])).toEqual([
    { s3Uri: 's3://b/a', confirmed: false },
    ['s3://b/a', 's3://b/c/'],
  ]);
  expect(parseArguments('exploreData', [rows[0], rows])).toEqual([expect.anything(), undefined]);
});

test('menu of several selected rows offers only commands that act on all of them', () => {
  interface Entry extends Contributed {
    readonly when: string;
    readonly group: string;
  }
  const entries: readonly Entry[] = contributes.menus['view/item/context'];
  const rows = ['s3://b/a', 's3://b/c/'].map((s3Uri) => ({ item: new TreeItem(s3Uri), s3Uri }));
  const actsOnAll = ({ command }: Entry) => {
    const id = commandIds.find((one) => commandName(one) === command) ?? expect.fail(command);
    return parseArguments(id, [rows[0], rows]).some((given) => Array.isArray(given) && given.length === 2);
  };
  // Buttons within a row are about that row.
  const menu = entries.filter(({ group }) => !group.startsWith('inline'));
  const hidden = menu.filter(({ when }) => when.endsWith(' && !listMultiSelection'));
  const acting = menu.filter(actsOnAll);
  expect(hidden.filter(actsOnAll)).toEqual([]);
  expect(menu.filter((entry) => !hidden.includes(entry))).toEqual(acting);
  expect(acting.map(({ command }) => command).toSorted()).toEqual(
    ['copyS3Arn', 'copyS3Uri', 'deleteObjects', 'download', 'moveObject'].map((id) => `linearLearner.${id}`),
  );
});

test('an argument that does not fit counts as not given', () => {
  const table = vscode.Uri.file('/t.csv');
  expect(parseArguments('train', [table, [table, table]])).toEqual([table, undefined]);
  expect(parseArguments('train', ['/t.csv', { target: 5 }])).toEqual([undefined, undefined]);
  expect(parseArguments('deleteEndpoint', [{ endpointName: 'salary', confirm: true }])).toEqual([undefined]);
  expect(parseArguments('switchConnection', [{ kind: 'aws', profile: '' }])).toEqual([undefined]);
});

test('a command is run and held by its full id with its arguments', async () => {
  forgetShown();
  await runCommand('openRun', { trainingJobName: 'job' });
  expect(executed).toEqual([{ command: 'linearLearner.openRun', given: [{ trainingJobName: 'job' }] }]);
  expect(asCommand('refresh', 'Refresh')).toEqual({ command: 'linearLearner.refresh', title: 'Refresh' });
});
