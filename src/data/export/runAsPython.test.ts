import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { prepareRun } from '../preparation/prepare.ts';
import { codeClients } from '../shapes/codeExport.ts';
import { experimentSchema } from '../shapes/experiment.ts';
import { parseTable } from '../table/readTable.ts';
import type { CodeRequest } from './request.ts';
import { runAsPython } from './runAsPython.ts';

const place = {
  region: 'eu-central-1',
  profile: 'work',
  endpointUrl: undefined,
  needsEnvironment: false,
  bucket: 'my-bucket',
  roleArn: 'arn:aws:iam::111122223333:role/trains',
  imageUri: '664544806723.dkr.ecr.eu-central-1.amazonaws.com/linear-learner:1',
};

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-export-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A run of a table as it would be trained, and its code. */
async function exported(csv: string, settings: object, change: Partial<CodeRequest> = {}): Promise<string> {
  const table = parseTable(Buffer.from(csv), '/work/my table.csv');
  const experiment = experimentSchema.parse({
    version: 1,
    dataset: 'my table.csv',
    split: { test: 0.25 },
    training: { instanceType: 'ml.m5.large' },
    endpoint: { instanceType: 'ml.t2.medium' },
    ...settings,
  });
  const { preparation } = await prepareRun(table, experiment, folder);
  const request: CodeRequest = {
    client: 'boto3',
    as: 'py',
    trainingJobName: 'linear-learner-1',
    title: 'my run',
    place,
    experiment,
    preparation,
    datasetSha256: table.file.sha256,
    dataset: 'my table.csv',
    hyperparameters: undefined,
    ...change,
  };
  return runAsPython(table, request, { parts: undefined });
}

const salary = readFileSync('examples/salary.csv', 'utf8');
const mixed = `name,day,size,kind,y\n${Array.from({ length: 60 }, (_, row) => `n${row % 3},2026-0${1 + (row % 9)}-1${row % 9},${row % 7 === 0 ? '' : row},${row % 2 === 0 ? 'yes' : 'no'},${row * 2}`).join('\n')}\n`;

test('the script of the tutorial run with boto3 reads as written', async () => {
  const text = await exported(salary, { target: 'Salary' });
  await expect(text).toMatchFileSnapshot('salary-boto3.golden.py');
});

const modules = new Set(
  'base64 bisect boto3 datetime decimal glob hashlib io json math np os pd re struct tarfile tempfile time uuid warnings zipfile zlib zoneinfo'.split(
    ' ',
  ),
);
const cell = z.discriminatedUnion('cell_type', [
  z.strictObject({
    cell_type: z.literal('markdown'),
    id: z.string().check(z.regex(/^[a-zA-Z0-9-_]{1,64}$/)),
    metadata: z.strictObject({}),
    source: z.array(z.string()),
  }),
  z.strictObject({
    cell_type: z.literal('code'),
    id: z.string().check(z.regex(/^[a-zA-Z0-9-_]{1,64}$/)),
    metadata: z.strictObject({}),
    execution_count: z.null(),
    outputs: z.array(z.never()),
    source: z.array(z.string()),
  }),
]);
/** nbformat 4.5, as far as an export uses it. */
const notebookSchema = z.strictObject({
  nbformat: z.literal(4),
  nbformat_minor: z.literal(5),
  metadata: z.strictObject({
    kernelspec: z.strictObject({ display_name: z.string(), language: z.string(), name: z.string() }),
    language_info: z.strictObject({ name: z.literal('python') }),
  }),
  cells: z.array(cell),
});

