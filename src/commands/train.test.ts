import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Connection } from '../aws/connections/types.ts';
import { uriOfS3 } from '../contributions/s3Uris.ts';
import { openCalls } from '../data/engine/calls.ts';
import { openTables } from '../data/engine/tables.ts';
import { Failure } from '../learner/errors.ts';
import { openJobLedger } from '../guard/journal/jobLedger.ts';
import { openRunRecords } from '../runs/openRunRecords.ts';
import { openQuotaSweeps } from '../runs/preflight/quotaSweeps.ts';
import { openEndpointLedger } from '../guard/journal/endpointLedger.ts';
import { openSpendFile } from '../guard/journal/spendFile.ts';
import { openPrices } from '../runs/prices/prices.ts';
import { openTrainingStarts } from '../runs/trainingStarts.ts';
import { openTrust } from '../runs/trust.ts';
import * as vscode from 'vscode';
import { executed, forgetShown, shown, Uri, workspace } from '../../test/fakeVscode.ts';
import type { Services } from './services.ts';
import { train } from './train.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

const calls = openCalls(openTables());
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-train-'));
  forgetShown();
});
afterEach(async () => {
  destination.mockClear();
  await rm(folder, { recursive: true, force: true });
});

const connection: Connection = { kind: 'aws', profile: 'default', region: 'us-east-1' };
const destination = vi.fn(async () => ({ bucket: 'own-bucket', roleArn: '' }));
const sent = new Error('the data is on its way');
const withIdentity = { connection, connectionId: 'aws:default@us-east-1', region: 'us-east-1' };
const warned: string[] = [];
const trust = () => openTrust(file('storage'), () => []);
// SAFETY: what a training needs before its data is prepared; anything else would be missed at once.
const services = (more: object = {}) =>
  ({
    engine: { ...calls, prepare: () => Promise.reject(sent) },
    starts: openTrainingStarts(file('storage')),
    records: openRunRecords(file('storage')),
    jobs: openJobLedger(file('storage')),
    ledger: openEndpointLedger(file('storage')),
    prices: openPrices(file('storage')),
    spend: openSpendFile(file('storage')),
    changed: () => undefined,
    log: { warn: (text: string) => void warned.push(text) },
    quotas: async () => openQuotaSweeps(),
    trust: async () => trust(),
    openSession: async () => ({
      identity: async () => ({ accountId: '111122223333', arn: '' }),
      ...withIdentity,
      destination,
      aws: { bucketStanding: async () => ({ kind: 'none' }) },
      bucketOwner: async () => undefined,
    }),
    ...more,
  }) as unknown as Services;
const file = (name: string) => join(folder, name);
const table = 'x,y\n1,2\n2,4\n3,6\n4,8\n';

async function experimentWith(name: string, hyperparameters: object, more: object = {}): Promise<void> {
  const { experiment } = await calls.suggestExperiment({ path: file('t.csv'), target: 'y' });
  await writeFile(file(name), JSON.stringify({ ...experiment, hyperparameters, ...more }));
}

test('a failing preflight stops Train before it asks for cost, bucket or role', async () => {
  await writeFile(file('t.csv'), table);
  await experimentWith('t.linear.json', { mini_batch_size: 100 });
  await expect(train(services(), vscode.Uri.file(file('t.linear.json')), {})).rejects.toMatchObject({
    code: 'preflight-failed',
    facts: { kind: 'batch-too-large', file: file('t.linear.json') },
  });
  expect(shown).toEqual([]);
  expect(destination).not.toHaveBeenCalled();
});

test('Train of an experiment whose table is missing names the table and asks nothing', async () => {
  await writeFile(file('t.csv'), table);
  await experimentWith('t.linear.json', {});
  await rm(file('t.csv'));
  await expect(train(services(), vscode.Uri.file(file('t.linear.json')), {})).rejects.toMatchObject({
    code: 'file-missing',
    facts: { file: file('t.csv') },
  });
  expect(shown).toEqual([]);
});

test('Train refuses a table that changed after the page showed it', async () => {
  await writeFile(file('t.csv'), table);
  await experimentWith('t.linear.json', {});
  const seen = { datasetSha256: 'of the table before' };
  await expect(train(services(), vscode.Uri.file(file('t.linear.json')), seen)).rejects.toMatchObject({
    code: 'file-changed',
  });
  expect(shown).toEqual([]);
});

