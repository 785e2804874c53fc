import { spawnSync } from 'node:child_process';
import { expect, test, vi } from 'vitest';
import type { Evaluation } from '../../learner/metrics/evaluation.ts';
import { drawnEvaluation, drawnRecord } from '../../runs/history/drawnRuns.testing.ts';
import type { ReportBlock } from '../../runs/report/document.ts';
import type { RunRecord } from '../../runs/runRecords.ts';
import { reportOf } from './reportOf.ts';

vi.mock('vscode', () => import('../../../test/fakeVscode.ts'));

function blocksOf(
  change: Partial<RunRecord>,
  evaluation: Evaluation = drawnEvaluation(1),
): readonly ReportBlock[] {
  const report = reportOf({
    record: drawnRecord(1, change),
    evaluation,
    pictures: [],
    label: 'Local',
    data: { kind: 'missing' },
    job: {
      imageUri: 'linear-learner:1',
      instanceType: 'ml.m5.large',
      instanceCount: 1,
      createdAt: '2026-01-01T00:00:00.000Z',
      hyperparameters: {},
    },
  });
  return report.sections.flatMap(({ blocks }) => blocks);
}

const codes = (blocks: readonly ReportBlock[]) =>
  blocks.flatMap((block) => (block.kind === 'code' ? [block.text] : []));
const texts = (blocks: readonly ReportBlock[]) =>
  blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : [])).join('\n');
const heads = (blocks: readonly ReportBlock[]) =>
  blocks.flatMap((block) => (block.kind === 'table' ? block.columns.map(({ label }) => label) : []));

test.runIf(process.platform !== 'win32').each(['plain', 'a b', '$(exit 3)`x`;\'"&', '-o'])(
  'the command of a report on the run %j names its file to a shell, and runs nothing else',
  (title) => {
    const [command = ''] = codes(blocksOf({ title }));
    const line = command.replace('linear-learner-run', "printf '%s\\n'");
    const file = `${title}.linear.json`;
    const { stdout } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect(stdout).toBe(`${title.startsWith('-') ? './' : ''}${file}\n`);
  },
);

test.each([
  ['../tables/houses.csv', 'next to houses.csv'],
  ['s3://tables/in/houses.csv', 'Download s3://tables/in/houses.csv'],
])('the experiment of a report reads %s from beside itself, where the report has it put', (dataset, said) => {
  const { experiment } = drawnRecord(1);
  const blocks = blocksOf({ experiment: { ...experiment, dataset } });
  expect(JSON.parse(codes(blocks)[1] ?? '')).toMatchObject({ dataset: 'houses.csv' });
  expect(texts(blocks)).toContain(said);
});

test('a report speaks of a reference only where there is one, and of an optimum only where it was reached', () => {
  const { reference, ...without } = drawnEvaluation(1);
  expect(texts(blocksOf({}))).toContain('run until it converged');
  expect(heads(blocksOf({}))).toContain('Reference');
  expect(texts(blocksOf({}, without))).not.toContain('reference');
  expect(heads(blocksOf({}, without))).not.toContain('Reference');
  if (reference === undefined) throw new Error('no reference');
  const stopped = { ...without, reference: { ...reference, isConverged: false } };
  expect(texts(blocksOf({}, stopped))).toContain('not converged');
});

test('coefficients of a model that learned a function of the target are named for it', () => {
  expect(heads(blocksOf({}, { ...drawnEvaluation(1), targetTransform: 'log1p' }))).toContain(
    'log1p of price',
  );
});

test('a report names the column that decided which rows were held out, or how they were drawn', () => {
  const { experiment } = drawnRecord(1);
  const splitLine = (change: Partial<typeof experiment.split>) =>
    blocksOf({ experiment: { ...experiment, split: { ...experiment.split, ...change } } })
      .flatMap((block) => (block.kind === 'list' ? block.items : []))
      .find((item) => item.startsWith('Split: '));
  expect(splitLine({ method: 'time', column: 'sold' })).toBe('Split: time by sold');
  expect(splitLine({ shuffle: true, seed: 7 })).toBe('Split: random, shuffled with seed 7');
  expect(splitLine({ shuffle: false })).toBe('Split: in the order of the file');
});
