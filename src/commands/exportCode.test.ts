import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { Uri } from '../../test/fakeVscode.ts';
import { exportCode } from './exportCode.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-export-'));
  return () => rm(folder, { recursive: true, force: true });
});

const job = {
  roleArn: 'arn:aws:iam::111122223333:role/of-the-job',
  imageUri: 'image-of-the-job',
  hyperparameters: { epochs: '3' },
};

/** Services with one run on the connection `local`; the engine answers with what it was given. */
function servicesWith(describe: () => Promise<typeof job> = async () => job) {
  const record = {
    trainingJobName: 'job',
    title: 'my: run',
    experimentPath: join(folder, 'my run.linear.json'),
    experiment: { dataset: '../data/t.csv', output: { prefix: 'p' } },
    datasetSha256: 'abc',
    preparation: { features: [] },
    modelS3Uri: 's3://bucket-of-the-run/p/output/job/output/model.tar.gz',
  };
  const session = {
    connectionId: 'local',
    connection: { kind: 'local' },
    aws: { describeTrainingJob: describe },
    destination: async () => ({ bucket: 'own', roleArn: 'arn:aws:iam::111122223333:role/own' }),
  };
  const services = {
    engine: { runAsPython: async (given: object) => JSON.stringify(given) },
    openSession: () => Promise.reject(new Error('the current connection')),
    sessionOf: (connectionId: string) => async () => ({ ...session, connectionId }),
    records: { find: async (_: string, name: string) => (name === 'job' ? record : undefined) },
    trust: async () => ({ tableOf: async () => join(folder, '..', 'data', 't.csv') }),
    s3Tables: {},
  };
  // SAFETY: all that is used of the services.
  return services as never;
}

const named = { trainingJobName: 'job', connectionId: 'local' };

test('a run is exported beside its experiment, and never over a file that is there', async () => {
  const given = { ...named, client: 'boto3', as: 'ipynb' } as const;
  const { file } = await exportCode(servicesWith(), given);
  expect(file.fsPath).toBe(join(folder, 'my_ run-boto3.ipynb'));
  expect(JSON.parse(await readFile(file.fsPath, 'utf8'))).toMatchObject({
    client: 'boto3',
    as: 'ipynb',
    dataset: '../data/t.csv',
    datasetPath: join(folder, '..', 'data', 't.csv'),
    hyperparameters: { epochs: '3' },
    place: {
      bucket: 'bucket-of-the-run',
      roleArn: job.roleArn,
      imageUri: job.imageUri,
      needsEnvironment: true,
    },
  });
  await exportCode(servicesWith(), given);
  expect((await readdir(folder)).toSorted()).toEqual(['my_ run-boto3-2.ipynb', 'my_ run-boto3.ipynb']);
});

test('a run whose job is gone is exported with the role of its connection', async () => {
  const gone = Object.assign(new Error('gone'), { code: 'resource-not-found', facts: {} });
  const services = servicesWith(() => Promise.reject(gone));
  // SAFETY: a URI of the stand-in is all that is used.
  const to = Uri.file(join(folder, 'other')) as never;
  const { file } = await exportCode(services, { ...named, client: 'sagemaker2', as: 'py', folder: to });
  expect(file.fsPath).toBe(join(folder, 'other', 'my_ run-sagemaker2.py'));
  expect(JSON.parse(await readFile(file.fsPath, 'utf8'))).toMatchObject({
    dataset: '../../data/t.csv',
    place: { roleArn: 'arn:aws:iam::111122223333:role/own' },
  });
});
