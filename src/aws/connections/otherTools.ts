import type { Connection } from './types.ts';
import { connectionRegion } from './types.ts';

/** A connection, and where its clients send InvokeEndpoint. */
export interface RuntimeOf {
  readonly connection: Connection;
  readonly runtimeUrl: string;
}

/** Python that makes the boto3 client of the runtime for this connection; it uses `os` and `boto3`. */
export function boto3Runtime({ connection, runtimeUrl }: RuntimeOf): string {
  const region = `region_name=${python(connectionRegion(connection))}`;
  // Given in every case: boto3 would take one of the environment or of the profile.
  const url = `endpoint_url=${needsEnvironment(connection) ? `os.environ['AWS_ENDPOINT_URL']` : python(runtimeUrl)}`;
  const profile = connection.kind === 'local' ? undefined : connection.profile;
  const session = profile === undefined ? 'boto3' : `boto3.Session(profile_name=${python(profile)})`;
  return `${session}.client('sagemaker-runtime', ${region}, ${url})`;
}

/** Whether other tools must first be given the environment of the embedded server. */
export function needsEnvironment(connection: Connection): boolean {
  return connection.kind === 'local';
}

export type Environment = Readonly<Record<string, string>>;

/** What boto3, the AWS CLI and curl need to reach an open port of the embedded server. */
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
    // A token of an AWS sign-in must not go with keys of ours.
    AWS_SESSION_TOKEN: '',
    AWS_REGION: access.region,
    AWS_DEFAULT_REGION: access.region,
  };
}

/** The environment as lines to paste: into PowerShell on Windows, else into a POSIX shell. */
export function environmentLines(environment: Environment, platform: NodeJS.Platform): string {
  const line = ([name, value]: [string, string]) =>
    platform === 'win32' ? `$env:${name} = ${powershell(value)}` : `export ${name}=${shell(value)}`;
  return Object.entries(environment).map(line).join('\n');
}

/** A Python string literal; JSON's escapes are Python's. */
export const python = (text: string) => JSON.stringify(text);

/** A word of a POSIX shell. */
export const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A string of PowerShell, which takes typographic quotes for quotes too. */
export const powershell = (text: string) => `'${text.replaceAll(/['‘’‚‛]/g, '$&$&')}'`;
