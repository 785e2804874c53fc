import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListModelsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { stateFolderIn } from '../../../scripts/start/embeddedServer.mjs';
import { becomes } from '../becomes.mjs';
import { openGuardedCloud } from '../guardedCloud.mjs';
import { switchTo } from '../switchTo.mjs';

const region = 'us-east-1';
const [own, others] = ['guarded-8f3a', 'churn-production'];
const artifact = join(import.meta.dirname, '../../fixtures/params/model_linear.tar.gz');
const minuteMs = 60_000;
let cloud;

/** What the status bar shows of endpoints that bill, from none to one that cannot be deleted, and what can be done about each. */
export const costGuard = {
  'a connection that cannot be reached is unknown in the status bar, until it is watched no longer': async (
    w,
  ) => {
    // The embedded server runs, whichever connection was used before.
    await w.command('Switch Connection');
    await w.choose('Local');
    await w.statusItem('Local').waitFor();
    await w.showTree();
    cloud = await openGuardedCloud(stateFolderIn(join(w.userDataDir, 'data')));
    writeFileSync(
      w.sharedConfig,
      [profile('lab', 'http://127.0.0.1:9'), profile('cloud', cloud.url)].join('\n'),
    );
    await switchTo(w, 'lab');
    await w.statusItem('endpoints unknown').waitFor();
    await switchTo(w, 'cloud');
    const unknown = w.statusItem('endpoints unknown on lab@us-east-1');
    await unknown.waitFor();
    assert.doesNotMatch((await unknown.getAttribute('class')) ?? '', /(warning|error)-kind/);
    await w.picture('guard-unknown');
    await unknown.click();
    await w.choose('Stop watching lab@us-east-1');
    await endpointItems(w, 0);
    await w.picture('guard-none');
  },
  'a live endpoint shows its rate, its cost and what is left of its lease, and others’ endpoints after it':
    async (w) => {
      await deployOwn(90 * minuteMs);
      await refresh(w);
      const item = w.statusItem(
        /1 endpoint · \$0\.115\/h · \$0\.00 so far · 1 h (30|29) m left · 1 not yours · \$0\.23\/h/,
      );
      await item.waitFor();
      assert.match((await item.getAttribute('class')) ?? '', /warning-kind/);
      const label = await item.locator('a').getAttribute('aria-label');
      for (const said of ['$0.115/h', '$0.00 so far', 'm left', own, others])
        assert.ok(label?.includes(said), label);
      await w.picture('guard-live');
    },
  'a lease that is about to end is announced, and Extend moves it': async (w) => {
    cloud.leaseEndsAtMs = Date.now() + 8 * minuteMs;
    await refresh(w);
    const notice = w.toast(`${own} will be deleted in 8 minutes, when its lease ends.`);
    await notice.waitFor();
    await w.statusItem(/· [78] m left/).waitFor();
    await w.picture('guard-notice');
    await notice.getByRole('button', { name: 'Extend by 1 Hour' }).click();
    await w.toast(`The lease of ${own} now ends on`).waitFor();
    await w.statusItem(/· 1 h [78] m left/).waitFor();
  },
  'an endpoint whose lease has ended and that cannot be deleted turns the status bar red': async (w) => {
    cloud.refusesDeletion = true;
    cloud.leaseEndsAtMs = Date.now() - minuteMs;
    await refresh(w);
    const item = w.statusItem(`deleting ${own} failed`);
    await item.waitFor();
    assert.match((await item.getAttribute('class')) ?? '', /error-kind/);
    await w.statusItem('lease ended').waitFor();
    await w.picture('guard-failed');
  },
  'the list shows what is ours and what is others’, and confirms with owner and cost before it deletes the latter':
    async (w) => {
      await w.statusItem(`deleting ${own} failed`).click();
      await w.choice(own).waitFor();
      await w.choice(others).waitFor();
      await w.picture('guard-list');
      await w.choose(own);
      for (const offered of ['Delete', 'Extend the lease of', 'Open the run of', 'Logs of', 'Why is'])
        await w.choice(offered).waitFor();
      await w.picture('guard-actions');
      await w.page.keyboard.press('Escape');
      await w.statusItem(`deleting ${own} failed`).click();
      await w.choose(others);
      await w.choose(`Delete ${others}`);
      const dialog = w.page.locator('.monaco-dialog-box');
      for (const said of [
        `Delete endpoint ${others}?`,
        'It may be somebody else’s (owner: unknown).',
        '$0.230 per hour',
      ])
        await dialog.getByText(said).first().waitFor();
      await w.picture('guard-confirmation');
      await w.answer('Cancel');
    },
  'an endpoint whose lease has ended is deleted as soon as that is possible, and no other is': async (w) => {
    cloud.refusesDeletion = false;
    await refresh(w);
    const item = w.statusItem('1 endpoint gone, confirming');
    await item.waitFor();
    await becomes(async () => /error-kind/.test((await item.getAttribute('class')) ?? ''), false);
    const { Endpoints = [] } = await client(SageMakerClient).send(new ListEndpointsCommand({}));
    assert.deepEqual(
      Endpoints.map(({ EndpointName }) => EndpointName),
      [others],
    );
  },
  'Clean Up finds the model and the configuration that are left, and deletes what is selected': async (w) => {
    await w.command('Linear Learner: Clean Up…');
    const left = (kind) => w.choice(new RegExp(`${own}.*${kind}`, 's'));
    for (const kind of ['endpoint configuration', 'model']) await left(kind).click();
    await w.picture('guard-clean-up');
    await w.page.locator('.quick-input-widget').getByRole('button', { name: 'OK' }).click();
    await w.page.locator('.monaco-dialog-box').getByText('Delete 2 items?').waitFor();
    await w.answer('Delete');
    const sagemaker = client(SageMakerClient);
    await becomes(async () => {
      const { Models = [] } = await sagemaker.send(new ListModelsCommand({}));
      const { EndpointConfigs = [] } = await sagemaker.send(new ListEndpointConfigsCommand({}));
      return [...Models, ...EndpointConfigs]
        .map(({ ModelName, EndpointConfigName }) => ModelName ?? EndpointConfigName)
        .join();
    }, others);
    // By now the endpoint is confirmed to be gone.
    const rest = w.statusItem(/^\s*1 not yours · \$0\.23\/h/);
    await rest.waitFor();
    assert.doesNotMatch((await rest.getAttribute('class')) ?? '', /(warning|error)-kind/);
    await w.picture('guard-deleted');
    await cloud.close();
  },
};

