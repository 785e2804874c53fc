import { shippedRates } from '../../../src/aws/costs.ts';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { openCalls } from '../../../src/data/engine/calls.ts';
import { openTables } from '../../../src/data/engine/tables.ts';
import type { Connection } from '../../../src/aws/connections/types.ts';
import { failed, passed, unknown } from '../../../src/runs/preflight/check.ts';
import type { Check, Fix } from '../../../src/runs/preflight/check.ts';
import type {
  ConnectionChecks,
  ExperimentChoices,
  LastRuns,
  TrainingState,
} from '../../../src/webview/experiment/contract.ts';
import { lineOf } from '../../../src/webview/experiment/host/checks.ts';
import { describeExperiment } from '../../../src/webview/experiment/host/describe.ts';
import type { Described } from '../../../src/webview/experiment/host/describe.ts';
import { explainKeys } from '../../../src/webview/experiment/host/explainKeys.ts';
import { columnRow, listColumns, suggestColumns } from '../../../src/webview/experiment/host/knownColumns.ts';
import type { GalleryEntry } from './gallery.ts';

const local: Connection = { kind: 'local' };
const aws: Connection = { kind: 'aws', profile: 'default', region: 'us-east-1' };

/** The Experiment page: as the host describes real files, and changes to them. */
export async function experimentStates(examples: string): Promise<readonly GalleryEntry[]> {
  const text = await readFile(join(examples, 'salary-tutorial.linear.json'), 'utf8');
  const salary = JSON.parse(text);
  const changed = (change: object) => JSON.stringify({ ...salary, ...change }, null, 2);
  const unpriced = { training: { instanceType: 'ml.p99.large' }, endpoint: { instanceType: 'ml.p99.large' } };
  const customers = changed({
    dataset: 'customers.csv',
    target: 'Left',
    predictorType: 'binary_classifier',
    features: undefined,
    training: { instanceType: 'ml.m5.large' },
    endpoint: { instanceType: 'ml.m5.large' },
    hyperparameters: {},
  });
  const folder = await mkdtemp(join(tmpdir(), 'll-gallery-'));
  await writeFile(join(folder, 'homes.csv'), homes());
  await writeFile(join(folder, 'sensors.csv'), sensors());
  const ofHomes = (change: object) =>
    changed({ dataset: join(folder, 'homes.csv'), target: 'price', features: undefined, ...change });
  const states = async (
    name: string,
    content: string,
    { connection = local, choices = {} }: { connection?: Connection; choices?: ExperimentChoices } = {},
  ) => {
    const fileName = join(examples, 'salary.linear.json');
    const shown = await statesOf(fileName, content, connection);
    return shown.map(([which, described]): GalleryEntry => ({
      name: `experiment-${name}${which}`,
      page: 'experiment',
      heading: 'salary.linear.json',
      state: described.state,
      answers: answersOf(described, fileName),
      choices,
    }));
  };
  const [last] = (await states('salary', text)).slice(-1);
  const training = (name: string, state: TrainingState): readonly GalleryEntry[] =>
    last === undefined
      ? []
      : [{ ...last, name: `experiment-${name}`, state: { ...Object(last.state), training: state } }];
  const described = await Promise.all([
    states('salary', text),
    states('aws', changed(unpriced), { connection: aws }),
    states('fails', changed({ hyperparameters: { mini_batch_size: 1000 } })),
    states('classes', customers, { choices: { column: 'Contract' } }),
    states(
      'columns',
      ofHomes({
        rows: [
          { column: 'built', above: 1900, below: 2030 },
          { column: 'kind', notIn: ['castle'] },
        ],
      }),
      {
        choices: { column: 'area' },
      },
    ),
    states(
      'extras',
      ofHomes({
        features: [
          { column: 'area', missing: 'median', indicator: true, clip: [0, 150], transform: 'log1p' },
          { column: 'rooms' },
          { column: 'built', encode: 'bins' },
          { column: 'town', encode: 'target-mean' },
          { column: 'kind', encode: 'ordinal', order: ['flat', 'loft', 'house', 'castle'] },
          { column: 'sold', encode: 'date', parts: ['month', 'weekday'], cyclic: true },
          { column: 'zip', encode: 'frequency' },
          { column: 'notes', encode: 'hash', buckets: 8 },
          { column: 'area', encode: 'bins', count: 4, missing: 'median' },
          { product: ['area', 'rooms'], missing: 'median' },
          { column: 'rooms', encode: 'powers', degree: 3 },
        ],
      }),
      { choices: { column: 'sold' } },
    ),
    states('category', ofHomes({ targetTransform: 'log1p' }), { choices: { column: 'kind' } }),
    states('groups', ofHomes({ split: { test: 0.25, method: 'group', column: 'town' } })),
    states(
      'by-values',
      ofHomes({ split: { test: 0, method: 'column', column: 'kind', testValues: ['castle', 'loft'] } }),
    ),
    states('left-out', ofHomes({}), { choices: { column: 'notes' } }),
    states(
      'other-columns',
      ofHomes({ target: 'prize', features: [{ column: 'are' }, { column: 'rooms' }, { column: 'garage' }] }),
    ),
    states('wide', ofHomes({ dataset: join(folder, 'sensors.csv') }), { choices: { column: 'sensor_004' } }),
    states('missing-table', changed({ dataset: 'missing.csv' })),
    states('unknown-target', changed({ target: 'Salry' })),
    states('broken', '{\n  "version": 1,\n  "dataset": tru\n}\n'),
  ]);
  const ofAws = described.flat().find(({ name }) => name === 'experiment-aws');
  const checking = (name: string, checks: ConnectionChecks): readonly GalleryEntry[] =>
    ofAws === undefined
      ? []
      : [{ ...ofAws, name: `experiment-checks-${name}`, state: { ...Object(ofAws.state), checks } }];
  return [
    ...described.flat(),
    ...checking('passed', checksOf(false, passedChecks)),
    ...checking('failed', checksOf(false, failedChecks)),
    ...checking('unknown', checksOf(false, unknownChecks)),
    ...checking('running', checksOf(true, failedChecks)),
    ...checking('first', checksOf(true, [])),
    ...training('starting', { kind: 'starting', message: 'Uploading 4 KiB', fraction: 0.4 }),
    ...training('interrupted', { kind: 'interrupted', mayRun: true }),
    ...(last === undefined
      ? []
      : [{ ...last, name: 'experiment-trained', state: { ...Object(last.state), lastRuns } }]),
  ];
}

