import { ServiceError } from '../../src/local/protocols/service.ts';
import type { ServiceName } from './calls.ts';
import type { Principal } from './identity/principals.ts';

export interface Need {
  /** As IAM spells it, such as `s3:ListBucket`. */
  readonly action: string;
  /** An ARN, or `*`. */
  readonly resource: string;
}

type Reason = 'implicit' | 'explicit';

/** The error of a service for a caller without the right, in AWS's words. */
export function unauthorized(
  service: ServiceName,
  { arn }: Pick<Principal, 'arn'>,
  { action, resource }: Need,
  reason: Reason | '' = 'implicit',
): ServiceError {
  const because =
    reason === ''
      ? ''
      : reason === 'implicit'
        ? ` because no identity-based policy allows the ${action} action`
        : ` with an explicit deny in an identity-based policy`;
  const named = service === 's3' ? `"${resource}"` : resource;
  const message = `User: ${arn} is not authorized to perform: ${action} on resource: ${named}${because}`;
  switch (service) {
    case 's3':
    case 'sts':
    case 'iam':
      return new ServiceError('AccessDenied', message, 403);
    case 'runtime':
    case 'scheduler':
      return new ServiceError('AccessDeniedException', message, 403);
    case 'sso':
      return new ServiceError('ForbiddenException', 'No access', 403);
    case 'sagemaker':
    case 'logs':
    case 'monitoring':
    case 'pricing':
    case 'servicequotas':
    case 'ce':
    case 'sso-oidc':
    case 'signin':
    case 'metadata':
    case 'pricelist':
      return new ServiceError('AccessDeniedException', message);
  }
}
