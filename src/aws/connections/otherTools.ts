import type { Connection } from './types.ts';
import { connectionRegion, profileOf } from './types.ts';

/** A connection and the URL of its InvokeEndpoint. */
export interface RuntimeOf {
  readonly connection: Connection;
  readonly runtimeUrl: string;
}

/** Python that creates a boto3 `sagemaker-runtime` client for this connection; requires `os` and `boto3`. */
export function boto3Runtime({ connection, runtimeUrl }: RuntimeOf): string {
  const region = `region_name=${python(connectionRegion(connection))}`;
  // Always set: boto3 would otherwise use an endpoint from the environment or the profile.
  const url = `endpoint_url=${needsEnvironment(connection) ? `os.environ['AWS_ENDPOINT_URL']` : python(runtimeUrl)}`;
  const profile = profileOf(connection);
  const session = profile === undefined ? 'boto3' : `boto3.Session(profile_name=${python(profile)})`;
  return `${session}.client('sagemaker-runtime', ${region}, ${url})`;
}

/** Whether other tools need the environment of the embedded server. */
export function needsEnvironment(connection: Connection): boolean {
  return connection.kind === 'local';
}

/** What boto3 and the SDKs need to know of a connection. */
export interface SdkAccess {
  readonly region: string;
  /** Of the shared AWS configuration; undefined for the default credentials. */
  readonly profile: string | undefined;
  /** Of an endpoint that is not AWS's own; undefined where the environment has to name it. */
  readonly endpointUrl: string | undefined;
  readonly needsEnvironment: boolean;
}

export function sdkAccessOf(connection: Connection): SdkAccess {
  return {
    region: connectionRegion(connection),
    profile: profileOf(connection),
    endpointUrl: connection.kind === 'custom' ? connection.endpointUrl : undefined,
    needsEnvironment: needsEnvironment(connection),
  };
}

export type Environment = Readonly<Record<string, string>>;

/** Environment in which boto3, the AWS CLI and curl reach an open port of the embedded server. */
export function environmentOf(access: {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}): Environment {
  return {
    AWS_ENDPOINT_URL: access.endpoint,
    AWS_ACCESS_KEY_ID: access.accessKeyId,
    AWS_SECRET_ACCESS_KEY: access.secretAccessKey,
    // The session token of an AWS sign-in does not match our keys.
    AWS_SESSION_TOKEN: '',
    AWS_REGION: access.region,
    AWS_DEFAULT_REGION: access.region,
  };
}

/** The environment as lines to paste into PowerShell on Windows, into a POSIX shell elsewhere. */
export function environmentLines(environment: Environment, platform: NodeJS.Platform): string {
  const line = ([name, value]: [string, string]) =>
    platform === 'win32' ? `$env:${name} = ${powershell(value)}` : `export ${name}=${shell(value)}`;
  return Object.entries(environment).map(line).join('\n');
}

/** A Python string literal; JSON escapes are valid in Python. */
export const python = (text: string) => JSON.stringify(text);

/** A word of a POSIX shell. */
export const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A PowerShell string literal; PowerShell also treats typographic quotes as quotes. */
export const powershell = (text: string) => `'${text.replaceAll(/['‘’‚‛]/g, '$&$&')}'`;
