import { StartDeviceAuthorizationCommand } from '@aws-sdk/client-sso-oidc';
import { call, pause, required } from '../failures/call.ts';
import { recognise } from '../failures/errors.ts';
import { signInFailed } from '../failures/signInFailures.ts';
import { createToken, openOidc, register } from './oidc.ts';
import type { SignInPlan } from './oidc.ts';
import { isSignInPage } from './signInPage.ts';
import type { SsoToken } from './tokenFile.ts';

/** In seconds; an answer must make us neither poll without a pause nor wait for good. */
const longestPause = 60;

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

interface DeviceCode {
  /** The user compares it with the one on the page. */
  readonly userCode: string;
  readonly page: string;
}

export interface DeviceNeeds {
  /** Shows the code and opens the page. */
  readonly showCode: (code: DeviceCode) => PromiseLike<void>;
  readonly wait?: typeof pause;
}

/** Signs in with a code that the user confirms on a page, in whichever browser: for an extension host without one. */
export async function signInWithDevice(plan: SignInPlan, needs: DeviceNeeds): Promise<SsoToken> {
  const { sso, label, signal, oidcUrl } = plan;
  const { wait = pause } = needs;
  const client = openOidc(plan);
  try {
    const registration = await register(client, plan, { grantTypes: [deviceGrant, 'refresh_token'] });
    const { clientId, clientSecret } = registration;
    const device = await call('StartDeviceAuthorization', signal, (options) =>
      client.send(
        new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl: sso.startUrl }),
        options,
      ),
    );
    const member = (name: 'deviceCode' | 'verificationUri') =>
      required(device[name], 'StartDeviceAuthorization', name);
    const page = device.verificationUriComplete ?? member('verificationUri');
    if (!isSignInPage(page, { region: sso.region, oidcUrl })) throw signInFailed(label, 'host', page);
    const userCode = required(plainCode(device.userCode), 'StartDeviceAuthorization', 'userCode');
    await unlessAborted(needs.showCode({ userCode, page }), signal);
    const grant = { grantType: deviceGrant, deviceCode: member('deviceCode') };
    for (let seconds = device.interval ?? 5; ;) {
      await wait(Math.min(Math.max(seconds, 1), longestPause) * 1000, signal);
      try {
        return await createToken(client, registration, grant, signal);
      } catch (error) {
        signal.throwIfAborted();
        seconds += moreSeconds(label, error);
      }
    }
  } finally {
    client.destroy();
  }
}

/** Codes are for people to compare: an answer must not put a text of its own in front of them. */
const plainCode = (code: string | undefined) =>
  code !== undefined && /^[A-Za-z0-9-]{4,32}$/.test(code) ? code : undefined;

/** The user may leave the code on the screen for good. */
async function unlessAborted(work: PromiseLike<void>, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  try {
    await Promise.race([work, pause(2 ** 31 - 1, AbortSignal.any([signal, done.signal]))]);
  } finally {
    done.abort();
  }
}

/** By how much longer to wait until the next look; throws when there is nothing to wait for. RFC 8628, section 3.5. */
function moreSeconds(label: string, error: unknown): number {
  switch (error instanceof Error ? error.name : '') {
    case 'AuthorizationPendingException':
      return 0;
    case 'SlowDownException':
      return 5;
    case 'AccessDeniedException':
      throw signInFailed(label, 'refused', 'access_denied', error);
    case 'ExpiredTokenException':
      throw signInFailed(label, 'late', 'expired_token', error);
    default:
      throw recognise(error, 'CreateToken');
  }
}
