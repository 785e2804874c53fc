import type { Connection } from './types.ts';
import { connectionRegion } from './types.ts';

/**
 * The base URL of InvokeEndpoint in a shell. That of the embedded server comes from the environment that *Open Local SageMaker
 * to Other Tools* copies: without it the command stops instead of asking AWS.
 */
export function runtimeUrl(connection: Connection): string {
  switch (connection.kind) {
    case 'local':
      return '${AWS_ENDPOINT_URL:?is not set}';
    case 'aws':
      return `https://runtime.sagemaker.${connection.region}.amazonaws.com`;
    case 'custom':
      return connection.endpointUrl.replace(/\/$/, '');
  }
}

/** Python that makes the boto3 client of `service` for this connection; it uses `os` and `boto3`. */
export function boto3Client(connection: Connection, service: string): string {
  const region = connectionRegion(connection);
  switch (connection.kind) {
    case 'local':
      return `boto3.client('${service}', region_name='${region}', endpoint_url=os.environ['AWS_ENDPOINT_URL'])`;
    case 'aws':
      return `boto3.Session(profile_name=${python(connection.profile)}, region_name='${region}').client('${service}')`;
    case 'custom':
      return `boto3.client('${service}', region_name='${region}', endpoint_url=${python(connection.endpointUrl)})`;
  }
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
    platform === 'win32'
      ? `$env:${name} = '${value.replaceAll("'", "''")}'`
      : `export ${name}=${shell(value)}`;
  return Object.entries(environment).map(line).join('\n');
}

/** A Python string literal; JSON's escapes are Python's. */
export const python = (text: string) => JSON.stringify(text);

/** A word of a POSIX shell. */
export const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
