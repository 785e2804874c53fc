import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const valid = {
  version: 1,
  dataset: 'salary.csv',
  target: 'Salary',
  split: { test: 0.33 },
  hyperparameters: {},
  training: { instanceType: 'ml.c4.xlarge' },
  endpoint: { instanceType: 'ml.m4.xlarge' },
};

const written: vscode.Uri[] = [];

suite('an experiment edited as text', () => {
  suiteTeardown(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const uri of written) await vscode.workspace.fs.delete(uri);
  });

  test('values out of range, unknown words and unknown names are underlined', async () => {
    const document = await opened('bad-values.linear.json', {
      ...valid,
      hyperparameters: { epochs: 0, loss: 'absolut_loss', learning_rate: -1, mini_batch_sise: 5 },
    });
    const lines = await underlined(document, 4);
    for (const name of ['epochs', 'loss', 'learning_rate', 'mini_batch_sise'])
      assert.ok(
        lines.some((line) => line.includes(`"${name}"`)),
        `${name} is not underlined: ${lines.join(' | ')}`,
      );
    assert.equal(lines.length, 4, lines.join(' | '));
  });

  test('completion offers the values of a hyperparameter', async () => {
    const document = await opened('words.linear.json', { ...valid, hyperparameters: { loss: 'auto' } });
    const position = document.positionAt(document.getText().indexOf('auto') + 1);
    const labels = await offered(document, position, 'absolute_loss');
    assert.ok(labels.includes('absolute_loss'), labels.join(', '));
  });
});

async function opened(name: string, experiment: object): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const uri = vscode.Uri.joinPath(folder, name);
  await vscode.workspace.fs.writeFile(uri, Buffer.from(JSON.stringify(experiment, null, 2)));
  written.push(uri);
  await vscode.commands.executeCommand('vscode.openWith', uri, 'default');
  return vscode.workspace.openTextDocument(uri);
}

/** The underlined lines, once there are `count` of them. */
async function underlined(document: vscode.TextDocument, count: number): Promise<readonly string[]> {
  const lines = () =>
    vscode.languages.getDiagnostics(document.uri).map(({ range }) => document.lineAt(range.start.line).text);
  return new Promise((resolve) => {
    if (lines().length >= count) return resolve(lines());
    const listener = vscode.languages.onDidChangeDiagnostics(() => {
      if (lines().length < count) return;
      listener.dispose();
      resolve(lines());
    });
  });
}

/** What completion offers; asked again while the JSON language is still starting. */
async function offered(
  document: vscode.TextDocument,
  position: vscode.Position,
  wanted: string,
): Promise<readonly string[]> {
  for (let tries = 0; ; tries += 1) {
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      position,
    );
    const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    const words = labels.map((label) => label.replaceAll('"', ''));
    if (words.includes(wanted) || tries === 20) return words;
  }
}
