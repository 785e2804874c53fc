import { expect, test, vi } from 'vitest';
import { executed, forgetShown, shown } from '../../../../test/fakeVscode.ts';
import { trainLonger } from './trainLonger.ts';

const world = vi.hoisted(() => ({ text: '' }));
vi.mock('vscode', async () => {
  const fake = await import('../../../../test/fakeVscode.ts');
  const { fakeTextEdits } = await import('../../../../test/fakeTextEdits.ts');
  const { Range, WorkspaceEdit, applyEdit, document } = fakeTextEdits(world);
  const workspace = { openTextDocument: async (uri: unknown) => document(uri), applyEdit };
  return { ...fake, Range, WorkspaceEdit, workspace };
});

test('a longer training is set in the experiment, whose formatting stays, and starts when the user says so', async () => {
  world.text = '{\n    "target": "y", // the price\n    "hyperparameters": { "epochs": 15 }\n}\n';
  forgetShown('Train');
  await trainLonger('/folder/salary.linear.json', { epochs: 60, early_stopping_patience: 10 });
  expect(world.text).toContain('"target": "y", // the price');
  expect(world.text).toMatch(/"epochs": 60,\s+"early_stopping_patience": 10/);
  expect(shown.map(({ message }) => message)).toEqual(['salary.linear.json now trains for up to 60 epochs.']);
  await expect
    .poll(() => executed.map(({ command }) => command))
    .toEqual(['vscode.open', 'linearLearner.train']);
});
