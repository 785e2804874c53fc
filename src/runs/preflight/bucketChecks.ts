import { bucketNameProblem, defaultBucketName } from '../../aws/bucketNames.ts';
import { s3Arn } from '../../aws/connections/partitions.ts';
import type { SimulatedCalls } from '../../aws/simulation.ts';
import { failed, passed, unknown } from './check.ts';
import type { Fix } from './check.ts';
import { simulated } from './context.ts';
import type { CheckContext, RunCheck } from './context.ts';

/** Another bucket, where the one of now comes from. */
const otherBucket = ({ experiment }: Pick<CheckContext, 'experiment'>): readonly Fix[] => [
  { kind: experiment.output.bucket === undefined ? 'chooseBucket' : 'chooseOwnBucket' },
];

/** That it exists or can have its name, its region, and its owner. */
export const checkBucket: RunCheck = async (context) => {
  const { session, bucket, identity, signal } = context;
  const { aws, region } = session;
  const chooseBucket = otherBucket(context);
  if (bucket === undefined) return unknown('bucket', { kind: 'not-chosen' }, chooseBucket);
  if (bucketNameProblem(bucket) !== undefined)
    return failed('bucket', { why: 'name-invalid', bucket, region }, chooseBucket);
  if (!context.isBucketConfirmed) return unknown('bucket', { kind: 'unconfirmed' });
  const { accountId } = identity;
  const known = await session.bucketOwner(bucket);
  const standing = await aws.bucketStanding(bucket, { accountId, known, signal });
  const ofOthers = (facts: { readonly bucket: string; readonly region: string }) => {
    if (known !== undefined)
      return failed('bucket', { why: 'owner-other', owner: known, ...facts }, chooseBucket);
    // As `ensureBucket` refuses it.
    if (bucket === defaultBucketName(region, accountId))
      return failed('bucket', { why: 'taken', ...facts }, chooseBucket);
    return failed('bucket', { why: 'other-account', ...facts }, [
      { kind: 'agreeToOwner', bucket },
      ...chooseBucket,
    ]);
  };
  switch (standing.kind) {
    case 'none':
      return known === undefined || known === accountId
        ? passed('bucket', { bucket, region, isMissing: true })
        : ofOthers({ bucket, region });
    case 'hidden':
      return unknown('bucket', { kind: 'hidden' }, chooseBucket);
    case 'exists': {
      const facts = { bucket, region: standing.region };
      if (standing.region !== region)
        return failed('bucket', { why: 'other-region', ...facts }, chooseBucket);
      if (standing.owner === 'other') return ofOthers(facts);
      const shared = known === undefined || known === accountId ? {} : { sharedBy: known };
      return passed('bucket', { ...facts, isMissing: false, ...shared });
    }
  }
};

/** Whether the caller's policies allow the upload; nothing is written to find out. */
export const checkBucketAccess: RunCheck = async (context) => {
  const { bucket, experiment, session } = context;
  const chooseBucket = otherBucket(context);
  if (bucket === undefined) return unknown('bucket-access', { kind: 'not-chosen' }, chooseBucket);
  const arn = await context.callerArn();
  if (arn === undefined) return unknown('bucket-access', { kind: 'caller' });
  const { prefix } = experiment.output;
  const { refused, isRefused, isDenied, unclear } = await simulated(
    context,
    arn,
    callsOfPrefix(session.region, bucket, prefix),
  );
  if (isRefused) return failed('bucket-access', refused, chooseBucket, !isDenied);
  return unclear.length > 0
    ? unknown('bucket-access', { kind: 'conditions', actions: unclear })
    : passed('bucket-access', { bucket, prefix });
};

/** What a training does with its prefix: both the caller, who uploads and reads the model, and the role. */
export function callsOfPrefix(region: string, bucket: string, prefix: string): readonly SimulatedCalls[] {
  const arn = s3Arn(region, bucket);
  const folder = prefix === '' ? '' : `${prefix}/`;
  return [
    { actions: ['s3:GetObject', 's3:PutObject'], resource: `${arn}/${folder}train/linear-train-data` },
    {
      actions: ['s3:ListBucket'],
      resource: arn,
      context: { 's3:prefix': `${folder}train/linear-train-data` },
    },
  ];
}
