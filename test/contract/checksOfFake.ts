import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { shippedRates } from '../../src/aws/costs.ts';
import type { RateBook } from '../../src/aws/costs.ts';
import * as aws from '../../src/aws/index.ts';
import { experimentSchema } from '../../src/data/shapes/experiment.ts';
import type { Experiment } from '../../src/data/shapes/experiment.ts';
import type { CheckName } from '../../src/runs/preflight/check.ts';
import { openQuotaSweeps } from '../../src/runs/preflight/quotaSweeps.ts';
import { checkConnection } from '../../src/runs/preflight/runChecks.ts';
import { openFakeAws } from '../fakeAws/fakeAws.ts';
import type { Fault } from '../fakeAws/faults.ts';
import type { PolicyDocument } from '../fakeAws/identity/policies.ts';
import { retryAtOnce } from '../fakeAws/retries.ts';
import { clientsOfFake, first, other } from './fakeAws/fakeClients.ts';

const connection: aws.Connection = { kind: 'aws', profile: 'fake', region: 'us-east-1' };
export const bucket = 'tables';
const least: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { StringLike: { 's3:prefix': ['mine/*', 'mine'] } },
    },
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: `arn:aws:s3:::${bucket}/mine/*` },
  ],
};

export interface Given {
  readonly experiment?: Partial<Experiment>;
  readonly destination?: { readonly bucket?: string; readonly roleArn?: string };
  readonly region?: string;
  readonly keys?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly faults?: readonly Fault[];
  /** Remembered, by bucket. */
  readonly owners?: Readonly<Record<string, string>>;
  readonly now?: () => Date;
  readonly clients?: aws.AwsClients;
  readonly rates?: RateBook;
}

export const instances = (instanceType: string, instanceCount = 1) => ({ instanceType, instanceCount });

/**
 * A cloud in which an account has all that a training needs, with `tables` as its bucket. `far` is its bucket of another region; of the
 * buckets of another account, `others` is shared with it and `closed` is not.
 */
export async function openChecks() {
  const fake = await openFakeAws({ accounts: [first, other] });
  const roleArn = fake.account(first).addRole('Learner', { path: '/ml/', policies: { least } }).arn;
  await clientsOfFake(fake).s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const ofOther = clientsOfFake(fake, { accountId: other });
  await ofOther.s3.send(new CreateBucketCommand({ Bucket: 'others' }));
  fake.shareBucket('others', first);
  await ofOther.s3.send(new CreateBucketCommand({ Bucket: 'closed' }));
  await clientsOfFake(fake, { region: 'eu-west-1' }).s3.send(
    new CreateBucketCommand({
      Bucket: 'far',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  );
  const opened: aws.AwsClients[] = [];
  /** Every check by its name, and the operations that were called for them. */
  async function look({
    experiment,
    destination,
    region = 'us-east-1',
    keys,
    faults = [],
    owners = {},
    now,
    rates = shippedRates,
    ...given
  }: Given = {}) {
    const access = { ...fake.access(first, region), ...keys };
    const clients = given.clients ?? aws.createClients(aws.localConnection, access);
    opened.push(clients);
    retryAtOnce(clients);
    const session = {
      aws: aws.bindOperations(clients),
      connection: { ...connection, region },
      region,
      configuredEndpoints: {},
      bucketOwner: async (name: string) => owners[name],
      signInEndsAtMs: async () => aws.signInEndReader(undefined)(await clients.credentialsEndAtMs()),
    };
    const prices = { rates: async () => rates };
    fake.setFaults(...faults);
    const checks = await checkConnection(
      session,
      {
        experiment: experimentSchema.parse({
          version: 1,
          dataset: 't.csv',
          target: 'y',
          split: { test: 0.25 },
          training: instances('ml.m5.large'),
          endpoint: instances('ml.m5.large'),
          output: { prefix: 'mine' },
          ...experiment,
        }),
        destination: { bucket, roleArn, ...destination },
        isConfirmed: false,
      },
      { quotas: openQuotaSweeps(), prices, signal: new AbortController().signal, ...(now && { now }) },
    );
    const operations = [...fake.operations];
    return {
      operations,
      of: (name: CheckName) => checks.find(({ check }) => check === name),
      states: Object.fromEntries(checks.map(({ check, state }) => [check, state])),
    };
  }

  return {
    fake,
    roleArn,
    look,
    /** Forgets faults and closes what `look` has opened. */
    clear() {
      fake.setFaults();
      for (const clients of opened.splice(0)) clients.destroy();
    },
    stop: () => fake.stop(),
  };
}

export type Checks = Awaited<ReturnType<typeof openChecks>>;
