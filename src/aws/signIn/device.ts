import { StartDeviceAuthorizationCommand } from '@aws-sdk/client-sso-oidc';
import { call, pause, required } from '../failures/call.ts';
import { recognise } from '../failures/errors.ts';
import { signInFailed } from '../failures/signInFailures.ts';
import { createToken, openOidc, register } from './oidc.ts';
import type { SignInPlan } from './oidc.ts';
import { isSignInPage } from './signInPage.ts';
import type { SsoToken } from './tokenFile.ts';

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
    const member = (name: 'deviceCode' | 'userCode' | 'verificationUri') =>
      required(device[name], 'StartDeviceAuthorization', name);
    const page = device.verificationUriComplete ?? member('verificationUri');
    if (!isSignInPage(page, oidcUrl)) throw signInFailed(label, 'host', page);
    await needs.showCode({ userCode: member('userCode'), page });
    const grant = { grantType: deviceGrant, deviceCode: member('deviceCode') };
    for (let seconds = device.interval ?? 5; ;) {
      await wait(seconds * 1000, signal);
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
