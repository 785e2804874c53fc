import type { Connection } from './types.ts';
import { connectionRegion } from './types.ts';

/** Where the embedded server listens once its port is open; other tools need a port, we do not. */
const localUrl = 'http://127.0.0.1:4567';

/** The base URL of InvokeEndpoint for tools outside the editor. */
export function runtimeUrl(connection: Connection): string {
  switch (connection.kind) {
    case 'local':
      return localUrl;
    case 'aws':
      return `https://runtime.sagemaker.${connection.region}.amazonaws.com`;
    case 'custom':
      return connection.endpointUrl.replace(/\/$/, '');
  }
}

/** Python that makes the boto3 client of `service` for this connection. */
export function boto3Client(connection: Connection, service: string): string {
  const region = connectionRegion(connection);
  switch (connection.kind) {
    case 'local':
      return `boto3.client('${service}', region_name='${region}', endpoint_url='${localUrl}')`;
    case 'aws':
      return `boto3.Session(profile_name=${python(connection.profile)}, region_name='${region}').client('${service}')`;
    case 'custom':
      return `boto3.client('${service}', region_name='${region}', endpoint_url=${python(connection.endpointUrl)})`;
  }
}

/** A Python string literal; JSON's escapes are Python's. */
export const python = (text: string) => JSON.stringify(text);
