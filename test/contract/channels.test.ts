import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type * as sm from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';
import {
  asRecordIO,
  bucket,
  channel,
  modelOf,
  putObject,
  salaryRows,
  train,
  trainingJob,
  uploadSalary,
} from './training.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
let expected: Awaited<ReturnType<typeof modelOf>>;
let count = 0;

beforeAll(async () => {
  server = await startEmbeddedServer();
  await uploadSalary(server);
  expected = await modelOf(server, await train(server, trainingJob('as-one-file', { epochs: '3' })));
  const rows = salaryRows();
  for (const part of [0, 1, 2, 3])
    await putObject(server, `parts/part-${part}.pbr`, asRecordIO(rows.slice(part * 5, part * 5 + 5)));
  await putObject(server, 'parts/', '');
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

function trainOn(
  channels: sm.Channel[],
  more: Partial<sm.CreateTrainingJobCommandInput> = {},
  mode: sm.TrainingInputMode = 'File',
) {
  const { AlgorithmSpecification, ...job } = trainingJob(`channels-${(count += 1)}`, { epochs: '3' }, more);
  return train(server, {
    ...job,
    InputDataConfig: channels,
    AlgorithmSpecification: { ...AlgorithmSpecification, TrainingInputMode: mode },
  });
}

const parts = { S3Uri: `s3://${bucket}/parts/` };
const manifestUri = (name: string) => ({
  S3DataType: 'ManifestFile' as const,
  S3Uri: `s3://${bucket}/${name}`,
});

test('many files under a prefix are one table, in key order', async () => {
  expect(await modelOf(server, await trainOn([channel(parts)]))).toEqual(expected);
});

test.each(['File', 'Pipe', 'FastFile'] as const)('input mode %s reads the same', async (mode) => {
  expect(await modelOf(server, await trainOn([channel(parts)], {}, mode))).toEqual(expected);
});

test('two instances with shards train what one machine would', async () => {
  const job = await trainOn([channel({ ...parts, S3DataDistributionType: 'ShardedByS3Key' })], {
    ResourceConfig: { InstanceType: 'ml.c4.xlarge', InstanceCount: 2, VolumeSizeInGB: 30 },
  });
  expect(job.ResourceConfig?.InstanceCount).toBe(2);
  expect(await modelOf(server, job)).toEqual(expected);
});

test('a manifest names its objects, in its own order', async () => {
  const names = ['part-0.pbr', 'part-1.pbr', 'part-2.pbr', 'part-3.pbr'];
  await putObject(server, 'all.manifest', JSON.stringify([{ prefix: `s3://${bucket}/parts/` }, ...names]));
  const source = manifestUri('all.manifest');
  expect(await modelOf(server, await trainOn([channel(source)]))).toEqual(expected);
  await putObject(
    server,
    'reversed.manifest',
    JSON.stringify([{ prefix: `s3://${bucket}/parts/` }, ...names.toReversed()]),
  );
  expect(await modelOf(server, await trainOn([channel(manifestUri('reversed.manifest'))]))).not.toEqual(
    expected,
  );
});

test('gzip objects are read as what they hold', async () => {
  await putObject(server, 'packed/rows.gz', gzipSync(asRecordIO(salaryRows())));
  const source = { S3Uri: `s3://${bucket}/packed/` };
  const job = await trainOn([channel(source, { CompressionType: 'Gzip' })]);
  expect(await modelOf(server, job)).toEqual(expected);
});

test('validation and test channels are read beside train', async () => {
  const job = await trainOn([
    channel(),
    channel(parts, { ChannelName: 'validation' }),
    channel(parts, { ChannelName: 'test' }),
  ]);
  const metrics = job.FinalMetricDataList?.map(({ MetricName }) => MetricName);
  expect(metrics).toEqual(expect.arrayContaining(['train:objective_loss', 'validation:mse', 'test:mse']));
});

test.each<[string, sm.Channel[], RegExp]>([
  [
    'an augmented manifest',
    [channel({ S3DataType: 'AugmentedManifestFile', AttributeNames: ['x'] })],
    /AugmentedManifestFile, which Linear Learner does not take/,
  ],
  ['nothing under the prefix', [channel({ S3Uri: `s3://${bucket}/none/` })], /No S3 objects found/],
  ['a manifest that is not there', [channel(manifestUri('none'))], /manifest file .*none does not exist/],
  ['a manifest that is none', [channel(manifestUri('parts/part-0.pbr'))], /is not a list of a prefix/],
  ['what is not gzip', [channel(parts, { CompressionType: 'Gzip' })], /part-0\.pbr is not gzip/],
  ['no train channel', [channel({}, { ChannelName: 'test' })], /'train' is a required property/],
  [
    'a channel of another name',
    [channel(), channel({}, { ChannelName: 'extra' })],
    /Additional properties are not allowed \('extra' was unexpected\)/,
  ],
  [
    'another content type',
    [channel({}, { ContentType: 'csv' })],
    /No iterator has been registered for ContentType \('csv', '1\.0'\)/,
  ],
])('%s fails the job, saying so', async (_, channels, reason) => {
  const job = await trainOn(channels);
  expect(job).toMatchObject({ TrainingJobStatus: 'Failed', FailureReason: expect.stringMatching(reason) });
  expect(job.FailureReason).toMatch(/^ClientError: /);
  expect(job.ModelArtifacts?.S3ModelArtifacts).toBe('');
});

test('a manifest that names what is not there says which', async () => {
  await putObject(
    server,
    'gap.manifest',
    JSON.stringify([{ prefix: `s3://${bucket}/parts/` }, 'part-9.pbr']),
  );
  const job = await trainOn([channel(manifestUri('gap.manifest'))]);
  expect(job.FailureReason).toMatch(/names s3:\/\/tutorial\/parts\/part-9\.pbr, which does not exist/);
});

test('a job leaves no files of its own behind, and a start removes what a crash left', async () => {
  const scratch = join(server.stateFolder, 'scratch');
  expect(await readdir(scratch)).toEqual([]);
  await mkdir(join(scratch, 'job-left'));
  const again = await startEmbeddedServer({ stateFolder: server.stateFolder });
  expect(await readdir(scratch)).toEqual([]);
  await again.stop();
});