/** As the host words them. */
function checksOf(isRunning: boolean, checks: readonly Check[]): ConnectionChecks {
  return { isRunning, lines: checks.map(lineOf) };
}

const roleArn = 'arn:aws:iam::111122223333:role/service-role/LinearLearner';
const where = { bucket: 'linear-learner-eu-west-1-111122223333', prefix: 'salary' };
const large = { instanceType: 'ml.m5.large', wanted: 1 };
const passedChecks: readonly Check[] = [
  passed('credentials', { accountId: '111122223333', arn: 'arn:aws:iam::111122223333:user/ada' }),
  passed('image', { region: 'eu-west-1' }),
  passed('bucket', { bucket: where.bucket, region: 'eu-west-1', isMissing: false }),
  passed('bucket-access', where),
  passed('role', { roleArn }),
  passed('role-access', { ...where, roleArn }),
  passed('pass-role', { roleArn }),
  passed('create-job', { region: 'eu-west-1' }),
  passed('training-quota', { ...large, limit: 4, inUse: 1 }),
  passed('endpoint-quota', { ...large, limit: 2, inUse: undefined }),
  passed('names', { trainingJobName: 'linear-learner-2026-11-30-10-00-00-000' }),
];
const requestQuota: Fix = { kind: 'requestQuota', url: 'https://example.com/quotas' };
const failedChecks: readonly Check[] = [
  ...passedChecks.slice(0, 2),
  failed('bucket', { why: 'other-account', bucket: 'tables-of-research', region: 'eu-west-1' }, [
    { kind: 'agreeToOwner', bucket: 'tables-of-research' },
    { kind: 'chooseOwnBucket' },
  ]),
  failed(
    'role-access',
    { actions: ['s3:GetObject', 's3:PutObject'], resource: `arn:aws:s3:::${where.bucket}/salary/*`, roleArn },
    [{ kind: 'chooseRole' }],
    true,
  ),
  failed(
    'training-quota',
    { ...large, limit: 2, inUse: 2 },
    [{ kind: 'useInstance', use: 'training', instanceType: 'ml.m5.xlarge' }, requestQuota],
    true,
  ),
  failed('endpoint-quota', { ...large, limit: 0, inUse: 0 }, [requestQuota], true),
  unknown('pass-role', { kind: 'caller' }),
];
const unknownChecks: readonly Check[] = [
  ...passedChecks.slice(0, 2),
  unknown('bucket', { kind: 'hidden' }, [{ kind: 'chooseBucket' }]),
  unknown('role', { kind: 'not-chosen' }, [{ kind: 'chooseRole' }]),
  unknown('pass-role', { kind: 'conditions', actions: ['iam:PassRole'] }),
  unknown('training-quota', { kind: 'no-quota', instanceType: 'ml.p99.large' }, [requestQuota]),
  unknown('endpoint-quota', { kind: 'throttled' }),
];

