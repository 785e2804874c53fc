import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { call } from '../failures/call.ts';
import { signInFailed } from '../failures/signInFailures.ts';
import { callbackPath, openLoopback } from './loopback.ts';
import { createToken, openOidc, register } from './oidc.ts';
import type { SignInPlan } from './oidc.ts';
import type { SsoToken } from './tokenFile.ts';

export interface BrowserNeeds {
  readonly openPage: (url: string) => PromiseLike<void>;
  /** What the browser shows when it has come back. */
  readonly texts: { readonly done: string; readonly failed: string };
}

/**
 * Signs in with the browser of this machine: an authorization code with PKCE, sent to a port of this machine that is open until the
 * browser comes back or the signal aborts.
 */
export async function signInWithBrowser(plan: SignInPlan, needs: BrowserNeeds): Promise<SsoToken> {
  const { label, signal } = plan;
  const client = openOidc(plan);
  const registration = await register(client, plan, {
    grantTypes: ['authorization_code', 'refresh_token'],
    // The port is not known yet and does not count: RFC 8252, section 7.3.
    redirectUris: [`http://127.0.0.1${callbackPath}`],
  });
  const [state, codeVerifier] = [randomBytes(32), randomBytes(48)].map((bytes) =>
    bytes.toString('base64url'),
  );
  const loopback = await openLoopback();
  let shown = needs.texts.failed;
  try {
    const { redirectUri } = loopback;
    const page = await authorizePage(client, plan);
    page.search = new URLSearchParams({
      response_type: 'code',
      client_id: registration.clientId,
      redirect_uri: redirectUri,
      state: state ?? '',
      code_challenge_method: 'S256',
      code_challenge: createHash('sha256')
        .update(codeVerifier ?? '')
        .digest('base64url'),
      scopes: plan.sso.scopes.join(' '),
    }).toString();
    await needs.openPage(page.href);
    const query = await loopback.answer(signal);
    if (!isSame(query.get('state') ?? '', state ?? '')) throw signInFailed(label, 'other-answer', 'state');
    const error = query.get('error');
    if (error !== null)
      throw signInFailed(
        label,
        error === 'access_denied' ? 'refused' : 'service',
        query.get('error_description') ?? error,
      );
    const code = query.get('code') ?? '';
    const grant = { grantType: 'authorization_code', code, codeVerifier, redirectUri };
    const token = await call('CreateToken', signal, () => createToken(client, registration, grant, signal));
    shown = needs.texts.done;
    return token;
  } finally {
    await loopback.close(shown);
    client.destroy();
  }
}

/** At the same host as the service itself. */
async function authorizePage(
  client: ReturnType<typeof openOidc>,
  { sso, oidcUrl }: SignInPlan,
): Promise<URL> {
  const own = client.config.endpointProvider({ Region: sso.region, UseFIPS: false, UseDualStack: false });
  return new URL('/authorize', oidcUrl ?? own.url.href);
}

const digest = (text: string) => createHash('sha256').update(text).digest();
const isSame = (a: string, b: string) => timingSafeEqual(digest(a), digest(b));
