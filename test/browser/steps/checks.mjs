import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { becomes } from '../becomes.mjs';
import { openFakeCloud } from '../fakeAws.mjs';
import { switchTo } from '../switchTo.mjs';

const [own, other] = ['111122223333', '444455556666'];
const name = 'checked.linear.json';
const region = 'us-east-1';
let fake;

/** The checks of an experiment on an account of AWS that lacks most of what a training needs. */
export const checks = {
  'an experiment with a bucket of another account and a quota of 0 says both, each with its fix': async (
    w,
  ) => {
    const { fake: cloud, trustOf } = await openFakeCloud([own, other]);
    fake = cloud;
    const { accessKeyId, secretAccessKey } = fake.access(own, region);
    const theirs = new S3Client({
      region,
      endpoint: fake.url,
      forcePathStyle: true,
      credentials: fake.access(other, region),
    });
    await theirs.send(new CreateBucketCommand({ Bucket: 'tables-of-research' }));
    theirs.destroy();
    fake.shareBucket('tables-of-research', own);
    fake.account(own).quotas(region).set('ml.m5.large for training job usage', 0);
    const trust = trustOf({ Service: 'lambda.amazonaws.com' });
    const { arn: roleArn } = fake.account(own).addRole('ForLambda', { trust });
    writeFileSync(
      w.sharedConfig,
      `[profile lab]\nregion = ${region}\nendpoint_url = ${fake.url}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    await switchTo(w, 'lab');
    await w.showFiles();
    const sample = JSON.parse(readFileSync(join(w.workspace, 'salary-tutorial.linear.json'), 'utf8'));
    const output = { bucket: 'tables-of-research', prefix: 'mine', roleArn };
    const training = { ...sample.training, instanceType: 'ml.m5.large' };
    writeFileSync(join(w.workspace, name), JSON.stringify({ ...sample, training, output }, null, 2));
    await w.explorerRow(name).dblclick();
    await w.tab(name);
    await line(w, 'Quota for training on ml.m5.large: 0').waitFor();
    await line(w, 'SageMaker cannot assume the role').waitFor();
    // The experiment's own bucket is called once it was confirmed.
    await line(w, 'Bucket: unknown. Nobody has confirmed').waitFor();
    await w.picture('checks-failed');
  },
  'a fix is taken with the keyboard': async (w) => {
    const fix = line(w, 'Quota for training').getByRole('button', { name: /^Use ml\./ });
    await fix.focus();
    await w.page.keyboard.press('Enter');
    await line(w, 'Quota for training').waitFor({ state: 'detached' });
    await w.command('Save All');
    const used = async () => (await saved(w))?.training.instanceType ?? 'ml.m5.large';
    await becomes(async () => (await used()) !== 'ml.m5.large', true);
  },
  'a bucket for one experiment is created by a click, and its settings are shown': async (w) => {
    await w.content.getByRole('button', { name: 'Choose or create a bucket for this experiment' }).click();
    const field = w.page.locator('.quick-input-widget input').first();
    await w.page.locator('.quick-input-widget', { hasText: 'Bucket for training data and models' }).waitFor();
    await field.fill('fresh-tables');
    await w.page.keyboard.press('Enter');
    await w.toast('Created bucket fresh-tables: public access blocked').waitFor();
    await w.command('Save All');
    await becomes(async () => (await saved(w))?.output.bucket, 'fresh-tables');
    await w.picture('checks-own-bucket');
  },
  'the owner of a bucket in another account is confirmed once': async (w) => {
    await w.content.getByRole('button', { name: 'Choose or create a bucket for this experiment' }).click();
    await w.choose('New or other bucket…');
    const field = w.page.locator('.quick-input-widget input').first();
    await w.page.locator('.quick-input-widget', { hasText: 'created if it does not exist' }).waitFor();
    await field.fill('tables-of-research');
    await w.page.keyboard.press('Enter');
    await w.page.locator('.quick-input-widget', { hasText: 'does not belong to your account' }).waitFor();
    await w.picture('checks-owner');
    await field.fill(other);
    await w.page.keyboard.press('Enter');
    const dialog = w.page.locator('.monaco-dialog-box');
    await dialog.getByText(`Send data to bucket tables-of-research in account ${other}?`).waitFor();
    await w.picture('checks-agreement');
    await w.answer('Confirm');
    await w.command('Save All');
    await becomes(async () => (await saved(w))?.output.bucket, 'tables-of-research');
    assert.ok(!fake.operations.includes('CreateTrainingJob'));
    await fake.stop();
  },
};

const line = (w, text) =>
  w.content.getByRole('list', { name: 'Connection checks' }).getByRole('listitem').filter({ hasText: text });

/** The experiment's file; undefined while it is being written. */
async function saved(w) {
  try {
    return JSON.parse(readFileSync(join(w.workspace, name), 'utf8'));
  } catch {
    return undefined;
  }
}
