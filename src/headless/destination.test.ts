import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failed } from '../runs/preflight/check.ts';
import type { Failed } from '../runs/preflight/check.ts';
import { openDestinations } from '../runs/destinations.ts';
import { headlessDestinations, refusalOf, requireAgreedPlace } from './destination.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

const roleArn = 'arn:aws:iam::111122223333:role/Learner';
const destination = { bucket: 'ours', roleArn };
const id = 'aws:ci@us-east-1';
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-destination-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the command line must confirm the bucket and role that an experiment names', () => {
  const place = (output: object) =>
    requireAgreedPlace('t.linear.json', { output: { prefix: 'p', ...output } }, destination);
  expect(() => place({})).not.toThrow();
  expect(() => place({ bucket: 'ours', roleArn })).not.toThrow();
  expect(() => place({ bucket: 'theirs' })).toThrow('Pass --bucket theirs to allow it');
  const other = `${roleArn}s`;
  expect(() => place({ roleArn: other })).toThrow(`Pass --role ${other} to allow it`);
});

test('bucket owners come from VS Code and from the command line', async () => {
  const machine = openDestinations(join(folder, 'machine'));
  await machine.save(id, destination);
  await machine.owners.save(id, 'ours', '111122223333');
  await machine.owners.save(id, 'shared', '444455556666');
  const open = (bucket?: string, bucketOwner?: string) =>
    headlessDestinations(join(folder, 'own'), [join(folder, 'machine')], {
      bucket,
      bucketOwner,
      roleArn: undefined,
    }).owners.all(id);
  const known = { ours: '111122223333', shared: '444455556666' };
  expect(Object.fromEntries(await open())).toEqual(known);
  expect(Object.fromEntries(await open('shared'))).toEqual(known);
  expect(Object.fromEntries(await open('new', '777788889999'))).toEqual({ ...known, new: '777788889999' });
  expect(await machine.owners.all(id)).toHaveProperty('size', 2);
});

test('a bucket whose owner is unconfirmed is refused, naming the option that confirms it', () => {
  const other = failed('bucket', { why: 'other-account', bucket: 'shared', region: 'us-east-1' });
  // SAFETY: a failed check of a bucket, as it was just made.
  const refused = refusalOf('t.linear.json', other as Exclude<Failed, { check: 'credentials' }>);
  expect(refused).toMatchObject({
    code: 'bucket-owner-unconfirmed',
    message: expect.stringContaining('--bucket shared --bucket-owner ACCOUNT'),
  });
  const taken = failed('bucket', { why: 'taken', bucket: 'shared', region: 'us-east-1' });
  // SAFETY: as above.
  const asBefore = refusalOf('t.linear.json', taken as Exclude<Failed, { check: 'credentials' }>);
  expect(asBefore).toMatchObject({ code: 'check-failed' });
});
