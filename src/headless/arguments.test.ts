import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';

const nothingElse = {
  connection: { kind: 'local' },
  yesUpToUsd: undefined,
  bucket: undefined,
  bucketOwner: undefined,
  roleArn: undefined,
  limits: [],
  folds: undefined,
  compareWith: undefined,
};

test('a table, its target and the output folder are taken', () => {
  expect(parseArguments(['t.csv', '--target', 'my price', '--out=made', '--json'])).toEqual({
    kind: 'run',
    path: resolve('t.csv'),
    target: 'my price',
    out: resolve('made'),
    profileOnly: false,
    ...nothingElse,
  });
});

test('a connection, what it may cost and what the model must reach are taken', () => {
  const role = 'arn:aws:iam::123456789012:role/service-role/Trains';
  const where = ['--connection', 'me@work@eu-west-1', '--yes-up-to=0.25', '--bucket', 'b-1', '--role', role];
  const owner = ['--bucket-owner', '444455556666'];
  const limits = ['--fail-below', 'r2=0.9', '--fail-below=auc=1e-3', '--fail-above', 'rmse=-5'];
  expect(parseArguments(['t.csv', ...where, ...owner, ...limits, '--compare-with', 'job'])).toMatchObject({
    connection: { kind: 'aws', profile: 'me@work', region: 'eu-west-1' },
    yesUpToUsd: 0.25,
    bucket: 'b-1',
    bucketOwner: '444455556666',
    roleArn: role,
    limits: [
      { metric: 'r2', failsWhen: 'below', value: 0.9 },
      { metric: 'auc', failsWhen: 'below', value: 0.001 },
      { metric: 'rmse', failsWhen: 'above', value: -5 },
    ],
    compareWith: 'job',
  });
});

test('help is asked for beside anything else', () => {
  expect(parseArguments(['--help', 't.csv'])).toEqual({ kind: 'help' });
});

test.each([
  [[]],
  [['']],
  [['a.csv', 'b.csv']],
  [['a.csv', '--out=']],
  [['a.csv', '--target']],
  [['a.csv', '--frobnicate']],
  [['a.linear.json', '--target', 'y']],
  [['a.csv', '--profile-only', '--out', 'made']],
  [['a.csv', '--profile-only', '--fail-below', 'r2=1']],
  [['a.csv', '--connection', 'us-east-1']],
  [['a.csv', '--connection', '@us-east-1']],
  [['a.csv', '--connection', 'me@nowhere']],
  [['a.csv', '--bucket', 'b-1']],
  [['a.csv', '--connection', 'me@us-east-1', '--bucket=']],
  [['a.csv', '--connection', 'me@us-east-1', '--bucket-owner', '111122223333']],
  [['a.csv', '--connection', 'me@us-east-1', '--bucket', 'b-1', '--bucket-owner', 'ada']],
  [['a.csv', '--connection', 'me@us-east-1', '--role', 'Trains']],
  [['a.csv', '--yes-up-to', '']],
  [['a.csv', '--yes-up-to', '-1']],
  [['a.csv', '--yes-up-to', 'all']],
  [['a.csv', '--yes-up-to', '0x10']],
  [['a.csv', '--yes-up-to', 'Infinity']],
  [['a.csv', '--yes-up-to', '1', '--yes-up-to', '100']],
  [['a.csv', '--connection', 'local', '--connection', 'me@us-east-1']],
  [['a.csv', '--target=x', '--target', 'y']],
  [['a.csv', '--fail-below', 'r2=0x1']],
  [['a.csv', '--fail-below', 'r2']],
  [['a.csv', '--fail-below', 'r2=']],
  [['a.csv', '--fail-below', '=1']],
  [['a.csv', '--fail-above', 'rmse=much']],
  [['a.csv', '--cross-validate', '1']],
  [['a.csv', '--cross-validate', '101']],
  [['a.csv', '--cross-validate', '2.5']],
  [['a.csv', '--compare-with=']],
])('%j is refused', (given) => {
  expect(() => parseArguments(given)).toThrow(expect.objectContaining({ code: 'usage' }));
});
