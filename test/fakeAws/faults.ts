import { ServiceError } from '../../src/local/protocols/service.ts';
import { isXml } from './answers.ts';
import type { Call, ServiceName, SignedCall } from './calls.ts';
import { unauthorized } from './denials.ts';
import type { Need } from './denials.ts';
import { notAssumableByScheduler } from './services/scheduler.ts';
import { notAssumable } from './services/sagemaker.ts';

/** What the cloud does with a call that a fault meets. */
export interface Treatment {
  /** Whether the call takes effect. */
  readonly takesEffect: boolean;
  readonly answer: Answer;
}

type Answer =
  /** The connection breaks, in the last case in the middle of the answer. */
  | { readonly kind: 'lost' | 'cut off' }
  /** No answer until `release`. */
  | { readonly kind: 'held' }
  | { readonly kind: 'real' }
  | { readonly kind: 'refused'; readonly error: (call: SignedCall | Call, need: Need) => ServiceError }
  | { readonly kind: 'body'; readonly text: string };

const refused = (error: (service: ServiceName) => ServiceError): Answer => ({
  kind: 'refused',
  error: ({ service }) => error(service),
});
const body = (text: string): Answer => ({ kind: 'body', text });

const oauth = (code: string, error: string, status = 400) =>
  new ServiceError(code, error, status, { error, error_description: `${error} of a test` });

export function expired(service: ServiceName): ServiceError {
  const message = 'The security token included in the request is expired';
  switch (service) {
    case 's3':
      return new ServiceError('ExpiredToken', 'The provided token has expired.');
    case 'sts':
    case 'iam':
      return new ServiceError('ExpiredToken', message, 403);
    case 'runtime':
    case 'scheduler':
      return new ServiceError('ExpiredTokenException', message, 403);
    case 'sso':
      return new ServiceError('UnauthorizedException', 'Session token not found or invalid', 401);
    case 'sso-oidc':
      return oauth('ExpiredTokenException', 'expired_token');
    case 'signin':
      return oauth('AccessDeniedException', 'TOKEN_EXPIRED');
    case 'sagemaker':
    case 'logs':
    case 'monitoring':
    case 'ce':
    case 'servicequotas':
    case 'pricing':
    case 'metadata':
    case 'pricelist':
      return new ServiceError('ExpiredTokenException', message);
  }
}

function throttled(service: ServiceName): ServiceError {
  switch (service) {
    case 's3':
      return new ServiceError('SlowDown', 'Please reduce your request rate.', 503);
    case 'sts':
    case 'iam':
      return new ServiceError('Throttling', 'Rate exceeded');
    case 'sso':
    case 'metadata':
    case 'pricelist':
      return new ServiceError('TooManyRequestsException', 'Rate exceeded', 429);
    case 'servicequotas':
      return new ServiceError('TooManyRequestsException', 'Rate exceeded');
    case 'ce':
      return new ServiceError('LimitExceededException', 'You made too many calls in a short period of time.');
    case 'sso-oidc':
      return oauth('SlowDownException', 'slow_down');
    case 'signin':
      return oauth('TooManyRequestsError', 'TOO_MANY_REQUESTS', 429);
    case 'sagemaker':
    case 'runtime':
    case 'logs':
    case 'monitoring':
    case 'pricing':
      return new ServiceError('ThrottlingException', 'Rate exceeded');
    case 'scheduler':
      return new ServiceError('ThrottlingException', 'Rate exceeded', 429);
  }
}

function broken(service: ServiceName): ServiceError {
  const oidc = service === 'sso-oidc' || service === 'signin';
  if (oidc) return oauth('InternalServerException', 'server_error', 500);
  return service === 's3'
    ? new ServiceError('InternalError', 'We encountered an internal error. Please try again.', 500)
    : new ServiceError('InternalFailure', 'Internal failure', 500);
}

const denied: Answer = {
  kind: 'refused',
  error: (call, need) => {
    const { service } = call;
    if (service === 'sso-oidc') return oauth('AccessDeniedException', 'access_denied');
    if (service === 'signin') return oauth('AccessDeniedException', 'INSUFFICIENT_PERMISSIONS');
    return unauthorized(service, 'principal' in call ? call.principal : { arn: 'nobody' }, need);
  },
};

export const isDenial = (answer: Answer) => answer === denied;

/** Every fault, by name. What happens to the client at that moment, if anything, is up to the test. */
const faults = {
  'lost before': { takesEffect: false, answer: { kind: 'lost' } },
  'lost after': { takesEffect: true, answer: { kind: 'lost' } },
  'cut off': { takesEffect: true, answer: { kind: 'cut off' } },
  throttled: { takesEffect: false, answer: refused(throttled) },
  'internal error': { takesEffect: false, answer: refused(broken) },
  'internal error after': { takesEffect: true, answer: refused(broken) },
  denied: { takesEffect: false, answer: denied },
  expired: { takesEffect: false, answer: refused(expired) },
  'empty answer': { takesEffect: false, answer: body('') },
  'empty answer after': { takesEffect: true, answer: body('') },
  '{}': { takesEffect: false, answer: body('{}') },
  '{} after': { takesEffect: true, answer: body('{}') },
  'held before': { takesEffect: false, answer: { kind: 'held' } },
  'held after': { takesEffect: true, answer: { kind: 'held' } },
  /** Tags lag behind creates. */
  'no tags': { takesEffect: false, answer: body('{"Tags":[]}') },
  /** Describes lag behind creates. */
  missing: {
    takesEffect: false,
    answer: refused(() => new ServiceError('ValidationException', 'Could not find the resource.')),
  },
  /** A role that was just made cannot be assumed everywhere yet. */
  'role not yet': {
    takesEffect: false,
    answer: {
      kind: 'refused',
      error: (call) => (call.service === 'scheduler' ? notAssumableByScheduler() : notAssumable(call)),
    },
  },
  /** Only something at the client's side happens. */
  none: { takesEffect: true, answer: { kind: 'real' } },
} satisfies Record<string, Treatment>;

export type FaultName = keyof typeof faults;

/** A fault meets the calls that fit everything it names. */
export interface Fault {
  readonly name: FaultName;
  readonly operation?: string;
  readonly service?: ServiceName;
  /** An IAM action, such as `s3:ListBucket`: the calls that need it. */
  readonly action?: string;
  readonly accountId?: string;
  readonly region?: string;
  /** A part of the ARN that the call is about. */
  readonly resource?: string;
  /** How many calls it meets, from the next one on; by default all. */
  readonly times?: number;
  /** Before anything happens. */
  readonly delayMs?: number;
}

export const treatmentOf = (name: FaultName): Treatment => faults[name];

export const contentTypeOf = (call: Call) => (isXml(call) ? 'application/xml' : 'application/x-amz-json-1.1');

/** The need of a call by which a fault meets it; undefined: it does not. */
export function meets(fault: Fault, call: Call | SignedCall, needs: readonly Need[]): Need | undefined {
  const accountId = 'principal' in call ? call.principal.accountId : undefined;
  const isMet =
    (fault.operation ?? call.operation) === call.operation &&
    (fault.service ?? call.service) === call.service &&
    (fault.accountId ?? accountId) === accountId &&
    (fault.region ?? call.region) === call.region;
  if (!isMet) return undefined;
  const all = needs.length > 0 ? needs : [{ action: `${call.service}:${call.operation}`, resource: '*' }];
  return all.find(
    ({ action, resource }) => (fault.action ?? action) === action && resource.includes(fault.resource ?? ''),
  );
}
