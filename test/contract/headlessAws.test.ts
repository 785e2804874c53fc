import { copyFile, readFile, readdir, writeFile } from 'node:fs/promises';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { DescribeTrainingJobCommand, ListTrainingJobsCommand } from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { errorReportSchema, runReportSchema } from '../../src/headless/report.ts';
import { startEmbeddedServer } from './embeddedServer.ts';
import { lineOf, openHeadlessProgram } from './headlessProgram.ts';

const { at, run, expectNothingLeft } = openHeadlessProgram();

/** AWS by a profile: an embedded server that the profile names as its endpoint, with prices of the region. */
let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
let endpointUrl = '';
beforeAll(async () => {
  server = await startEmbeddedServer();
  endpointUrl = await server.openPort();
});
afterAll(() => server.stop());

const roleArn = 'arn:aws:iam::111122223333:role/LinearLearnerLocalExecutionRole';
const onAws = ['--connection', 'ci@us-east-1', '--json'];
const paid = [...onAws, '--yes-up-to', '0.2', '--role', roleArn];

let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  await copyFile('examples/salary.csv', at('salary.csv'));
  const { accessKeyId, secretAccessKey } = server.client.credentials;
  env = { AWS_CONFIG_FILE: at('aws.ini'), AWS_SHARED_CREDENTIALS_FILE: at('none.ini') };
  await writeFile(
    at('aws.ini'),
    [
      '[profile ci]',
      `endpoint_url = ${endpointUrl}`,
      `aws_access_key_id = ${accessKeyId}`,
      `aws_secret_access_key = ${secretAccessKey}`,
      '',
    ].join('\n'),
  );
});

async function everything() {
  const { Buckets = [] } = await server.s3.send(new ListBucketsCommand({}));
  const { TrainingJobSummaries = [] } = await server.sagemaker.send(new ListTrainingJobsCommand({}));
  return { buckets: Buckets.length, jobs: TrainingJobSummaries.length };
}

/** Runs it, and expects that it made nothing on AWS. */
async function refused(args: readonly string[]) {
  const before = await everything();
  const { out, errors, code } = await run(args, { env });
  expect(await everything()).toEqual(before);
  const { error } = errorReportSchema.parse(lineOf(out));
  expect(errors).toContain(error.message);
  return { ...error, exitCode: code };
}

const experimentOf = async (name: string, change: object): Promise<string> => {
  await run(['salary.csv', '--out', 'template']);
  const text = await readFile(at('template', 'salary.linear.json'), 'utf8');
  const experiment: unknown = JSON.parse(text);
  await writeFile(at(name), JSON.stringify({ ...Object(experiment), dataset: 'salary.csv', ...change }));
  return name;
};

test('without an agreed cost nothing is started on AWS, and the exit code is 3', async () => {
  expect(await refused(['salary.csv', ...onAws])).toMatchObject({
    exitCode: 3,
    code: 'cost-limit',
    message: expect.stringMatching(/1 × ml\.m5\.large at \$0\.115 .*3600 seconds: \$0\.115/),
    facts: { usdPerHour: 0.115, mostUsd: 0.115 },
  });
  expect(await refused(['salary.csv', ...onAws, '--yes-up-to', '0.1'])).toMatchObject({
    exitCode: 3,
    facts: { yesUpToUsd: 0.1 },
  });
  const training = { instanceType: 'ml.x9.huge', instanceCount: 1, maxRuntimeSeconds: 60 };
  const path = await experimentOf('unpriced.linear.json', { training });
  expect(await refused([path, ...paid])).toMatchObject({ exitCode: 3, code: 'price-unknown' });
  await expectNothingLeft();
});

