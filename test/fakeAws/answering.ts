import type { ServiceResponse } from '../../src/local/protocols/service.ts';
import { contextOf, needsOf } from './actions.ts';
import type { ActiveFaults } from './activeFaults.ts';
import { errorAnswer } from './answers.ts';
import type { Call, SignedCall } from './calls.ts';
import type { Cloud } from './cloud.ts';
import { unauthorized } from './denials.ts';
import type { Need } from './denials.ts';
import { meets } from './faults.ts';
import type { Fault } from './faults.ts';
import { decide } from './identity/policies.ts';
import type { RegionalServers } from './regionalServers.ts';
import type { Buckets } from './s3/buckets.ts';
import { withErrors, withoutKeys } from './s3/deleting.ts';
import { checkCreation } from './services/sagemaker.ts';
import { answerOwn } from './services/services.ts';

export interface Answering {
  readonly cloud: Cloud;
  readonly servers: RegionalServers;
  readonly buckets: Buckets;
  readonly faults: ActiveFaults;
  /** A fault that has met this call, and denies some of its keys. */
  readonly denial?: Fault;
}

/** What a call is answered with when no fault meets it. */
export async function answerOf(
  answering: Answering,
  call: Call | SignedCall,
  requestId: string,
): Promise<ServiceResponse> {
  try {
    if (!('principal' in call)) return await answerOwn(answering.cloud, call, requestId);
    if (call.operation === 'DeleteObjects') return await deleteObjects(answering, call, requestId);
    authorize(call, needsOf(call));
    return await answerSigned(answering, call, requestId);
  } catch (error) {
    return errorAnswer(call, error, requestId);
  }
}

async function answerSigned(
  answering: Answering,
  call: SignedCall,
  requestId: string,
): Promise<ServiceResponse> {
  const { cloud, servers } = answering;
  const { region, principal } = call;
  const home = { accountId: principal.accountId, region };
  switch (call.service) {
    case 's3':
      return answerS3(answering, call, requestId);
    case 'sagemaker': {
      const account = cloud.accounts.get(principal.accountId);
      if (account !== undefined) checkCreation(account, call);
      return servers.answer(home, call);
    }
    case 'runtime':
    case 'logs':
    case 'scheduler':
    case 'monitoring':
      return servers.answer(home, call);
    case 'sts':
    case 'iam':
    case 'servicequotas':
    case 'pricing':
    case 'ce':
    case 'sso':
    case 'sso-oidc':
    case 'signin':
    case 'metadata':
    case 'pricelist':
      return answerOwn(cloud, call, requestId);
  }
}

/** Throws where the caller's policies do not allow what the call needs. */
function authorize(call: SignedCall, needs: readonly Need[]): void {
  for (const need of needs) {
    const { decision } = decide(call.principal.policies(), { ...need, context: contextOf(call) });
    const reason = decision === 'explicitDeny' ? 'explicit' : 'implicit';
    if (decision !== 'allowed') throw unauthorized(call.service, call.principal, need, reason);
  }
}

async function answerS3(
  { servers, buckets, faults }: Answering,
  call: SignedCall,
  requestId: string,
): Promise<ServiceResponse> {
  if (call.operation === 'ListBuckets') return buckets.list(call);
  const home = buckets.homeOf(call, requestId);
  if ('status' in home) return home;
  const answer = await servers.answer(home, call);
  if (answer.status < 300) buckets.note(call, home);
  // Who may not list a bucket does not learn what is missing there.
  if (answer.status === 404 && /^(Get|Head)Object$/.test(call.operation)) {
    const listing = { action: 's3:ListBucket', resource: `arn:aws:s3:::${call.place.bucket}` };
    authorize(call, [listing]);
    if (faults.denies(call, listing)) throw unauthorized('s3', call.principal, listing);
  }
  return answer;
}

/** Each key is allowed or denied for itself. */
async function deleteObjects(
  answering: Answering,
  call: SignedCall,
  requestId: string,
): Promise<ServiceResponse> {
  const { faults, denial } = answering;
  const errors = new Map<string, string>();
  for (const need of needsOf(call)) {
    const { decision } = decide(call.principal.policies(), { ...need, context: contextOf(call) });
    const isMet = denial !== undefined && meets(denial, call, [need]) !== undefined;
    const isDenied = decision !== 'allowed' || isMet || faults.denies(call, need);
    const reason = decision === 'explicitDeny' ? 'explicit' : 'implicit';
    const key = need.resource.slice(`arn:aws:s3:::${call.place.bucket}/`.length);
    if (isDenied) errors.set(key, unauthorized('s3', call.principal, need, reason).message);
  }
  if (errors.size === 0) return answerS3(answering, call, requestId);
  const rest = withoutKeys(call, new Set(errors.keys()));
  const answer = rest === undefined ? undefined : await answerS3(answering, rest, requestId);
  return withErrors(answer, errors);
}
