import { partitionOf, s3Arn } from '../connections/partitions.ts';
import { type Ability, abilitiesOf, type Feature } from '../permissions/abilities.ts';
import { deleterRoleName, scheduleGroup } from './ownNames.ts';
import { operationList, type ResourceKind } from '../permissions/operations.ts';

/** Where a policy allows something; placeholders where that is not known. */
export interface Scope {
  readonly region: string;
  readonly accountId: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly roleArn?: string | undefined;
}

export const placeholders: Scope = {
  region: 'REGION',
  accountId: 'ACCOUNT',
  bucket: 'BUCKET',
  prefix: 'PREFIX',
};

interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** The key pattern of all objects of a scope. */
export const objectsArn = ({ region, bucket, prefix }: Scope): string =>
  s3Arn(region, [bucket, ...folders(prefix), '*'].join('/'));

export const bucketArn = ({ region, bucket }: Scope): string => s3Arn(region, bucket);

/** A `*`, `?` or `$` of a key means itself, not a pattern. */
const folders = (prefix: string) =>
  prefix
    .replaceAll(/[*?$]/g, '${$&}')
    .split('/')
    .filter((part) => part !== '');

/** The ARN or pattern of what a right is allowed on. */
function resourceArn(kind: ResourceKind, scope: Scope): string {
  const partition = partitionOf(scope.region);
  const { region, accountId } = scope;
  switch (kind) {
    case 'any':
      return '*';
    case 'bucket':
      return bucketArn(scope);
    case 'objects':
      return objectsArn(scope);
    case 'training-job':
    case 'model':
    case 'endpoint':
    case 'endpoint-config':
      return `arn:${partition}:sagemaker:${region}:${accountId}:${kind}/*`;
    case 'log-streams':
      return `arn:${partition}:logs:${region}:${accountId}:log-group:/aws/sagemaker/TrainingJobs:log-stream:*`;
    case 'roles':
      return `arn:${partition}:iam::${accountId}:role/*`;
    case 'new-role':
      return `arn:${partition}:iam::${accountId}:role/LinearLearner*`;
    case 'deleter-role':
      return `arn:${partition}:iam::${accountId}:role/${deleterRoleName}`;
    case 'schedule-group':
      return `arn:${partition}:scheduler:${region}:${accountId}:schedule-group/${scheduleGroup}`;
    case 'schedules':
      return `arn:${partition}:scheduler:${region}:${accountId}:schedule/${scheduleGroup}/*`;
    case 'execution-role':
      return scope.roleArn ?? `arn:${partition}:iam::${accountId}:role/ROLE`;
  }
}

/** What a user of the extension needs for these features, or for all. */
export function userPolicy(scope: Scope, features: readonly Feature[]): Policy {
  const wanted = new Set<Ability>(features.flatMap((feature) => abilitiesOf[feature]));
  const actions = new Map<string, Set<string>>();
  for (const { rights } of operationList())
    for (const [action, right] of Object.entries(rights)) {
      if (!right.for.some((ability) => wanted.has(ability))) continue;
      for (const kind of [right.on].flat()) {
        const arn = resourceArn(kind, scope);
        actions.set(arn, (actions.get(arn) ?? new Set()).add(action));
      }
    }
  const statements = [...actions].map(([Resource, names]): Statement => {
    const Action = [...names].toSorted();
    const isPassed = names.has('iam:PassRole');
    const to = Resource === resourceArn('deleter-role', scope) ? 'scheduler' : 'sagemaker';
    return { Effect: 'Allow', Action, Resource, ...(isPassed ? { Condition: passedTo(to) } : {}) };
  });
  return { Version: '2012-10-17', Statement: statements };
}

const passedTo = (service: 'sagemaker' | 'scheduler') => ({
  StringEquals: { 'iam:PassedToService': `${service}.amazonaws.com` },
});
