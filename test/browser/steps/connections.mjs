import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { becomes } from '../becomes.mjs';
import { openFakeCloud } from '../fakeAws.mjs';
import { switchTo } from '../switchTo.mjs';

const account = '111122223333';
const region = 'us-east-1';
const serialNumber = `arn:aws:iam::${account}:mfa/admin`;
let fake;

const section = (name, settings, place = [`region = ${region}`, `endpoint_url = ${fake.url}`]) =>
  [`[profile ${name}]`, ...settings, ...place, ''].join('\n');
const keys = ({ accessKeyId, secretAccessKey }) => [
  `aws_access_key_id = ${accessKeyId}`,
  `aws_secret_access_key = ${secretAccessKey}`,
];
/** Profiles as people have them: eight kinds of credentials, all but one with something wrong. */
function profilesFile(w) {
  const program = join(w.home, 'keys from vault');
  writeFileSync(program, '#!/bin/sh\necho "vault: permission denied" >&2\nexit 3\n');
  chmodSync(program, 0o755);
  const reader = fake.account(account).addUser('reader', {
    policies: [
      {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Action: ['sts:*', 's3:*', 'sagemaker:ListTrainingJobs', 'sagemaker:Describe*'],
          Resource: '*',
        },
      },
    ],
  });
  const { sso } = fake.cloud;
  return [
    `[sso-session acme]\nsso_start_url = ${sso.startUrl}\nsso_region = ${sso.region}\n`,
    section('good', keys(fake.access(account, region))),
    section('mistyped', keys({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x'.repeat(40) })),
    section('science', ['sso_session = acme', `sso_account_id = ${account}`, 'sso_role_name = Science']),
    section('careful', [
      `role_arn = arn:aws:iam::${account}:role/Guest`,
      'source_profile = good',
      `mfa_serial = ${serialNumber}`,
    ]),
    section('vault', [`credential_process = "${program}"`]),
    section('away', keys(fake.access(account, region)), [
      `region = ${region}`,
      'endpoint_url = http://127.0.0.1:9',
    ]),
    section('reader', keys(reader)),
    section('leaving', keys(fake.access(account, region))),
  ].join('\n');
}

/** The text above the tree. */
const reason = (w, text) => w.page.locator('.sidebar .tree-explorer-viewlet-tree-view', { hasText: text });

/** One row with its remedy, the reason above it, and the word in the status bar. */
async function isBlocked(w, name, { word, remedy, why }) {
  await switchTo(w, name);
  await w.statusItem(`${name}@${region}`).filter({ hasText: word }).waitFor();
  await w.treeRow(word).filter({ hasText: remedy }).waitFor();
  await reason(w, why).waitFor();
  assert.equal(await w.page.locator('.sidebar .customview-tree .monaco-list-row').count(), 1);
  await w.picture(`connections-${name}`);
}

/** Connections as people have them. */
export const connections = {
  'profiles are listed with what they are': async (w) => {
    const { fake: cloud, trustOf } = await openFakeCloud([account]);
    fake = cloud;
    fake.cloud.sso.assign(fake.account(account), 'Science');
    fake.account(account).addRole('Guest', { trust: trustOf({ AWS: account }) });
    fake.account(account).mfaDevices.set(serialNumber, '123456');
    writeFileSync(w.sharedConfig, profilesFile(w));
    await w.showTree();
    await w.command('Switch Connection');
    await w.choice('science@us-east-1').filter({ hasText: 'IAM Identity Center' }).waitFor();
    await w.choice('careful@us-east-1').filter({ hasText: 'assumed role with a code' }).waitFor();
    await w.picture('connections-list');
    await w.page.keyboard.press('Escape');
  },
  'keys that AWS does not know, a program that fails and a server that is away each have one row with one remedy':
    async (w) => {
      const why = 'The credentials were not accepted. The security token included in the request is invalid.';
      await isBlocked(w, 'mistyped', { word: 'Access denied', remedy: 'Edit Profile', why });
      const failed = 'The credential_process of profile vault failed: vault: permission denied.';
      await isBlocked(w, 'vault', { word: 'Signed out', remedy: 'Edit Profile', why: failed });
      const away = '127.0.0.1 cannot be reached (ECONNREFUSED).';
      await isBlocked(w, 'away', { word: 'Offline', remedy: 'Try Again', why: away });
    },
  'a remedy opens the profile at its line': async (w) => {
    await switchTo(w, 'mistyped');
    await w.treeRow('Access denied').click();
    await w.page.locator('.editor-instance .view-line', { hasText: '[profile mistyped]' }).waitFor();
    await w.command('View: Close Editor');
  },
  'signing in with a device code lists what the account has': async (w) => {
    const why = 'You are not signed in. Sign in to use this connection.';
    await isBlocked(w, 'science', { word: 'Signed out', remedy: 'Sign In', why });
    await w.treeRow('Signed out').click();
    const dialog = w.page.locator('.monaco-dialog-box', { hasText: 'Confirm the code' });
    await dialog.waitFor();
    await w.picture('connections-device-code');
    const [, userCode] = /Confirm the code (\S+) to sign in/.exec(await dialog.innerText());
    fake.cloud.sso.decide(userCode, 'approved');
    await w.answer('Copy Code and Open Page');
    // VS Code confirms each page of another host.
    await w.page.locator('.monaco-dialog-box', { hasText: 'open the external website' }).waitFor();
    await w.answer('Cancel');
    await w.toast('Signed in to science@us-east-1').waitFor();
    await w.treeRow('Upload a table…').waitFor();
    await reason(w, why).waitFor({ state: 'detached' });
    await w.picture('connections-signed-in');
  },
  'a role with a code takes it in a box, and goes on': async (w) => {
    const why = `This connection needs a code of the device ${serialNumber}.`;
    await isBlocked(w, 'careful', { word: 'Signed out', remedy: 'Sign In', why });
    await w.treeRow('Signed out').click();
    const box = w.page.locator('.quick-input-widget', { hasText: `Code of the device ${serialNumber}` });
    await box.locator('input').first().fill('123456');
    await w.page.keyboard.press('Enter');
    await w.treeRow('Upload a table…').waitFor();
  },
  'a right that is missing is named in its group, and the statement to copy is a click away': async (w) => {
    await switchTo(w, 'reader');
    const row = w.treeRow('No permission: sagemaker:ListEndpoints');
    await row.filter({ hasText: 'Copy Policy Statement' }).waitFor();
    await w.treeRow('Train a model…').waitFor();
    await w.picture('connections-denied');
    await row.click();
    await becomes(
      async () =>
        (await w.page.evaluate(() => navigator.clipboard.readText())).includes('sagemaker:ListEndpoints'),
      true,
    );
  },
  'a role with the least rights is created once its policy was shown': async (w) => {
    await switchTo(w, 'good');
    await w.treeRow('Upload a table…').waitFor();
    await w.command('Choose Execution Role');
    await w.choose('Create a role with the least permissions');
    const dialog = w.page.locator('.monaco-dialog-box', { hasText: 'Create the execution role' });
    await dialog.waitFor();
    await w.page.locator('.editor-instance .view-line', { hasText: 's3:ListBucket' }).first().waitFor();
    await w.picture('connections-role');
    const before = fake.account(account).roles.size;
    await w.answer('Create Role');
    await w.toast('use the role arn:aws:iam::').waitFor();
    assert.equal(fake.account(account).roles.size, before + 1);
    await w.command('View: Revert and Close Editor');
  },
  'requests that AWS slows down are said to be tried again, and the lists come': async (w) => {
    fake.setFaults({ name: 'throttled', operation: 'ListTrainingJobs' });
    await w.command('Linear Learner: Refresh');
    const slow = 'AWS is slowing requests down. They are tried again…';
    await reason(w, slow).waitFor();
    await w.picture('connections-slow');
    fake.setFaults();
    await reason(w, slow).waitFor({ state: 'detached' });
    await w.treeRow('Train a model…').waitFor();
  },
  'a profile that goes away is missed by name, and Local is one switch away': async (w) => {
    await switchTo(w, 'leaving');
    await w.treeRow('Upload a table…').waitFor();
    const config = readFileSync(w.sharedConfig, 'utf8');
    writeFileSync(w.sharedConfig, config.slice(0, config.indexOf('[profile leaving]')));
    await w.reload();
    await w.showTreeOf('Signed out');
    await reason(w, 'Profile leaving is not in your AWS config or credentials file.').waitFor();
    await w.picture('connections-leaving');
    await w.command('Switch Connection');
    await w.choose('Local');
    await w.treeRow('Datasets').waitFor();
    await fake.stop();
  },
};