test('Train on a table asks one question and offers broken experiments too', async () => {
  await writeFile(file('t.csv'), table);
  await experimentWith('t.linear.json', {});
  await writeFile(file('u.linear.json'), '{');
  forgetShown('New: predicts x');
  await train(services(), vscode.Uri.file(file('t.csv')), undefined);
  expect(shown.map(({ choices }) => choices)).toEqual([
    ['t.linear.json', '$(warning) u.linear.json', 'New: predicts y', 'New: predicts x'],
  ]);
  expect(executed).toEqual([
    { command: 'vscode.open', given: [vscode.Uri.file(file('t-2.linear.json')), { preview: false }] },
  ]);
  expect(await calls.readExperiment({ path: file('t-2.linear.json') })).toMatchObject({ target: 'x' });
  expect((await readdir(folder)).toSorted()).toEqual([
    't-2.linear.json',
    't.csv',
    't.linear.json',
    'u.linear.json',
  ]);
});

test('a second Train of an experiment joins the first, which is shown before a session is opened', async () => {
  await writeFile(file('t.csv'), table);
  await experimentWith('t.linear.json', {});
  let opened = 0;
  let refuse: (reason: Error) => void = () => undefined;
  const openSession = () => {
    opened += 1;
    return new Promise<never>((_, reject) => (refuse = reject));
  };
  const given = services({ openSession });
  const uri = vscode.Uri.file(file('t.linear.json'));
  const [first, second] = [train(given, uri), train(given, uri)];
  await expect.poll(() => opened).toBe(1);
  expect(given.starts.stateOf(uri.fsPath)).toEqual({ kind: 'starting', message: 'connecting' });
  refuse(new Error('no session'));
  await expect(first).rejects.toThrow('no session');
  // Only the first says what went wrong.
  await expect(second).rejects.toThrow('Cancelled');
  expect(opened).toBe(1);
  expect(given.starts.stateOf(uri.fsPath)).toEqual({ kind: 'idle' });
});

test('a training that waits for its experiment to be read does not claim to connect', async () => {
  await writeFile(file('t.csv'), table);
  await experimentWith('t.linear.json', {});
  let refuse: ((reason: Error) => void) | undefined;
  const readExperiment = () => new Promise<never>((_, reject) => (refuse = reject));
  const given = services({ engine: { ...calls, readExperiment } });
  const uri = vscode.Uri.file(file('t.linear.json'));
  const training = train(given, uri);
  await expect.poll(() => refuse).toBeDefined();
  expect(given.starts.stateOf(uri.fsPath)).toEqual({ kind: 'starting', message: 'reading the experiment' });
  refuse?.(new Error('unreadable'));
  await expect(training).rejects.toThrow('unreadable');
});

test('Cancel on the page ends a training in preparation', async () => {
  await writeFile(file('t.csv'), table);
  await experimentWith('t.linear.json', {});
  const openSession = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const given = services({ openSession });
  const uri = vscode.Uri.file(file('t.linear.json'));
  const training = train(given, uri);
  await expect.poll(() => given.starts.stateOf(uri.fsPath).kind).toBe('starting');
  given.starts.cancel(uri.fsPath);
  await expect(training).rejects.toMatchObject({ name: 'AbortError' });
});

