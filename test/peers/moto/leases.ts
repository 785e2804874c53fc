// The life of a leased endpoint against moto's SageMaker, Scheduler and CloudWatch: `leases.mjs ENDPOINT_URL`. moto keeps schedules and
// runs none, so what AWS would do at the end of a lease is done by the window here.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { AddTagsCommand, DeleteTagsCommand, ListTagsCommand } from '@aws-sdk/client-sagemaker';
import { variantName } from '../../../src/aws/deploy.ts';
import * as aws from '../../../src/aws/index.ts';
import { newEndpointName } from '../../../src/aws/names.ts';
import { deleterRole } from '../../../src/aws/policies/deleterRole.ts';
import { openEndpointLedger } from '../../../src/guard/journal/endpointLedger.ts';
import { openSpendFile } from '../../../src/guard/journal/spendFile.ts';
import { openAbsences } from '../../../src/runs/absences.ts';
import { checkLease } from '../../../src/runs/checkLease.ts';
import { deleteOnRecord } from '../../../src/runs/deleteOnRecord.ts';
import { deployOnRecord } from '../../../src/runs/deploy.ts';
import { openDestinations } from '../../../src/runs/destinations.ts';
import { extendLease } from '../../../src/runs/extendLease.ts';
import { ourEndpoints } from '../../../src/runs/ourEndpoints.ts';
import { openSessions } from '../../../src/runs/session.ts';
import type { Session } from '../../../src/runs/session.ts';

const [, , endpointUrl = ''] = process.argv;
const { signal } = new AbortController();
const folder = await mkdtemp(join(tmpdir(), 'moto-leases-'));
const roleArn = 'arn:aws:iam::123456789012:role/linear-learner';
const clients = aws.createClients({ kind: 'custom', endpointUrl });
const sessions = openSessions({
  connection: () => ({ kind: 'custom', endpointUrl }),
  connectLocal: async () => assert.fail('Local is not used'),
  renewals: () => 0,
  onOpened: () => undefined,
  destinations: openDestinations(folder),
  askDestination: async () => ({ bucket: 'leases', roleArn }),
});
const ledger = openEndpointLedger(join(folder, 'journal'));
try {
  const opened = await sessions.open(signal);
  const session: Session = { ...opened, pollIntervalMs: 50 };
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'leases' }));
  const { accountId } = await session.identity();
  const { arn: deleterArn } = await session.aws.ensureDeleterRole(
    deleterRole({ region: session.region, accountId }),
  );
  await wholeLife(session, deleterArn);
  await endedLease(session, deleterArn);
  console.log('  a leased endpoint was deployed, extended, counted, deleted and ended');
} finally {
  sessions.dispose();
  clients.destroy();
  await rm(folder, { recursive: true, force: true });
}

async function deployed(session: Session, deleterArn: string): Promise<string> {
  const endpointName = newEndpointName('leased');
  await deployOnRecord(
    session,
    ledger,
    {
      endpointName,
      imageUri: '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1',
      modelS3Uri: 's3://leases/linear-learner/output/job-1/output/model.tar.gz',
      roleArn,
      instanceType: 'ml.m5.large',
      instanceCount: 1,
      origin: { trainingJobName: 'job-1' },
      leaseMinutes: 60,
      deleter: { roleArn: deleterArn },
      onUnscheduled: (error) => assert.fail(String(error)),
    },
    signal,
  );
  return endpointName;
}

