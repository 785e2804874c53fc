import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const id = 'linear-learner.linear-learner-sagemaker';

interface Menus {
  readonly 'explorer/context': readonly { readonly command: string; readonly when: string }[];
}

suite('contributions', () => {
  test('the extension activates', async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  test('the registered commands are those of package.json and the internal one of the tree', async () => {
    const extension = vscode.extensions.getExtension(id);
    await extension?.activate();
    const contributed: { command: string }[] = extension?.packageJSON.contributes.commands;
    const registered = (await vscode.commands.getCommands(true)).filter(
      // VS Code itself registers those of the view.
      (command) => command.startsWith('linearLearner.') && !command.startsWith('linearLearner.explorer.'),
    );
    assert.deepEqual(
      registered.toSorted(),
      [...contributed.map(({ command }) => command), 'linearLearner.loadMore'].toSorted(),
    );
  });

  test('the context menu of a CSV or TSV file offers Train', () => {
    const menus: Menus = vscode.extensions.getExtension(id)?.packageJSON.contributes.menus;
    const train = menus['explorer/context'].find(({ command }) => command === 'linearLearner.train');
    assert.match(train?.when ?? '', /csv\|tsv/);
  });
});

suite('pages', () => {
  test('Explore Data opens the page of the table', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const opened = tabNamed('Data: salary.csv');
    await vscode.commands.executeCommand(
      'linearLearner.exploreData',
      vscode.Uri.joinPath(folder, 'salary.csv'),
    );
    await opened;
  });

  test('Train on that page opens the experiment of the chosen target, and starts nothing', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const table = vscode.Uri.joinPath(folder, 'chosen.csv');
    const rows = Array.from({ length: 12 }, (_, row) => `${row},${row * row},${row * 3 + 1}`);
    await vscode.workspace.fs.writeFile(table, Buffer.from(['First,Middle,Last', ...rows, ''].join('\n')));
    const opened = tabNamed('chosen.linear.json');
    const given = { target: 'Middle', review: true };
    assert.equal(await vscode.commands.executeCommand('linearLearner.train', table, given), undefined);
    await opened;
    const experiment = vscode.Uri.joinPath(folder, 'chosen.linear.json');
    const text = Buffer.from(await vscode.workspace.fs.readFile(experiment)).toString();
    assert.equal(JSON.parse(text).target, 'Middle');
    for (const uri of [table, experiment]) await vscode.workspace.fs.delete(uri);
  });

  test('a page that is already open is revealed, not opened twice', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder, 'salary.csv');
    for (let time = 0; time < 2; time += 1)
      await vscode.commands.executeCommand('linearLearner.exploreData', uri);
    const labels = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    assert.deepEqual(
      labels.filter((label) => label === 'Data: salary.csv'),
      ['Data: salary.csv'],
    );
  });
});

/** Resolves when a tab of this label is open. */
function tabNamed(label: string): Promise<void> {
  const isOpen = () =>
    vscode.window.tabGroups.all.some(({ tabs }) => tabs.some((tab) => tab.label === label));
  return new Promise((resolve) => {
    const listener = vscode.window.tabGroups.onDidChangeTabs(() => {
      if (!isOpen()) return;
      listener.dispose();
      resolve();
    });
  });
}
