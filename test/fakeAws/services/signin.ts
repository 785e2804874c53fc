import { createPublicKey, generateKeyPairSync, randomUUID, verify } from 'node:crypto';
import { ServiceError } from '../../../src/local/protocols/service.ts';
import type { ServiceResponse } from '../../../src/local/protocols/service.ts';
import { jsonAnswer } from '../answers.ts';
import { inputOf, textOf } from '../calls.ts';
import type { Call } from '../calls.ts';
import type { AccessKey, AccessKeys, Principal } from '../identity/principals.ts';
import { openCodes } from './codes.ts';
import { redirectTo } from './ssoOidc.ts';

/** The service behind `aws login`. */
export interface Signin {
  /** Whoever signs in in the browser. */
  principal: Principal;
  /** Whether the user allows what the authorization page asks for. */
  allows: boolean;
  /** The file in which the AWS CLI keeps a session: `~/.aws/login/cache/SHA256.json`. */
  signIn(options?: { readonly seconds?: number }): object;
  /** Ends every session: the next renewal fails. */
  signOut(): void;
  answer(call: Call): ServiceResponse;
}

const loginClientId = 'arn:aws:signin:::devtools/same-device';
const sessionSeconds = 900;

export function openSignin(keys: AccessKeys, now: () => Date, { principal }: AccessKey): Signin {
  const codes = openCodes(now);
  const refreshTokens = new Map<string, Principal>();
  const issue = (whose: Principal, seconds: number) => {
    const { accessKeyId, secretAccessKey, sessionToken, expiresAtMs } = keys.issue(whose, seconds);
    const refreshToken = randomUUID();
    refreshTokens.set(refreshToken, whose);
    return { accessToken: { accessKeyId, secretAccessKey, sessionToken }, refreshToken, expiresAtMs };
  };
  const signin: Signin = {
    principal,
    allows: true,
    signIn({ seconds = sessionSeconds } = {}) {
      const { accessToken, refreshToken, expiresAtMs } = issue(signin.principal, seconds);
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return {
        accessToken: {
          ...accessToken,
          accountId: signin.principal.accountId,
          expiresAt: new Date(expiresAtMs).toISOString(),
        },
        tokenType: 'aws_sigv4',
        clientId: loginClientId,
        refreshToken,
        idToken: idTokenOf(signin.principal),
        dpopKey: privateKey.export({ format: 'pem', type: 'sec1' }),
      };
    },
    signOut: () => refreshTokens.clear(),
    answer(call) {
      if (call.operation === 'Authorize') return redirectTo(codes.redirectOf(call.query, signin.allows));
      checkProof(call);
      const input = inputOf(call);
      const text = (name: string) => textOf(input, name);
      const whose =
        text('grantType') === 'refresh_token'
          ? refreshTokens.get(text('refreshToken'))
          : codes.redeem({
                code: text('code'),
                clientId: text('clientId'),
                redirectUri: text('redirectUri'),
                verifier: text('codeVerifier'),
              })
            ? signin.principal
            : undefined;
      if (whose === undefined) throw denied(text('code') === '' ? 'TOKEN_EXPIRED' : 'AUTHCODE_EXPIRED');
      refreshTokens.delete(text('refreshToken'));
      const { accessToken, refreshToken } = issue(whose, sessionSeconds);
      return jsonAnswer({
        accessToken,
        tokenType: 'aws_sigv4',
        expiresIn: sessionSeconds,
        refreshToken,
        ...(text('grantType') === 'authorization_code' ? { idToken: idTokenOf(whose) } : {}),
      });
    },
  };
  return signin;
}

const denied = (error: string) =>
  new ServiceError('AccessDeniedException', error, 401, { error, message: error });

const invalid = (message: string) =>
  new ServiceError('ValidationException', message, 400, { error: 'INVALID_REQUEST', message });

/** DPoP, RFC 9449: the request is signed with a key of the client's own. */
function checkProof({ headers, method }: Call): void {
  const [head = '', claims = '', signature = ''] = (headers['dpop'] ?? '').split('.');
  const parsed: unknown = head === '' ? {} : JSON.parse(Buffer.from(head, 'base64url').toString());
  const jwk = typeof parsed === 'object' && parsed !== null && 'jwk' in parsed ? parsed.jwk : undefined;
  if (typeof jwk !== 'object' || jwk === null) throw invalid('The DPoP proof is missing');
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  const signed = Buffer.from(`${head}.${claims}`);
  const isSigned = verify(
    'sha256',
    signed,
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  const about = Buffer.from(claims, 'base64url').toString();
  if (!isSigned || !about.includes(`"htm":"${method}"`)) throw invalid('The DPoP proof is invalid');
}

function idTokenOf({ arn }: Principal): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part({ sub: arn })}.`;
}
