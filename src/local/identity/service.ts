import { ServiceError } from '../protocols/service.ts';
import type { Service, ServiceResponse } from '../protocols/service.ts';
import { xmlDocument } from '../protocols/xml.ts';
import type { XmlElement } from '../protocols/xml.ts';
import type { Account } from '../account.ts';
import { readParameters } from './parameters.ts';
import type { Parameters } from './parameters.ts';
import { simulatePrincipalPolicy } from './simulation.ts';

interface QueryOperation {
  /** Parameters that it understands; a list's members are numbered `NAME.member.N`. */
  readonly parameters: readonly string[];
  readonly namespace: string;
  readonly result: (account: Account, parameters: Parameters) => readonly XmlElement[];
}

const sts = 'https://sts.amazonaws.com/doc/2011-06-15/';
const iam = 'https://iam.amazonaws.com/doc/2010-05-08/';
const hour = 3600;

const operations: Readonly<Record<string, QueryOperation>> = {
  GetCallerIdentity: {
    parameters: [],
    namespace: sts,
    result: ({ id, roleName }) => [
      ['Arn', `arn:aws:sts::${id}:assumed-role/${roleName}/local`],
      ['UserId', 'AROALOCAL:local'],
      ['Account', id],
    ],
  },
  GetRole: {
    parameters: ['RoleName'],
    namespace: iam,
    result: (account, { text }) => {
      if (text('RoleName') !== account.roleName) throw noSuchRole(text('RoleName') ?? '');
      return [['Role', executionRole(account)]];
    },
  },
  ListRoles: {
    // All roles are on the first page: there is one.
    parameters: ['PathPrefix', 'MaxItems'],
    namespace: iam,
    result: (account, { text }) => [
      ['Roles', (text('PathPrefix') ?? '/') === '/' ? [['member', executionRole(account)]] : []],
      ['IsTruncated', false],
    ],
  },
  SimulatePrincipalPolicy: {
    // The role may do everything, in every context.
    parameters: ['PolicySourceArn', 'ActionNames', 'ResourceArns', 'ContextEntries', 'MaxItems', 'Marker'],
    namespace: iam,
    result: ({ roleArn }, parameters) => {
      const source = parameters.text('PolicySourceArn');
      if (source !== roleArn) throw noSuchRole(source ?? '');
      return simulatePrincipalPolicy(parameters);
    },
  },
};

const executionRole = ({ roleName, roleArn }: Account): readonly XmlElement[] => [
  ['Path', '/'],
  ['RoleName', roleName],
  ['RoleId', 'AROALOCAL'],
  ['Arn', roleArn],
  ['CreateDate', '2026-01-01T00:00:00Z'],
  ['AssumeRolePolicyDocument', encodeURIComponent(JSON.stringify(trustPolicy))],
  ['MaxSessionDuration', hour],
];

/** Who may assume the execution role. */
const trustPolicy = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'sagemaker.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
};

const noSuchRole = (name: string) =>
  new ServiceError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);

/** The operations of STS and IAM, in the Query protocol, with which clients find and check the execution role. */
export function identityService(account: Account): Service {
  return async (request) => {
    const form = new URLSearchParams((await request.readBody()).toString());
    const action = form.get('Action') ?? '';
    const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
    if (operation === undefined)
      throw new ServiceError(
        'InvalidAction',
        `The action ${action} is not implemented by the embedded server`,
      );
    const result = operation.result(account, readParameters(form, operation.parameters));
    return answer(action, operation.namespace, result, request.requestId);
  };
}

function answer(
  action: string,
  namespace: string,
  result: readonly XmlElement[],
  requestId: string,
): ServiceResponse {
  const body = xmlDocument(`${action}Response`, namespace, [
    [`${action}Result`, result],
    ['ResponseMetadata', [['RequestId', requestId]]],
  ]);
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}