/** Deploy with a schedule, extend, count requests, delete all of it. */
async function wholeLife(session: Session, deleterArn: string): Promise<void> {
  const endpointName = await deployed(session, deleterArn);
  const details = (await session.aws.describeEndpoint(endpointName)) ?? assert.fail('no endpoint');
  const [entry] = (await ledger.read()).entries;
  const lease = entry?.lease;
  assert(lease?.kind === 'until' && entry?.state === 'seen');
  assert.equal(details.guard?.expiresAtMs, Math.floor(lease.expiresAtMs / 1000) * 1000);
  const armed = (await session.aws.findSchedule(endpointName)) ?? assert.fail('no schedule');
  assert(Math.abs(armed.dueAtMs - lease.expiresAtMs) < 1000);

  const longer = await extendLease(session, ledger, { endpointName, minutes: 60 });
  assert.equal(longer.expiresAtMs - (details.guard?.expiresAtMs ?? 0), 3_600_000);
  assert.equal((await session.aws.findSchedule(endpointName))?.dueAtMs, longer.expiresAtMs);
  await replaceTags(details.arn);
  assert.equal((await session.aws.readEndpointGuard(details.arn)).expiresAtMs, longer.expiresAtMs);

  const counted = { endpointName, variantNames: [variantName] };
  const since = { sinceMs: Date.now() - 3_600_000 };
  assert.deepEqual((await session.aws.invocationsSince([counted], since)).get(endpointName), {
    kind: 'no-data',
  });
  await invoked(endpointName, 3);
  assert.deepEqual((await session.aws.invocationsSince([counted], since)).get(endpointName), {
    kind: 'measured',
    sum: 3,
  });

  const request = { endpointName, also: { config: true, model: true }, by: 'user' as const };
  assert.deepEqual(await deleteOnRecord(session, ledger, request, { signal }), { kind: 'done' });
  const { aws: operations } = session;
  assert.equal(await operations.describeEndpoint(endpointName), undefined);
  assert.equal(await operations.findSchedule(endpointName), undefined);
  assert.deepEqual(await operations.listSchedules(), []);
  const { found } = await operations.listOurModels();
  assert.deepEqual(found, []);
  await confirmGone(session);
  const { lines } = await openSpendFile(join(folder, 'journal')).read();
  assert.deepEqual(
    lines.map(({ name, endedBy }) => [name, endedBy]),
    [[endpointName, 'user']],
  );
}

/** A lease that has ended by the service's clock is ended by a window, and its schedule is gone as well. */
async function endedLease(session: Session, deleterArn: string): Promise<void> {
  const endpointName = await deployed(session, deleterArn);
  const { arn } = (await session.aws.describeEndpoint(endpointName)) ?? assert.fail('no endpoint');
  const check = async () => {
    const { entries } = await ledger.read();
    const entry = entries.find((one) => one.endpointName === endpointName) ?? assert.fail('no record');
    return checkLease(entry, { session, ledger, by: 'window', signal });
  };
  assert.equal((await check()).kind, 'running');
  await session.aws.writeEndpointGuard(arn, { expiresAtMs: Date.now() - 3_600_000 });
  await replaceTags(arn);
  assert.equal((await check()).kind, 'deleted');
  assert.equal(await session.aws.describeEndpoint(endpointName), undefined);
  assert.equal(await session.aws.findSchedule(endpointName), undefined);
}

/** AWS replaces a tag that is added again; moto keeps both. */
async function replaceTags(ResourceArn: string): Promise<void> {
  const { Tags = [] } = await clients.sagemaker.send(new ListTagsCommand({ ResourceArn }));
  const last = new Map(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
  await clients.sagemaker.send(new DeleteTagsCommand({ ResourceArn, TagKeys: [...last.keys()] }));
  const kept = [...last].map(([Key, Value]) => ({ Key, Value }));
  await clients.sagemaker.send(new AddTagsCommand({ ResourceArn, Tags: kept }));
}

/** What SageMaker counts when an endpoint is invoked; moto counts nothing by itself. */
async function invoked(endpointName: string, count: number): Promise<void> {
  const cloudWatch = new CloudWatchClient({ endpoint: endpointUrl, region: clients.region });
  await cloudWatch.send(
    new PutMetricDataCommand({
      Namespace: 'AWS/SageMaker',
      MetricData: [
        {
          MetricName: 'Invocations',
          Dimensions: [
            { Name: 'EndpointName', Value: endpointName },
            { Name: 'VariantName', Value: variantName },
          ],
          Timestamp: new Date(Date.now() - 60_000),
          Value: count,
        },
      ],
    }),
  );
  cloudWatch.destroy();
}

async function confirmGone(session: Session): Promise<void> {
  const absences = openAbsences();
  for (let looks = 0; looks < 20 && (await ledger.read()).entries.length > 0; looks += 1) {
    await ourEndpoints(session, ledger, { absences, signal });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.deepEqual((await ledger.read()).entries, []);
}
