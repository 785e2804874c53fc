import {
  boto3Runtime,
  needsEnvironment,
  powershell,
  python,
  type RuntimeOf,
  shell,
} from '../aws/connections/otherTools.ts';
import type { Connection } from '../aws/connections/types.ts';
import { connectionRegion } from '../aws/connections/types.ts';
import type { InvocationRequest } from '../aws/invoke.ts';

/** URL path of InvokeEndpoint. */
export const invocationPath = (endpointName: string) =>
  `/endpoints/${encodeURIComponent(endpointName)}/invocations`;

const firstStep =
  '# First run "Linear Learner: Open Local SageMaker to Other Tools" and paste the environment that it copies.';
const firstSteps = (connection: Connection) => (needsEnvironment(connection) ? [firstStep] : []);

/** The request as a curl command, for PowerShell on Windows: curl signs it with the credentials of the environment. */
export function curlOf(
  runtime: RuntimeOf,
  request: InvocationRequest,
  platform: NodeJS.Platform = process.platform,
): string {
  const parts = platform === 'win32' ? powershellParts(runtime, request) : posixParts(runtime, request);
  const continued = platform === 'win32' ? ' `\n  ' : ' \\\n  ';
  return [...firstSteps(runtime.connection), parts.join(continued)].join('\n');
}

/** Without AWS_ENDPOINT_URL the command for the embedded server fails, so that nothing is sent to AWS instead. */
function posixParts(
  { connection, runtimeUrl }: RuntimeOf,
  { endpointName, contentType, body }: InvocationRequest,
): readonly string[] {
  const path = invocationPath(endpointName);
  return [
    `curl --globoff --aws-sigv4 ${shell(signatureOf(connection))}`,
    `--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`,
    // Expands to two words or none in every shell.
    `\${AWS_SESSION_TOKEN:+-H} \${AWS_SESSION_TOKEN:+"X-Amz-Security-Token: $AWS_SESSION_TOKEN"}`,
    `-H ${shell(`Content-Type: ${contentType}`)} -H 'Accept: application/json'`,
    // --data-binary would send the file that a body beginning with @ names.
    `--data-raw ${shell(body)}`,
    needsEnvironment(connection)
      ? `"\${AWS_ENDPOINT_URL:?is not set}"${shell(path)}`
      : shell(`${runtimeUrl}${path}`),
  ];
}

/** The body is piped: Windows PowerShell drops double quotes in arguments. */
function powershellParts(
  { connection, runtimeUrl }: RuntimeOf,
  { endpointName, contentType, body }: InvocationRequest,
): readonly string[] {
  const path = invocationPath(endpointName);
  return [
    `${powershell(body)} | curl.exe --globoff --aws-sigv4 ${powershell(signatureOf(connection))}`,
    `--user "$($env:AWS_ACCESS_KEY_ID):$($env:AWS_SECRET_ACCESS_KEY)"`,
    `@(if ($env:AWS_SESSION_TOKEN) { '-H', "X-Amz-Security-Token: $env:AWS_SESSION_TOKEN" })`,
    `-H ${powershell(`Content-Type: ${contentType}`)} -H 'Accept: application/json'`,
    `--data-binary '@-'`,
    needsEnvironment(connection)
      ? `$(if ($env:AWS_ENDPOINT_URL) { $env:AWS_ENDPOINT_URL + ${powershell(path)} } else { throw 'AWS_ENDPOINT_URL is not set' })`
      : powershell(`${runtimeUrl}${path}`),
  ];
}

const signatureOf = (connection: Connection) => `aws:amz:${connectionRegion(connection)}:sagemaker`;

/** The request as Python with boto3. */
export function boto3Of(runtime: RuntimeOf, { endpointName, contentType, body }: InvocationRequest): string {
  return [
    ...firstSteps(runtime.connection),
    ...(needsEnvironment(runtime.connection) ? ['import os'] : []),
    'import boto3',
    '',
    `runtime = ${boto3Runtime(runtime)}`,
    'answer = runtime.invoke_endpoint(',
    `    EndpointName=${python(endpointName)},`,
    `    ContentType=${python(contentType)},`,
    `    Accept='application/json',`,
    `    Body=${python(body)},`,
    ')',
    `print(answer['Body'].read().decode())`,
  ].join('\n');
}
