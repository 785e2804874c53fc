import { ServiceError } from '../protocols/service.ts';
import type { Service } from '../protocols/service.ts';
import type { Account } from '../account.ts';

/** STS GetCallerIdentity and IAM GetRole, in the Query protocol. */
export function identityService({ id, roleName, roleArn }: Account): Service {
  return async (request) => {
    const form = new URLSearchParams((await request.readBody()).toString());
    const action = form.get('Action') ?? '';
    if (action === 'GetCallerIdentity') {
      const arn = `arn:aws:sts::${id}:assumed-role/${roleName}/local`;
      return answer(
        action,
        'https://sts.amazonaws.com/doc/2011-06-15/',
        `<Arn>${arn}</Arn><UserId>AROALOCAL:local</UserId><Account>${id}</Account>`,
        request.requestId,
      );
    }
    if (action === 'GetRole') {
      if (form.get('RoleName') !== roleName)
        throw new ServiceError(
          'NoSuchEntity',
          `The role with name ${form.get('RoleName')} cannot be found.`,
          404,
        );
      const role = `<Role><Path>/</Path><RoleName>${roleName}</RoleName><RoleId>AROALOCAL</RoleId><Arn>${roleArn}</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate></Role>`;
      return answer(action, 'https://iam.amazonaws.com/doc/2010-05-08/', role, request.requestId);
    }
    throw new ServiceError('InvalidAction', `The action ${action} is not implemented by the embedded server`);
  };
}

function answer(action: string, namespace: string, result: string, requestId: string) {
  const body = `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}
