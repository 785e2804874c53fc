import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as s3 from '@aws-sdk/client-s3';
import { DescribeModelCommand } from '@aws-sdk/client-sagemaker';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { accountOf } from '../../src/local/account.ts';
import { buildServer } from './serverBundle.ts';
import { withServerProcess } from './serverProcess.ts';

test('server started with --account answers as that account everywhere', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'll-account-'));
  try {
    const module = await buildServer(folder);
    await withServerProcess(
      [process.execPath, module, '--account', '123456789012'],
      async (clients, ready) => {
        expect(ready.roleArn).toBe('arn:aws:iam::123456789012:role/LinearLearnerLocalExecutionRole');
        expect(await clients.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
          Account: '123456789012',
          Arn: 'arn:aws:sts::123456789012:assumed-role/LinearLearnerLocalExecutionRole/local',
        });
        await expect(clients.sagemaker.send(new DescribeModelCommand({ ModelName: 'none' }))).rejects.toThrow(
          'arn:aws:sagemaker:us-east-1:123456789012:model/none',
        );
        await clients.s3.send(new s3.CreateBucketCommand({ Bucket: 'owned' }));
        const owned = (ExpectedBucketOwner: string) =>
          clients.s3.send(new s3.HeadBucketCommand({ Bucket: 'owned', ExpectedBucketOwner }));
        await owned('123456789012');
        await expect(owned('111122223333')).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
      },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('account id of other than 12 digits is rejected', () => {
  expect(() => accountOf('12345')).toThrow('12 digits');
});