describe('what would fail on AWS', () => {
  const arn = 'arn:aws:iam::111122223333:root';
  const agreed = new Map<string, string>();
  const unknown = () => Promise.reject(new Error('not known here'));
  const on = (aws: object) => {
    const known = {
      whoAmI: async () => ({ accountId: '111122223333', arn }),
    };
    const others = {
      lookAtRole: unknown,
      simulate: unknown,
      sweepQuotas: unknown,
      describeTrainingJob: unknown,
    };
    const session = {
      ...withIdentity,
      configuredEndpoints: {},
      signInEndsAtMs: async () => undefined,
      destination: async () => ({ bucket: 'own-bucket', roleArn: 'arn:aws:iam::111122223333:role/learner' }),
      aws: { ...known, ...others, ...aws },
      bucketOwner: async (bucket: string) => agreed.get(bucket),
      agreeToOwner: async (bucket: string, owner: string) => void agreed.set(bucket, owner),
    };
    return services({ openSession: async () => ({ ...session, identity: session.aws.whoAmI }) });
  };
  const standing = (owner: string, region: string) => async () => ({ kind: 'exists', region, owner });
  const trainOn = (aws: object, second?: object) =>
    train(on(aws), vscode.Uri.file(file('t.linear.json')), second);
  beforeEach(async () => {
    warned.length = 0;
    await writeFile(file('t.csv'), table);
    await experimentWith('t.linear.json', {});
  });

  test('stops Train before its cost is asked', async () => {
    const failure = {
      code: 'check-failed',
      facts: { failed: { check: 'bucket', facts: { region: 'eu-west-1' } } },
    };
    const bucketStanding = standing('expected', 'eu-west-1');
    await expect(trainOn({ bucketStanding })).rejects.toMatchObject(failure);
    await expect(trainOn({ bucketStanding }, { confirmed: true, trusted: true })).rejects.toMatchObject(
      failure,
    );
    expect(shown).toEqual([]);
  });

  test('is the error of the credentials where they have expired', async () => {
    const expired = new Failure(
      'credentials-expired',
      { operation: '', awsMessage: '', sso: true },
      'expired',
    );
    await expect(trainOn({ whoAmI: () => Promise.reject(expired) })).rejects.toBe(expired);
    expect(shown).toEqual([]);
  });

  test('is up to the user where the check may be wrong', async () => {
    const role = {
      lookAtRole: async () => ({ arn: 'arn:aws:iam::111122223333:role/learner', trust: 'sagemaker' }),
    };
    const simulate = async (_: string, calls: { readonly actions: readonly string[] }) =>
      calls.actions.map((action) => ({ action, resource: '*', decision: 'not-allowed' }));
    const doubtful = { ...role, simulate, bucketStanding: standing('expected', 'us-east-1') };
    const userArn = 'arn:aws:iam::111122223333:user/ada';
    const as = { ...doubtful, whoAmI: async () => ({ accountId: '111122223333', arn: userArn }) };
    const withPassing = {
      ...as,
      simulate: async (arn: string, calls: { readonly actions: readonly string[] }) =>
        calls.actions.includes('iam:PassRole')
          ? [{ action: 'iam:PassRole', resource: '*', decision: 'allowed' }]
          : simulate(arn, calls),
    };
    forgetShown(undefined);
    await expect(trainOn(withPassing)).rejects.toThrow('Cancelled');
    forgetShown('Choose Bucket…');
    await expect(trainOn(withPassing)).rejects.toThrow('Cancelled');
    expect(executed.map(({ command }) => command)).toEqual(['linearLearner.chooseBucket']);
    forgetShown('Train Anyway', 'Train');
    await expect(trainOn(withPassing)).rejects.toBe(sent);
    expect(shown.map(({ message }) => message)).toEqual([
      'Training on default@us-east-1 would probably fail',
      expect.stringContaining('Train on default@us-east-1'),
    ]);
    forgetShown();
    await expect(trainOn(withPassing, { confirmed: true, trusted: true })).rejects.toBe(sent);
    expect(shown).toEqual([]);
    expect(warned.join()).toContain('Your policies do not allow s3:GetObject, s3:PutObject');
  });

  test('is a bucket in another account until its owner is confirmed', async () => {
    const bucketStanding = async (_: string, { known }: { readonly known?: string }) =>
      standing(known === '444455556666' ? 'expected' : 'other', 'us-east-1')();
    forgetShown('444455556666', 'Confirm', 'Train');
    await expect(trainOn({ bucketStanding })).rejects.toBe(sent);
    expect(agreed).toEqual(new Map([['own-bucket', '444455556666']]));
    agreed.clear();
    forgetShown();
    const failure = { code: 'check-failed', facts: { failed: { facts: { why: 'other-account' } } } };
    await expect(trainOn({ bucketStanding }, { confirmed: true, trusted: true })).rejects.toMatchObject(
      failure,
    );
    expect(shown).toEqual([]);
  });
});

