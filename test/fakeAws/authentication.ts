import { ServiceError } from '../../src/local/protocols/service.ts';
import { readScope } from '../../src/local/signatures/scope.ts';
import { sha256, verifySignature } from '../../src/local/signatures/sigv4.ts';
import type { Call } from './calls.ts';
import { expired } from './faults.ts';
import type { AccessKeys, Principal } from './identity/principals.ts';
import { awsClock } from './regionalServers.ts';

/** Whether anybody may call it: what such calls prove is in their bodies. */
export const isUnsigned = ({ service, operation }: Call) =>
  /^(sso|sso-oidc|signin|metadata|pricelist)$/.test(service) || operation === 'AssumeRoleWithWebIdentity';

/** Who signed the call; throws the error of the service. Signatures are of AWS's own time, `now` is that of expiry. */
export function principalOf(call: Call, keys: AccessKeys, now: Date): Principal {
  const isS3 = call.service === 's3';
  const given =
    /Credential=([^/]+)/.exec(call.headers['authorization'] ?? '')?.[1] ??
    call.query.get('X-Amz-Credential')?.split('/')[0];
  const key = keys.find(given ?? '');
  const credentials = key ?? { accessKeyId: '', secretAccessKey: '' };
  const scope = readScope(call, credentials, isS3);
  const payloadHash = (isS3 ? scope.payloadHash : undefined) ?? sha256(call.body);
  verifySignature(call, scope, credentials, payloadHash, awsClock());
  if (key === undefined) throw new Error('a key that is not there cannot sign');
  const token = call.headers['x-amz-security-token'] ?? call.query.get('X-Amz-Security-Token') ?? undefined;
  if (token !== key.sessionToken)
    throw isS3
      ? new ServiceError('InvalidToken', 'The provided token is malformed or otherwise invalid.')
      : new ServiceError(
          'InvalidClientTokenId',
          'The security token included in the request is invalid.',
          403,
        );
  if (key.expiresAtMs !== undefined && key.expiresAtMs <= now.getTime()) throw expired(call.service);
  return key.principal;
}
