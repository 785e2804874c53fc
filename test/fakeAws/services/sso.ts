import { randomBytes, randomUUID } from 'node:crypto';
import { idOf } from '../identity/principals.ts';
import type { FakeAccount, Role } from '../identity/account.ts';
import { administrator, trustOf } from '../identity/policies.ts';
import type { PolicyDocument } from '../identity/policies.ts';
import { openCodes } from './codes.ts';
import type { Codes } from './codes.ts';

export interface Client {
  readonly id: string;
  readonly secret: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  readonly redirectUris: readonly string[];
}

interface Device {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly clientId: string;
  readonly expiresAtMs: number;
  intervalSeconds: number;
  polledAtMs: number;
  state: 'pending' | 'approved' | 'denied';
}

export interface Assignment {
  readonly account: FakeAccount;
  readonly accountName: string;
  /** Of the permission set, as a profile has it. */
  readonly roleName: string;
  readonly role: Role;
}

export interface IssuedToken {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresAtMs: number;
}

/** The file in which the AWS CLI keeps a token: `~/.aws/sso/cache/SHA1.json`. */
interface TokenFile {
  readonly startUrl: string;
  readonly region: string;
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly registrationExpiresAt: string;
  readonly refreshToken: string;
}

/** IAM Identity Center with one user. */
export interface Sso {
  readonly startUrl: string;
  readonly region: string;
  /** How long a sign-in lasts. */
  sessionSeconds: number;
  /** How often a client may look whether a device was approved. */
  intervalSeconds: number;
  /** Where devices are confirmed, instead of the start page. */
  devicePage: string | undefined;
  /** Whether the user allows what the authorization page asks for. */
  allows: boolean;
  /** Lets the user use a role of an account; without policies it may do everything. */
  assign(
    account: FakeAccount,
    roleName: string,
    options?: { readonly accountName?: string; readonly policies?: Readonly<Record<string, PolicyDocument>> },
  ): Role;
  readonly assignments: readonly Assignment[];
  /** What the user does with the code that a device shows. */
  decide(userCode: string, state: 'approved' | 'denied'): void;
  /** Signs in past the browser. */
  signIn(): TokenFile;
  /** Ends every session, as an administrator can. */
  signOut(): void;
  /** The rest is for the services. */
  readonly codes: Codes;
  readonly clients: Map<string, Client>;
  readonly devices: Map<string, Device>;
  register(redirectUris: readonly string[]): Client;
  startDevice(clientId: string): Device;
  issue(): IssuedToken;
  /** By an access token. */
  isSignedIn(accessToken: string): boolean;
  /** A refresh token is good once. */
  refresh(refreshToken: string): IssuedToken | undefined;
  end(accessToken: string): void;
}

const day = 86_400_000;
const deviceSeconds = 600;

export function openSso(now: () => Date): Sso {
  const assignments: Assignment[] = [];
  const tokens = new Map<string, IssuedToken>();
  const clients = new Map<string, Client>();
  const devices = new Map<string, Device>();
  const startUrl = 'https://acme.awsapps.com/start';
  const region = 'us-east-1';
  const ms = () => now().getTime();
  const sso: Sso = {
    startUrl,
    region,
    sessionSeconds: 8 * 3600,
    intervalSeconds: 1,
    devicePage: undefined,
    allows: true,
    assignments,
    codes: openCodes(now),
    clients,
    devices,
    assign(account, roleName, { accountName = account.id, policies = { all: administrator } } = {}) {
      const role = account.addRole(`AWSReservedSSO_${roleName}_${randomBytes(8).toString('hex')}`, {
        path: '/aws-reserved/sso.amazonaws.com/',
        trust: trustOf({ Federated: `arn:aws:iam::${account.id}:saml-provider/AWSSSO` }),
        maxSessionSeconds: 12 * 3600,
        policies,
      });
      assignments.push({ account, accountName, roleName, role });
      return role;
    },
    decide(userCode, state) {
      const device = [...devices.values()].find((one) => one.userCode === userCode);
      if (device === undefined) throw new Error(`no device shows ${userCode}`);
      device.state = state;
    },
    signIn() {
      const client = sso.register([]);
      const { accessToken, refreshToken, expiresAtMs } = sso.issue();
      return {
        startUrl,
        region,
        accessToken,
        expiresAt: new Date(expiresAtMs).toISOString(),
        clientId: client.id,
        clientSecret: client.secret,
        registrationExpiresAt: new Date(client.expiresAtMs).toISOString(),
        refreshToken,
      };
    },
    signOut: () => tokens.clear(),
    register(redirectUris) {
      const client: Client = {
        id: randomBytes(16).toString('base64url'),
        secret: randomBytes(64).toString('base64url'),
        issuedAtMs: ms(),
        expiresAtMs: ms() + 90 * day,
        redirectUris,
      };
      clients.set(client.id, client);
      return client;
    },
    startDevice(clientId) {
      const letters = idOf(4);
      const device: Device = {
        deviceCode: randomUUID(),
        userCode: `${letters.slice(0, 4)}-${letters.slice(4)}`,
        clientId,
        expiresAtMs: ms() + deviceSeconds * 1000,
        intervalSeconds: sso.intervalSeconds,
        polledAtMs: Number.NEGATIVE_INFINITY,
        state: 'pending',
      };
      devices.set(device.deviceCode, device);
      return device;
    },
    issue() {
      const token: IssuedToken = {
        accessToken: `aoaAAAAA${randomBytes(48).toString('base64url')}`,
        refreshToken: `aorAAAAA${randomBytes(48).toString('base64url')}`,
        expiresAtMs: ms() + sso.sessionSeconds * 1000,
      };
      tokens.set(token.accessToken, token);
      return token;
    },
    isSignedIn: (accessToken) => (tokens.get(accessToken)?.expiresAtMs ?? 0) > ms(),
    refresh(refreshToken) {
      const old = [...tokens.values()].find((token) => token.refreshToken === refreshToken);
      if (old === undefined) return undefined;
      tokens.delete(old.accessToken);
      return sso.issue();
    },
    end: (accessToken) => void tokens.delete(accessToken),
  };
  return sso;
}
