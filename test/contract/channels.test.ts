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

test('files under a prefix are read as one table in key order', async () => {
  expect(await modelOf(server, await trainOn([channel(parts)]))).toEqual(expected);
});

test('gzip channel larger than VolumeSizeInGB fails the job', async () => {
  const gzip = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 1 });
  await putObject(server, 'bomb/rows.gz', Buffer.concat(Array.from({ length: 20 }, () => gzip)));
  const source = { S3Uri: `s3://${bucket}/bomb/` };
  const job = await trainOn([channel(source, { CompressionType: 'Gzip' })], {
    ResourceConfig: { InstanceType: 'ml.m5.large', InstanceCount: 1, VolumeSizeInGB: 1 },
  });
  expect(job).toMatchObject({
    TrainingJobStatus: 'Failed',
    FailureReason: expect.stringMatching(/^ClientError: .*No space left on the training volume of 1 GB/),
  });
  expect(await readdir(join(server.stateFolder, 'scratch'))).toEqual([]);
});

test.each(['File', 'Pipe', 'FastFile'] as const)('input mode %s reads the same rows', async (mode) => {
  expect(await modelOf(server, await trainOn([channel(parts)], {}, mode))).toEqual(expected);
});

test('two instances with sharded data train the same model as one', async () => {
  const job = await trainOn([channel({ ...parts, S3DataDistributionType: 'ShardedByS3Key' })], {
    ResourceConfig: { InstanceType: 'ml.c4.xlarge', InstanceCount: 2, VolumeSizeInGB: 30 },
  });
  expect(job.ResourceConfig?.InstanceCount).toBe(2);
  expect(await modelOf(server, job)).toEqual(expected);
});

test.each([
  `s3.amazonaws.com/${bucket}`,
  `s3.us-east-1.amazonaws.com/${bucket}`,
  `${bucket}.s3.amazonaws.com`,
])('https://%s addresses the bucket', async (address) => {
  const job = await trainOn([channel({ S3Uri: `https://${address}/parts/` })]);
  expect(await modelOf(server, job)).toEqual(expected);
});

test('CreateTrainingJob rejects an address outside S3', async () => {
  const elsewhere = trainOn([channel({ S3Uri: 'https://example.com/parts/' })]);
  await expect(elsewhere).rejects.toThrow(
    /https:\/\/example\.com\/parts\/ at 'inputDataConfig\.s3Uri' is not an Amazon S3 address/,
  );
});

test('empty object counts as found and holds no rows', async () => {
  await putObject(server, 'void/rows.pbr', '');
  const { FailureReason } = await trainOn([channel({ S3Uri: `s3://${bucket}/void/` })]);
  expect(FailureReason).toMatch(/^ClientError: No training data processed/);
});

