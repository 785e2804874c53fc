import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { RuntimeOf } from '../../src/aws/connections/otherTools.ts';
import { openLocalToOtherTools } from '../../src/commands/openLocalToOtherTools.ts';
import { readArtifact } from '../../src/learner/artifact/artifact.ts';
import { boto3Of, curlOf } from '../../src/runs/exchanges.ts';
import { env, forgetShown, shown } from '../fakeVscode.ts';
import { openProduct } from './product.ts';

vi.mock('vscode', () => import('../fakeVscode.ts'));

let product: Awaited<ReturnType<typeof openProduct>>;
let endpoint = '';
let body = '';
beforeAll(async () => {
  product = await openProduct();
  endpoint = await product.server.openPort();
  await product.deploy('salary-1', 'job-1');
  const model = readFileSync(join(import.meta.dirname, '../fixtures/params/model_linear.tar.gz'));
  const { weights } = await readArtifact(model);
  body = Array.from(weights, (_, index) => index + 1).join(',');
});
afterAll(() => product.stop());

const hasCurl = spawnSync('curl', ['--version']).status === 0;
const local: RuntimeOf = { connection: { kind: 'local' }, runtimeUrl: 'http://localhost' };
const question = () => ({ endpointName: 'salary-1', contentType: 'text/csv' as const, body });

/** Output of a script in a terminal whose environment has no AWS settings. */
async function run(script: string): Promise<string> {
  const { PATH = '' } = process.env;
  const ended = promisify(execFile)('sh', ['-c', script], { env: { PATH } });
  return ended.then(({ stdout }) => stdout).catch((error: { stderr: string }) => error.stderr);
}

/** What the command's button copies. */
async function copiedEnvironment(): Promise<string> {
  const { credentials, region } = product.server.client;
  const openLocalPort = async () => ({
    ...credentials,
    region,
    endpoint,
    pid: 1,
    socketPath: product.server.socketPath,
    roleArn: '',
    accountId: '',
  });
  forgetShown('Copy Environment');
  const { environment } = await openLocalToOtherTools({ ...product.services, openLocalPort });
  expect(environment).toMatchObject({ AWS_ENDPOINT_URL: endpoint });
  expect(shown[0]?.message).toContain(endpoint);
  await expect.poll(() => env.clipboard.readText()).not.toBe('');
  return env.clipboard.readText();
}

test.skipIf(!hasCurl)('copied curl command works with the copied environment', async () => {
  const answer = await run(`${await copiedEnvironment()}\n${curlOf(local, question())}`);
  expect(JSON.parse(answer)).toEqual({ predictions: [{ score: expect.any(Number) }] });
});

test('copied curl command stops without the environment and calls no other server', async () => {
  expect(await run(curlOf(local, question()))).toContain('AWS_ENDPOINT_URL: is not set');
  expect(boto3Of(local, question())).toContain("endpoint_url=os.environ['AWS_ENDPOINT_URL']");
});

test.skipIf(!hasCurl)('copied curl command sends a session token only if there is one', async () => {
  const { accessKeyId, secretAccessKey } = product.server.client.credentials;
  const keys = `export AWS_ACCESS_KEY_ID='${accessKeyId}' AWS_SECRET_ACCESS_KEY='${secretAccessKey}'`;
  const connection = { kind: 'custom', endpointUrl: endpoint } as const;
  const curl = curlOf({ connection, runtimeUrl: endpoint }, question());
  expect(JSON.parse(await run(`${keys}\n${curl}`))).toHaveProperty('predictions');
  const withToken = `${keys} AWS_SESSION_TOKEN='to ken'\n${curl.replace('curl ', 'curl -v -sS ')} 2>&1`;
  expect(await run(withToken)).toMatch(/^> X-Amz-Security-Token: to ken\r?$/m);
});