describe('an experiment of a cloned repository', () => {
  const cloned = 'repository/t.linear.json';
  const trainIt = (second?: object) => train(services(), vscode.Uri.file(file(cloned)), second);
  beforeEach(async () => {
    await mkdir(file('repository'));
    await writeFile(file('t.csv'), table);
    await writeFile(file('repository/t.csv'), table);
  });

  test('is refused a table outside its folder, before anything is asked', async () => {
    await experimentWith(cloned, {}, { dataset: '../t.csv' });
    const refusal = { code: 'table-outside', facts: { file: file(cloned), table: file('t.csv') } };
    await expect(trainIt()).rejects.toMatchObject(refusal);
    await expect(trainIt({ confirmed: true })).rejects.toMatchObject(refusal);
    expect(shown).toEqual([]);
    expect(destination).not.toHaveBeenCalled();
    await expect(trainIt({ confirmed: true, trusted: true })).rejects.toBe(sent);
  });

  test('may read the table that the user chose for it', async () => {
    await experimentWith(cloned, {}, { dataset: '../t.csv' });
    await trust().choose(file(cloned), file('t.csv'));
    forgetShown('Train');
    await expect(trainIt()).rejects.toBe(sent);
  });

  test('sends its data to its bucket only after that was confirmed, once for each bucket and prefix', async () => {
    const output = { bucket: 'their-bucket', prefix: 'their/prefix' };
    await experimentWith(cloned, {}, { output });
    const question = 'Train on default@us-east-1 and send the data to s3://their-bucket/their/prefix?';
    forgetShown(undefined);
    await expect(trainIt()).rejects.toThrow('Cancelled');
    forgetShown('Train', 'Train');
    await expect(trainIt()).rejects.toBe(sent);
    await expect(trainIt()).rejects.toBe(sent);
    expect(shown.map(({ message }) => message)).toEqual([question, 'Train on default@us-east-1?']);
    await expect(trainIt({ confirmed: true })).rejects.toBe(sent);
    await experimentWith(cloned, {}, { output: { ...output, prefix: 'another' } });
    forgetShown(undefined);
    await expect(trainIt()).rejects.toThrow('Cancelled');
    expect(shown[0]?.message).toContain('s3://their-bucket/another?');
  });

  test('is refused without a window, unless the caller vouches for it', async () => {
    await experimentWith(cloned, {}, { output: { bucket: 'their-bucket' } });
    await expect(trainIt({ confirmed: true })).rejects.toMatchObject({
      code: 'output-unconfirmed',
      facts: { s3Uri: 's3://their-bucket/linear-learner', label: 'default@us-east-1' },
    });
    expect(shown).toEqual([]);
    await expect(trainIt({ confirmed: true, trusted: true })).rejects.toBe(sent);
  });
});

describe('a table in S3', () => {
  const s3Uri = 's3://bucket/tables/t.csv';
  const inS3 = () =>
    services({
      s3Tables: {
        fetch: async () => {
          await writeFile(file('t.csv'), table);
          return file('t.csv');
        },
      },
    });
  const open = async (second?: object) => train(inS3(), uriOfS3(s3Uri), second);
  beforeEach(async () => {
    await mkdir(file('workspace'));
    workspace.workspaceFolders = [{ uri: Uri.file(file('workspace')) }];
  });
  afterEach(() => {
    workspace.workspaceFolders = undefined;
  });

  test('gets an experiment in the workspace, which refers to it and may read it', async () => {
    await open({ target: 'y', review: true });
    const path = file('workspace/t.linear.json');
    expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ dataset: s3Uri, target: 'y' });
    expect(await trust().tableOf(path, s3Uri)).toBe(s3Uri);
    expect(await readdir(folder)).not.toContain('t.linear.json');
    forgetShown('Train');
    await expect(train(inS3(), vscode.Uri.file(path))).rejects.toBe(sent);
  });

  test('is offered its existing experiment', async () => {
    await open({ target: 'y', review: true });
    forgetShown('t.linear.json');
    await open();
    expect(shown[0]?.choices).toContain('t.linear.json');
    expect(await readdir(file('workspace'))).toEqual(['t.linear.json']);
  });
});
