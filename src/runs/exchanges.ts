import { boto3Client, python, runtimeUrl } from '../aws/connections/otherTools.ts';
import type { Connection } from '../aws/connections/types.ts';
import { connectionRegion } from '../aws/connections/types.ts';
import type { InvocationRequest } from '../aws/invoke.ts';

/** The path of InvokeEndpoint. */
export const invocationPath = (endpointName: string) => `/endpoints/${endpointName}/invocations`;

/** The same question for a terminal: curl signs it with the credentials of the environment. */
export function curlOf(
  connection: Connection,
  { endpointName, contentType, body }: InvocationRequest,
): string {
  const parts = [
    `curl --aws-sigv4 "aws:amz:${connectionRegion(connection)}:sagemaker"`,
    `--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`,
    `-H "X-Amz-Security-Token: $AWS_SESSION_TOKEN"`,
    `-H 'Content-Type: ${contentType}' -H 'Accept: application/json'`,
    `--data-binary ${shell(body)}`,
    `${runtimeUrl(connection)}${invocationPath(endpointName)}`,
  ];
  return parts.join(' \\\n  ');
}

/** The same question for Python. */
export function boto3Of(
  connection: Connection,
  { endpointName, contentType, body }: InvocationRequest,
): string {
  return [
    'import boto3',
    '',
    `runtime = ${boto3Client(connection, 'sagemaker-runtime')}`,
    'answer = runtime.invoke_endpoint(',
    `    EndpointName=${python(endpointName)},`,
    `    ContentType='${contentType}',`,
    `    Accept='application/json',`,
    `    Body=${python(body)},`,
    ')',
    `print(answer['Body'].read().decode())`,
  ].join('\n');
}

const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