describe.each(codeClients)('with %s', (client) => {
  test('a notebook is nbformat 4.5 and has the code of the script, a cell a section', async () => {
    const script = await exported(salary, { target: 'Salary' }, { client });
    const { cells } = notebookSchema.parse(
      JSON.parse(await exported(salary, { target: 'Salary' }, { client, as: 'ipynb' })),
    );
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
    const code = cells.filter((one) => one.cell_type === 'code');
    expect(code.length).toBe(script.split('\n# %% ').length - 1);
    for (const { source } of code) expect(script).toContain(source.join(''));
  });

  test('every module that the code uses is imported', async () => {
    const settings = {
      target: 'y',
      split: { test: 10, validation: 0.1 },
      rows: [{ column: 'day', above: '2026-01-02' }],
    };
    const script = await exported(mixed, { ...settings, format: 'csv' }, { client });
    for (const [, module = ''] of script.matchAll(/(?<![\w."'])(\w+)\.(?=\w+\()/g))
      if (modules.has(module))
        expect(script).toMatch(new RegExp(`^(?:import ${module}|import .* as ${module})$`, 'm'));
  });

  test('AWS is used only where it is needed, and nothing is deployed by default', async () => {
    const script = await exported(salary, { target: 'Salary' }, { client });
    expect(script.includes('boto3')).toBe(client !== 'scikit-learn');
    expect(script.includes('DEPLOY = False')).toBe(client !== 'scikit-learn');
    expect(script).not.toMatch(/secret|access_key|pickle/i);
    expect(script).toContain('print(json.dumps(metrics))');
  });
});

test('a run of the embedded server needs the environment that names it, so that nothing goes to AWS by mistake', async () => {
  const text = await exported(salary, { target: 'Salary' }, { place: { ...place, needsEnvironment: true } });
  expect(text).toContain('if "AWS_ENDPOINT_URL" not in os.environ:\n    raise RuntimeError(');
});

test('rows are chosen by the rules of the experiment, in the units that Python compares', async () => {
  const rows = [
    { column: 'size', above: 3, notIn: [5, '7.0', 9] },
    { column: 'day', from: '2026-02', isMissing: false },
    { column: 'name', notIn: ['n2'] },
    { column: 'kind', in: [true] },
  ];
  const features = [{ column: 'size', missing: 'drop' }];
  const text = await exported(mixed, { target: 'y', rows, features });
  for (const condition of [
    'table["size"] > 3,',
    '~table["size"].isin([5, 7, 9]),',
    `times(table["day"], read_time1) >= ${Date.UTC(2026, 1)},  # "2026-02"`,
    'times(table["day"], read_time1).notna(),',
    '~words(table["name"]).isin(["n2"]),',
    '(words(table["kind"]).isin([]) | words(table["kind"]).str.lower().isin(["true", "yes", "y", "t"]) | pd.to_numeric(words(table["kind"]), errors="coerce").isin([1])),',
    'table["y"].notna(),',
    'table["size"].notna(),',
  ])
    expect(text).toContain(`\n    ${condition}`);
});

test('a split that scikit-learn cannot draw is given by the numbers of its rows', async () => {
  const one = { target: 'kind', predictorType: 'multiclass_classifier', features: [{ column: 'size' }] };
  const lines = Array.from({ length: 40 }, (_, row) => `${row},${row === 7 ? 'rare' : `k${row % 3}`}`);
  const split = { test: 0.25, method: 'stratified' };
  const text = await exported(`size,kind\n${lines.join('\n')}\n`, { ...one, split });
  expect(text).toContain('train = rows_packed_in("');
  expect(text).not.toContain('train_test_split');
});

test('without held-out rows nothing is evaluated', async () => {
  const text = await exported(salary, { target: 'Salary', split: { test: 0 } });
  expect(text).toContain('no rows are held out');
  expect(text).not.toContain('metrics_of');
});

test('a table in S3 is downloaded first', async () => {
  const change = { client: 'scikit-learn', dataset: 's3://tables/in/my table.csv' } as const;
  const text = await exported(salary, { target: 'Salary' }, change);
  expect(text).toContain('s3.download_file("tables", "in/my table.csv", str(TABLE))');
  expect(text).toContain('REGION = "eu-central-1"');
});

const python = spawnSync('python3', ['--version']).status === 0;

test.runIf(python)('names and values of any characters make valid Python', async () => {
  const target = 'sal"ary\\ """ # of\u2028me';
  const years = "years  # in\nthe 'job', \u{1f600}";
  const inCsv = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const csv = salary.replace('YearsExperience', inCsv(years)).replace('Salary', inCsv(target));
  const rows = [{ column: years, notIn: ['a  # b', 'c\\', "d'\n"] }];
  for (const client of codeClients) {
    const text = await exported(csv, { target, rows }, { client, title: 'a """ \\ title\n#\0' });
    const { status, stderr } = spawnSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], {
      input: text,
      encoding: 'utf8',
    });
    expect(`${status}${stderr}`).toBe('0');
  }
});
