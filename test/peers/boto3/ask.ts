// Runs the boto3 snippet that the Predict page copies, with the environment that Open Local SageMaker to Other Tools copies.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { environmentOf } from '../../../src/aws/connections/otherTools.ts';
import * as aws from '../../../src/aws/index.ts';
import { readArtifact } from '../../../src/learner/artifact/artifact.ts';
import { boto3Of } from '../../../src/runs/exchanges.ts';

const [python, serverModule, model] = process.argv.slice(2);
assert(python !== undefined && serverModule !== undefined && model !== undefined);
const folder = await mkdtemp(join(tmpdir(), 'boto3-'));
const server = spawn(process.execPath, [serverModule, '--state', join(folder, 'state'), '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stdout }).once('line', resolve);
    server.once('exit', () => reject(new Error('the embedded server did not start')));
  });
  const { roleArn, ...access } = JSON.parse(line);
  const environment = environmentOf(access);
  await deploy(environment, access.endpoint, roleArn);
  const { weights } = await readArtifact(await readFile(model));
  const body = Array.from(weights, (_, index) => index + 1).join(',');
  const question = { endpointName: 'salary-1', contentType: 'text/csv' as const, body };
  const answer = await ask(
    python,
    boto3Of({ connection: aws.localConnection, runtimeUrl: '' }, question),
    environment,
  );
  const { predictions } = JSON.parse(answer);
  assert.equal(predictions.length, 1);
  assert.equal(typeof predictions[0].score, 'number');
} finally {
  server.kill();
  await rm(folder, { recursive: true, force: true });
}

async function deploy(environment: NodeJS.ProcessEnv, endpointUrl: string, roleArn: string): Promise<void> {
  Object.assign(process.env, environment);
  const clients = aws.createClients({ kind: 'custom', endpointUrl });
  const bucket = 'models-of-a-peer';
  await aws.ensureBucket(clients, bucket, { accountId: '111122223333' });
  await aws.uploadFiles(clients, [{ path: model ?? '', bucket, key: 'model.tar.gz' }]);
  await aws.deploy(clients, {
    endpointName: 'salary-1',
    imageUri: '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1',
    modelS3Uri: `s3://${bucket}/model.tar.gz`,
    roleArn,
    instanceType: 'ml.m4.xlarge',
    instanceCount: 1,
    origin: {},
  });
  await aws.waitInService(clients, 'salary-1', { pollIntervalMs: 50 });
  clients.destroy();
}

async function ask(interpreter: string, script: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const env = { PATH: process.env['PATH'], ...environment };
  const child = spawn(interpreter, ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'], env });
  let answer = '';
  child.stdout.on('data', (chunk) => (answer += String(chunk)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.equal(code, 0);
  return answer;
}