test('what an experiment may not decide is refused before anything is sent to AWS', async () => {
  expect(await refused(['salary.csv', ...onAws, '--yes-up-to', '0.2'])).toMatchObject({
    exitCode: 1,
    code: 'destination-unknown',
    message: expect.stringContaining('--role ARN'),
  });
  const elsewhere = await experimentOf('bucket.linear.json', {
    output: { bucket: 'of-somebody-else', prefix: 'p' },
  });
  expect(await refused([elsewhere, ...paid])).toMatchObject({
    exitCode: 1,
    code: 'bucket-unconfirmed',
    message: expect.stringContaining('Pass --bucket of-somebody-else to allow it'),
  });
  const otherRole = `${roleArn}Of`;
  const withRole = await experimentOf('role.linear.json', { output: { roleArn: otherRole, prefix: 'p' } });
  expect(await refused([withRole, ...paid])).toMatchObject({
    exitCode: 1,
    code: 'role-unconfirmed',
    message: expect.stringContaining(`Pass --role ${otherRole} to allow it`),
  });
  const outside = await experimentOf('outside.linear.json', { dataset: '../outside.csv' });
  expect(await refused([outside, ...paid])).toMatchObject({ exitCode: 1, code: 'table-not-beside' });
  expect(await refused(['salary.csv', ...paid, '--compare-with', 'gone'])).toMatchObject({
    exitCode: 1,
    code: 'run-not-found',
  });
  await expectNothingLeft();
});

test('an agreed training runs on AWS, and a later one is compared with it by its job', async () => {
  const { out, errors, code } = await run(
    ['salary.csv', ...paid, '--fail-below', 'r2=0.9', '--out', 'made'],
    {
      env,
    },
  );
  const first = runReportSchema.parse(lineOf(out));
  expect(code).toBe(0);
  expect(first.training).toMatchObject({ connection: 'ci@us-east-1', mostUsd: 0.115 });
  expect(first.training.billableSeconds).toBeGreaterThan(0);
  const { trainingJobName } = first.training;
  expect(errors).toContain(trainingJobName);
  expect(await readdir(at('made'))).toContain('model.tar.gz');
  const job = await server.sagemaker.send(
    new DescribeTrainingJobCommand({ TrainingJobName: trainingJobName }),
  );
  expect(job).toMatchObject({
    TrainingJobStatus: 'Completed',
    RoleArn: roleArn,
    ResourceConfig: { InstanceType: 'ml.m5.large' },
  });
  expect(job.ModelArtifacts?.S3ModelArtifacts).toMatch(/^s3:\/\/linear-learner-us-east-1-111122223333\//);

  const kept = ['made/salary.linear.json', ...paid, '--compare-with', trainingJobName];
  const again = await run(kept, { env });
  const { comparison } = runReportSchema.parse(lineOf(again.out));
  expect(comparison).toMatchObject({
    with: trainingJobName,
    metric: 'r2',
    other: first.named.r2,
    better: 0,
    verdict: { words: 'the same model', isBeyondChance: null },
  });

  const short = await experimentOf('short.linear.json', { hyperparameters: { epochs: 1 } });
  const worse = await run([short, ...paid, '--compare-with', trainingJobName], { env });
  expect(runReportSchema.parse(lineOf(worse.out)).comparison?.verdict).toMatchObject({
    words: expect.stringMatching(/ worse R².* \(95\u00a0%: /),
    isBeyondChance: expect.any(Boolean),
  });
  await expectNothingLeft();
});

test('an interrupted run stops its training job', async () => {
  const training = { instanceType: 'ml.m5.large', instanceCount: 1, maxRuntimeSeconds: 3600 };
  const hyperparameters = { epochs: 100_000 };
  const path = await experimentOf('long.linear.json', { training, hyperparameters });
  const { out, errors, code } = await run([path, ...paid], { env, until: 'Training job ' });
  expect(code).toBe(1);
  expect(errorReportSchema.parse(lineOf(out)).error.code).toBe('cancelled');
  const [, trainingJobName] = /Stopping (\S+)/.exec(errors) ?? [];
  const status = async () =>
    (await server.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: trainingJobName })))
      .TrainingJobStatus;
  await expect.poll(status).toBe('Stopped');
  await expectNothingLeft();
});
