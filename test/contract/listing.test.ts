import * as sm from '@aws-sdk/client-sagemaker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedServer } from './embeddedServer.ts';
import { bucket, imageUri, putObject, roleArn, train, trainingJob, uploadSalary } from './training.ts';

let server: Awaited<ReturnType<typeof startEmbeddedServer>>;
beforeAll(async () => {
  server = await startEmbeddedServer();
  await uploadSalary(server);
  await putObject(server, 'model.tar.gz', 'bytes');
});
afterAll(async () => {
  expect(server.errors).toEqual([]);
  await server.stop();
});

const createModel = (ModelName: string, Tags: sm.Tag[] = []) =>
  server.sagemaker.send(
    new sm.CreateModelCommand({
      ModelName,
      ExecutionRoleArn: roleArn,
      PrimaryContainer: { Image: imageUri, ModelDataUrl: `s3://${bucket}/model.tar.gz` },
      Tags,
    }),
  );
const listModels = (input: sm.ListModelsCommandInput) =>
  server.sagemaker.send(new sm.ListModelsCommand(input));
const names = ({ Models }: sm.ListModelsCommandOutput) => Models?.map(({ ModelName }) => ModelName);

test('pages neither repeat nor skip a resource when others are created in between', async () => {
  for (const name of ['page-a', 'page-b', 'page-c']) await createModel(name);
  const first = await listModels({ NameContains: 'PAGE', MaxResults: 2 });
  expect(names(first)).toEqual(['page-c', 'page-b']);
  await createModel('page-d');
  const second = await listModels({ NameContains: 'page', MaxResults: 2, NextToken: first.NextToken });
  expect(names(second)).toEqual(['page-a']);
  expect(second.NextToken).toBeUndefined();
  await expect(listModels({ NextToken: 'made up' })).rejects.toMatchObject({ name: 'ValidationException' });
});

test('lists are sorted by name and by time, ascending and descending', async () => {
  for (const name of ['sort-b', 'sort-a', 'sort-c']) await createModel(name);
  const sorted = async (SortBy: sm.ModelSortKey, SortOrder: sm.OrderKey) =>
    names(await listModels({ NameContains: 'sort-', SortBy, SortOrder }));
  expect(await sorted('Name', 'Ascending')).toEqual(['sort-a', 'sort-b', 'sort-c']);
  expect(await sorted('Name', 'Descending')).toEqual(['sort-c', 'sort-b', 'sort-a']);
  expect(await sorted('CreationTime', 'Ascending')).toEqual(['sort-b', 'sort-a', 'sort-c']);
  expect(await sorted('CreationTime', 'Descending')).toEqual(['sort-c', 'sort-a', 'sort-b']);
});

test('jobs are filtered by status and time, and an unknown filter is rejected', async () => {
  const list = async (input: sm.ListTrainingJobsCommandInput) => {
    const { TrainingJobSummaries } = await server.sagemaker.send(new sm.ListTrainingJobsCommand(input));
    return TrainingJobSummaries?.map(({ TrainingJobName }) => TrainingJobName);
  };
  await train(server, trainingJob('good', { epochs: '1' }));
  const bad = await train(server, trainingJob('bad', { mini_batch_size: '1000' }));
  expect(await list({ StatusEquals: 'Failed' })).toEqual(['bad']);
  expect(await list({ StatusEquals: 'InProgress' })).toEqual([]);
  expect(await list({ SortBy: 'Status', SortOrder: 'Ascending' })).toEqual(['good', 'bad']);
  const created = bad.CreationTime ?? new Date(0);
  expect(await list({ CreationTimeAfter: new Date(created.getTime() + 1000) })).toEqual([]);
  expect(await list({ CreationTimeBefore: new Date(created.getTime() + 1000) })).toEqual(['good', 'bad']);
  expect(await list({ LastModifiedTimeBefore: new Date(0) })).toEqual([]);
  await expect(list({ WarmPoolStatusEquals: 'Available' })).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('WarmPoolStatusEquals'),
  });
});

test('tags are added, listed and removed, and deleted with their resource', async () => {
  const { ModelArn: ResourceArn } = await createModel('tagged', [{ Key: 'project', Value: 'ünïcode' }]);
  const tags = async () => (await server.sagemaker.send(new sm.ListTagsCommand({ ResourceArn }))).Tags;
  await server.sagemaker.send(new sm.AddTagsCommand({ ResourceArn, Tags: [{ Key: 'k2', Value: 'v2' }] }));
  expect(await tags()).toEqual([
    { Key: 'project', Value: 'ünïcode' },
    { Key: 'k2', Value: 'v2' },
  ]);
  await server.sagemaker.send(new sm.DeleteTagsCommand({ ResourceArn, TagKeys: ['project'] }));
  expect(await tags()).toEqual([{ Key: 'k2', Value: 'v2' }]);
  await server.sagemaker.send(new sm.DeleteModelCommand({ ModelName: 'tagged' }));
  await createModel('tagged');
  expect(await tags()).toEqual([]);
});

test('one of two concurrent creates of the same name is rejected as existing', async () => {
  const outcomes = await Promise.allSettled([createModel('twin'), createModel('twin')]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test.each(['none', 'arn:aws:sagemaker:us-east-1:111122223333:model/' + 'x'.repeat(300)])(
  'tags of %s are rejected: it is not the ARN of a resource',
  async (ResourceArn) => {
    await expect(
      server.sagemaker.send(new sm.AddTagsCommand({ ResourceArn, Tags: [{ Key: 'a', Value: 'b' }] })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  },
);
