/** The AWS account and region that the embedded server stands in for. */
export interface Account {
  /** 12 digits. */
  readonly id: string;
  readonly region: string;
  readonly roleName: string;
  /** The execution role of training jobs and models. */
  readonly roleArn: string;
}

const defaultId = '111122223333';
const roleName = 'LinearLearnerLocalExecutionRole';

/** Throws when `id` is not 12 digits. */
export function accountOf(id = defaultId): Account {
  if (!/^\d{12}$/.test(id)) throw new Error(`${id} is not an AWS account id: 12 digits are expected`);
  return { id, region: 'us-east-1', roleName, roleArn: `arn:aws:iam::${id}:role/${roleName}` };
}

/** SageMaker's ARNs hold names in lower case. */
export const arnOf = (
  { id, region }: Account,
  kind: 'training-job' | 'model' | 'endpoint-config' | 'endpoint',
  name: string,
) => `arn:aws:sagemaker:${region}:${id}:${kind}/${name.toLowerCase()}`;

export const logGroupArnOf = ({ id, region }: Account, group: string) =>
  `arn:aws:logs:${region}:${id}:log-group:${group}`;