test('manifest objects are read in the order of the manifest', async () => {
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

test('gzip channel is decompressed', async () => {
  await putObject(server, 'packed/rows.gz', gzipSync(asRecordIO(salaryRows())));
  const source = { S3Uri: `s3://${bucket}/packed/` };
  const job = await trainOn([channel(source, { CompressionType: 'Gzip' })]);
  expect(await modelOf(server, job)).toEqual(expected);
});

test('validation and test channels are read along with train', async () => {
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
    /AugmentedManifestFile, which Linear Learner does not support/,
  ],
  ['nothing under the prefix', [channel({ S3Uri: `s3://${bucket}/none/` })], /No S3 objects found/],
  ['a manifest that is not there', [channel(manifestUri('none'))], /manifest file .*none does not exist/],
  ['a manifest that is none', [channel(manifestUri('parts/part-0.pbr'))], /is not a list of a prefix/],
  ['what is not gzip', [channel(parts, { CompressionType: 'Gzip' })], /part-0\.pbr is not gzip/],
  [
    'gzip in a channel without CompressionType',
    [channel({ S3Uri: `s3://${bucket}/packed/` })],
    /packed\/rows\.gz: it is gzip, but the CompressionType of its channel is None/,
  ],
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
  [
    'rows without labels',
    [channel({}, { ContentType: 'text/csv;label_size=0' })],
    /Channel train has no labels \(text\/csv;label_size=0\)/,
  ],
])('%s fails the job with that reason', async (_, channels, reason) => {
  const job = await trainOn(channels);
  expect(job).toMatchObject({ TrainingJobStatus: 'Failed', FailureReason: expect.stringMatching(reason) });
  expect(job.FailureReason).toMatch(/^ClientError: /);
  expect(job.ModelArtifacts?.S3ModelArtifacts).toBe('');
});

const csvLines = (rowCount: number) => Array.from({ length: rowCount }, (_, row) => `${row},${row}`);
/** Eleven files of five rows, one of them replaced; part-2 sorts after part-10. */
async function putParts(
  folder: string,
  file: string,
  change: (lines: string[]) => void,
): Promise<sm.Channel> {
  for (let part = 0; part <= 10; part += 1) {
    const lines = csvLines(5);
    const name = `part-${part}.csv`;
    if (name === file) change(lines);
    await putObject(server, `${folder}/${name}`, lines.join('\n'));
  }
  return channel({ S3Uri: `s3://${bucket}/${folder}` }, { ContentType: 'text/csv' });
}

test('rows of text/csv;label_size=1 begin with their label', async () => {
  const rows = await putParts('label-size', '', () => undefined);
  const [plain, sized] = [
    await trainOn([rows]),
    await trainOn([{ ...rows, ContentType: 'text/csv;label_size=1' }]),
  ];
  const loss = ({ FinalMetricDataList }: sm.DescribeTrainingJobCommandOutput) =>
    FinalMetricDataList?.find(({ MetricName }) => MetricName === 'train:objective_loss')?.Value;
  expect(loss(sized)).toBe(loss(plain));
  expect(sized.TrainingJobStatus).toBe('Completed');
  const unlabeled = { ...rows, ChannelName: 'test', ContentType: 'text/csv;label_size=0' };
  const untested = await trainOn([rows, unlabeled]);
  expect(untested.TrainingJobStatus).toBe('Completed');
  expect(untested.FinalMetricDataList?.some(({ MetricName }) => MetricName?.startsWith('test:'))).toBe(false);
});

test('unreadable row is reported with its file and its row in that file', async () => {
  const broken = await putParts('named', 'part-2.csv', (lines) => lines.splice(3, 1, '3,many'));
  expect((await trainOn([broken])).FailureReason).toBe(
    'ClientError: Unable to parse csv: rows 1-5, file /opt/ml/input/data/train/part-2.csv. Row 4 holds "many", which is not a number',
  );
  const source = { S3Uri: `s3://${bucket}/named/part-2` };
  expect((await trainOn([channel(source, { ContentType: 'text/csv' })])).FailureReason).toMatch(
    /file \/opt\/ml\/input\/data\/train\/part-2\.csv\./,
  );
});

test('label that is not a class is reported with its file and row', async () => {
  const labels = await putParts('labels', 'part-2.csv', (lines) => lines.splice(0, 5, '0,1', '1,1', '7,1'));
  const job = trainingJob('labels', {}, { InputDataConfig: [labels] });
  const classes = { predictor_type: 'multiclass_classifier', num_classes: '5', mini_batch_size: '5' };
  const { FailureReason } = await train(server, { ...job, HyperParameters: classes });
  expect(FailureReason).toBe(
    'ClientError: Row 18 of the train channel has the label 7: expected a whole number from 0 to 4. ' +
      'It is row 3 of file /opt/ml/input/data/train/part-2.csv.',
  );
});

test.each([
  ['train', '1e39,1', /^ClientError: Row 17 of the train channel has the label Infinity: expected a finite/],
  ['train', '1,-1e39', /^ClientError: Row 17 of the train channel has the value -Infinity in feature 1: exp/],
  ['validation', '1,1e39', /^ClientError: Row 17 of the validation channel has the value Infinity/],
  ['test', '1,1e39', /^ClientError: Row 17 of the test channel has the value Infinity/],
])('value of the %s channel outside float32 is reported: %s', async (name, row, reason) => {
  const folder = `beyond-${(count += 1)}`;
  const good = await putParts(`${folder}/good`, '', () => undefined);
  const bad = await putParts(`${folder}/bad`, 'part-2.csv', (lines) => lines.splice(1, 1, row));
  const channels = [{ ...bad, ChannelName: name }, ...(name === 'train' ? [] : [good])];
  const { FailureReason } = await trainOn(channels);
  expect(FailureReason).toMatch(reason);
  expect(FailureReason).toMatch(/It is row 2 of file \/opt\/ml\/input\/data\/\w+\/part-2\.csv\.$/);
});

test('incomplete last batch does not fail a job whose validation labels are constant', async () => {
  await putObject(server, 'tail/train/rows.csv', [...csvLines(5), '9,1e39'].join('\n'));
  await putObject(server, 'tail/validation/rows.csv', '3,1\n3,2');
  const given = (name: string) =>
    channel({ S3Uri: `s3://${bucket}/tail/${name}` }, { ChannelName: name, ContentType: 'text/csv' });
  expect(await trainOn([given('train'), given('validation')])).toMatchObject({
    TrainingJobStatus: 'Completed',
  });
});

test('job in which every model diverges reports the settings, not the data', async () => {
  for (const [name, settings] of [
    ['bias', { init_bias: '1e308' }],
    ['rate', { optimizer: 'sgd', learning_rate: '1e30' }],
  ] as const)
    expect((await train(server, trainingJob(name, settings))).FailureReason).toMatch(
      /^ClientError: Training diverged in epoch 1: learning_rate, wd/,
    );
});

test('missing object of a manifest is reported by name', async () => {
  await putObject(
    server,
    'gap.manifest',
    JSON.stringify([{ prefix: `s3://${bucket}/parts/` }, 'part-9.pbr']),
  );
  const job = await trainOn([channel(manifestUri('gap.manifest'))]);
  expect(job.FailureReason).toMatch(/names s3:\/\/tutorial\/parts\/part-9\.pbr, which does not exist/);
});

test('scratch files are removed after a job, and at the start after a crash', async () => {
  const scratch = join(server.stateFolder, 'scratch');
  expect(await readdir(scratch)).toEqual([]);
  await mkdir(join(scratch, 'job-left'));
  const again = await startEmbeddedServer({ stateFolder: server.stateFolder });
  expect(await readdir(scratch)).toEqual([]);
  await again.stop();
});