const lastRuns: LastRuns = {
  metric: 'r2',
  runs: [0.831, 0.823, 0.871, 0.907, 0.916].map((value, day) => ({
    title: 'salary',
    createdAt: `2026-11-${20 + day}T21:31:00Z`,
    value,
  })),
};

/** Homes with columns of every kind: numbers with gaps, categories with a rare level, dates, codes, text, and one that never changes. */
const homes = () =>
  [
    'id,area,rooms,built,kind,town,sold,zip,notes,currency,price',
    ...Array.from({ length: 240 }, (_, row) =>
      [
        1000 + row,
        row % 17 === 3 ? '' : 40 + ((row * 37) % 120),
        1 + (row % 6),
        1900 + ((row * 13) % 120),
        row === 57 ? 'castle' : ['flat', 'house', 'loft'][row % 3],
        `town ${row % 9}`,
        `2026-${String(1 + (row % 12)).padStart(2, '0')}-${String(1 + (row % 28)).padStart(2, '0')}`,
        String(1000 + (row % 40)).padStart(5, '0'),
        `seen on the ${row}th of ${row * 7} days`,
        'EUR',
        90_000 + 2100 * ((row * 37) % 120) + 5000 * (row % 6),
      ].join(','),
    ),
  ].join('\n');

/** More columns than a page shows at once. */
const sensors = () => {
  const names = Array.from({ length: 399 }, (_, column) => `sensor_${String(column).padStart(3, '0')}`);
  const cell = (row: number, column: number) =>
    column % 40 === 7
      ? 'EUR'
      : column % 25 === 4
        ? `level ${(row * (column + 3)) % 7}`
        : (row + column) % 29 === 0 && column % 3 === 0
          ? ''
          : ((row * 7919 + column * 104_729 + row * row * column) % 1009) / 1009;
  const rows = Array.from({ length: 80 }, (_, row) => [
    ...names.map((_, column) => cell(row, column)),
    row * 3,
  ]);
  return [[...names, 'price'], ...rows].map((row) => row.join(',')).join('\n');
};

/** What the host answers to requests about columns. */
function answersOf(
  { state, columns, table }: Described,
  fileName: string,
): NonNullable<GalleryEntry['answers']> {
  if (state.kind !== 'ready' || columns === undefined || table === undefined) return {};
  const engine = openCalls(openTables());
  const datasetPath = resolve(dirname(fileName), state.experiment.dataset);
  return {
    listColumns: (body: Parameters<typeof listColumns>[1]) => listColumns(columns, body),
    column: ({ name }: { readonly name: string }) => columnRow(columns, name),
    suggestColumns: ({ text }: { readonly text: string }) => suggestColumns(columns, text),
    explainKeys: explainKeys(),
    previewFeature: ({ column, feature }: { readonly column: string; readonly feature?: number }) =>
      engine.previewFeature({
        datasetPath,
        experiment: { ...state.experiment, features: [] },
        feature: (feature === undefined ? columnRow(columns, column)?.wanted : columns.features[feature]) ?? {
          column,
        },
      }),
  };
}

/** The state before the table is read, and the last one. */
async function statesOf(
  fileName: string,
  content: string,
  connection: Connection,
): Promise<readonly (readonly [string, Described])[]> {
  const lines = content.split('\n');
  const document = {
    fileName,
    getText: () => content,
    isDirty: false,
    lineCount: lines.length,
    lineAt: (line: number) => ({ text: lines[line] ?? '' }),
  };
  const services = {
    engine: openCalls(openTables()),
    openSession: () => Promise.reject(new Error('no session is needed')),
    s3Tables: { fetch: () => Promise.reject(new Error('no table is in S3')) },
    trust: async () => ({
      tableOf: async (_: string, dataset: string) => resolve(dirname(fileName), dataset),
    }),
    connection: () => connection,
    destinations: {
      find: async () => ({ bucket: 'linear-learner-us-east-1-000000000000', roleArn: 'role' }),
    },
    records: { newestOf: async () => 'salary-1' },
    prices: { rates: async () => shippedRates },
  };
  const shown: Described[] = [];
  const first: Described = { state: { kind: 'loading', fileName: 'salary.linear.json' } };
  await describeExperiment(
    services,
    document,
    first,
    (described) => shown.push(described),
    AbortSignal.timeout(60_000),
  );
  const [reading] = shown;
  const last = shown.at(-1);
  return [
    ...(reading?.state.kind === 'ready' && content.includes('Salary')
      ? [['-reading', reading] as const]
      : []),
    ['', last ?? first],
  ];
}
