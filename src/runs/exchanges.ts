import { boto3Client, needsEnvironment, python, runtimeUrl, shell } from '../aws/connections/otherTools.ts';
import type { Connection } from '../aws/connections/types.ts';
import { connectionRegion } from '../aws/connections/types.ts';
import type { InvocationRequest } from '../aws/invoke.ts';

/** The path of InvokeEndpoint. */
export const invocationPath = (endpointName: string) => `/endpoints/${endpointName}/invocations`;

const firstStep =
  '# First run "Linear Learner: Open Local SageMaker to Other Tools" and paste the environment that it copies.';
const firstSteps = (connection: Connection) => (needsEnvironment(connection) ? [firstStep] : []);

/** The same question for a POSIX shell: curl signs it with the credentials of the environment. */
export function curlOf(
  connection: Connection,
  { endpointName, contentType, body }: InvocationRequest,
): string {
  const parts = [
    `curl --aws-sigv4 "aws:amz:${connectionRegion(connection)}:sagemaker"`,
    `--user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`,
    // Two words or none, in every shell.
    `\${AWS_SESSION_TOKEN:+-H} \${AWS_SESSION_TOKEN:+"X-Amz-Security-Token: $AWS_SESSION_TOKEN"}`,
    `-H 'Content-Type: ${contentType}' -H 'Accept: application/json'`,
    `--data-binary ${shell(body)}`,
    `"${runtimeUrl(connection)}${invocationPath(endpointName)}"`,
  ];
  return [...firstSteps(connection), parts.join(' \\\n  ')].join('\n');
}

/** The same question for Python. */
export function boto3Of(
  connection: Connection,
  { endpointName, contentType, body }: InvocationRequest,
): string {
  return [
    ...firstSteps(connection),
    ...(needsEnvironment(connection) ? ['import os'] : []),
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
