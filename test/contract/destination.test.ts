import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as vscode from 'vscode';
import type { Connection } from '../../src/aws/connections/types.ts';
import { recognise } from '../../src/aws/failures/errors.ts';
import { askDestination, chooseDestination } from '../../src/commands/destination.ts';
import { upload } from '../../src/commands/upload.ts';
import { explain } from '../../src/platform/messages.ts';
import { openDestinations } from '../../src/runs/destinations.ts';
import { openSessions } from '../../src/runs/session.ts';
import type { OpenSession, Sessions } from '../../src/runs/session.ts';
import { forgetShown, shown } from '../fakeVscode.ts';
import { openProduct } from './product.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
let product: Awaited<ReturnType<typeof openProduct>>;
let sessions: Sessions;
const openSession: OpenSession = (signal) => sessions.open(signal);
/** A connection that needs a bucket and a role: the embedded server as a custom endpoint URL. */
beforeEach(async () => {
  forgetShown();
  product = await openProduct();
  const { accessKeyId, secretAccessKey } = product.server.client.credentials;
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', '');
  vi.stubEnv('AWS_PROFILE', '');
  const connection: Connection = { kind: 'custom', endpointUrl: await product.server.openPort() };
  sessions = openSessions({
    connection: () => connection,
    connectLocal: () => Promise.reject(new Error('it is not the embedded server to us')),
    destinations: openDestinations(product.storage),
    renewals: () => 0,
    onOpened: () => undefined,
    askDestination,
  });
});
afterEach(async () => {
  sessions.dispose();
  vi.unstubAllEnvs();
  await product.stop();
});
const questions = () => shown.filter(({ kind }) => kind === 'input').map(({ detail }) => detail);

test('bucket and role are requested once and can be chosen again from the remembered ones', async () => {
  const { destination } = await openSession();
  forgetShown('New or other bucket…', 'first-bucket', 'Paste an ARN…', role('first'));
  expect(await destination()).toEqual({ bucket: 'first-bucket', roleArn: role('first') });
  expect(questions()).toEqual(['linear-learner-us-east-1-111122223333', undefined]);
  forgetShown();
  expect(await destination()).toMatchObject({ bucket: 'first-bucket' });
  expect(questions()).toEqual([]);

  forgetShown('New or other bucket…', 'second-bucket', 'Paste an ARN…', role('second'));
  await chooseDestination({ ...product.services, openSession });
  expect(questions()).toEqual(['first-bucket', role('first')]);
  expect(shown.at(-1)?.message).toContain('s3://second-bucket');
  forgetShown();
  expect(await destination()).toEqual({ bucket: 'second-bucket', roleArn: role('second') });
});

test('cancelling half-way keeps the remembered choices', async () => {
  const { destination, changeDestination } = await openSession();
  forgetShown('New or other bucket…', 'first-bucket', 'Paste an ARN…', role('first'));
  await destination();
  forgetShown('New or other bucket…', 'second-bucket', 'Paste an ARN…', undefined);
  await expect(changeDestination()).rejects.toThrow('Cancelled');
  expect(await destination()).toEqual({ bucket: 'first-bucket', roleArn: role('first') });
});

test('Upload requests no role and validates the bucket name', async () => {
  const path = join(product.storage, '..', 'salary.csv');
  await writeFile(path, 'x\n1\n');
  forgetShown('Tables', 'tables-of-a-test', 'raw');
  const services = { ...product.services, openSession };
  expect(await upload(services, vscode.Uri.file(path), undefined)).toEqual({
    s3Uri: 's3://tables-of-a-test/raw/salary.csv',
  });
  const offered = 'linear-learner-us-east-1-111122223333';
  expect(questions()).toEqual([offered, offered, 'linear-learner']);
  expect(shown[0]?.choices).toEqual([expect.stringContaining('3 to 63 lowercase letters')]);
});

test('Local reports that it has its own bucket and role', async () => {
  expect(await chooseDestination(product.services)).toBeUndefined();
  expect(shown.map(({ message }) => message)).toEqual(['Local has its own bucket and role.']);
});

test.each([
  `User: arn:aws:iam::1:user/x is not authorized to perform: iam:PassRole on resource: ${role('first')}`,
  `Could not assume role ${role('first')}. Please ensure that the role exists`,
  'Access denied to OutputDataConfig S3 bucket',
])('rejected role offers to choose another: %s', (message) => {
  const { remedies } = explain(recognise(new Error(message), 'CreateTrainingJob'));
  expect(remedies.at(-1)).toEqual({ kind: 'chooseDestination' });
});