const profile = (name, url) =>
  `[profile ${name}]\nregion = ${region}\nendpoint_url = ${url}\naws_access_key_id = ${cloud.credentials.accessKeyId}\naws_secret_access_key = ${cloud.credentials.secretAccessKey}\n`;

const refresh = (w) => w.command('Linear Learner: Refresh');

const endpointItems = (w, count) =>
  becomes(() => w.page.locator('.statusbar-item', { hasText: 'endpoint' }).count(), count);

const client = (Client) =>
  new Client({ region, endpoint: cloud.url, credentials: cloud.credentials, forcePathStyle: true });

/** An endpoint with our tags and a lease, as another window of this user would deploy it, and one of another tool. */
async function deployOwn(leaseMs) {
  const [s3, sagemaker] = [client(S3Client), client(SageMakerClient)];
  const Bucket = 'models-of-the-guard';
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'model.tar.gz', Body: readFileSync(artifact) }));
  const { Arn, Account } = await client(STSClient).send(new GetCallerIdentityCommand({}));
  const origin = { 'linear-learner:training-job': 'job-1', 'linear-learner:attempt': 'attempt-1' };
  const expires = `${new Date(Date.now() + leaseMs).toISOString().slice(0, 19)}Z`;
  const guard = { 'linear-learner:owner': Arn, 'linear-learner:expires': expires };
  const variant = { VariantName: 'AllTraffic', ModelName: own, InstanceType: 'ml.m5.large' };
  const configOf = (EndpointConfigName, InitialInstanceCount, Tags) =>
    sagemaker.send(
      new CreateEndpointConfigCommand({
        EndpointConfigName,
        ProductionVariants: [{ ...variant, InitialInstanceCount }],
        Tags,
      }),
    );
  await sagemaker.send(
    new CreateModelCommand({
      ModelName: own,
      ExecutionRoleArn: `arn:aws:iam::${Account}:role/LinearLearnerLocalExecutionRole`,
      PrimaryContainer: {
        Image: '382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1',
        ModelDataUrl: `s3://${Bucket}/model.tar.gz`,
      },
      Tags: tagsOf(origin),
    }),
  );
  await configOf(own, 1, tagsOf(origin));
  await configOf(others, 2, []);
  const endpointOf = (EndpointName, Tags) =>
    sagemaker.send(new CreateEndpointCommand({ EndpointName, EndpointConfigName: EndpointName, Tags }));
  await endpointOf(own, tagsOf({ ...origin, ...guard }));
  await endpointOf(others, []);
}

const tagsOf = (tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
