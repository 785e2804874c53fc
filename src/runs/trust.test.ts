import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix, win32 } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isInside, openTrust } from './trust.ts';

let folder = '';
const at = (...parts: readonly string[]) => join(folder, ...parts);
const experiment = () => at('workspace', 'repository', 'salary.linear.json');
const trust = () => openTrust(at('storage'), () => [at('workspace')]);
const refusal = (table: string) => ({ code: 'table-outside', facts: { file: experiment(), table } });

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'll-trust-')));
  await mkdir(at('workspace', 'repository'), { recursive: true });
  await mkdir(at('private'));
  for (const path of [
    at('workspace', 'repository', 'salary.csv'),
    at('workspace', 'shared.csv'),
    at('private', 'secret.csv'),
    at('private', 'other.csv'),
  ])
    await writeFile(path, 'x,y\n1,2\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the table of an experiment', () => {
  test.each([
    ['beside it', 'salary.csv', ['workspace', 'repository', 'salary.csv']],
    ['in another folder of the workspace', '../shared.csv', ['workspace', 'shared.csv']],
    ['that is missing', 'missing.csv', ['workspace', 'repository', 'missing.csv']],
    ['whose name begins with two dots', '..salary.csv', ['workspace', 'repository', '..salary.csv']],
  ])('%s is read', async (_, dataset, path) => {
    expect(await trust().tableOf(experiment(), dataset)).toBe(at(...path));
  });

  test.each(['../../private/secret.csv', '../../private/missing.csv', '../..', '..//../private/secret.csv'])(
    'named %s is refused',
    async (dataset) => {
      const table = join(at('workspace', 'repository'), dataset);
      await expect(trust().tableOf(experiment(), dataset)).rejects.toMatchObject(refusal(table));
    },
  );

  test.each(['salary\0.csv', 'x'.repeat(10_000)])(
    'whose name no system takes is unreadable',
    async (dataset) => {
      await expect(trust().tableOf(experiment(), dataset)).rejects.toMatchObject({ code: 'file-unreadable' });
    },
  );

  test.skipIf(process.platform === 'win32')('that is a link to itself is unreadable', async () => {
    await symlink('loop.csv', at('workspace', 'repository', 'loop.csv'));
    await expect(trust().tableOf(experiment(), 'loop.csv')).rejects.toMatchObject({
      code: 'file-unreadable',
    });
  });

  test.skipIf(process.platform === 'win32')(
    'behind a chain of links that ends outside is refused',
    async () => {
      await symlink(at('private'), at('workspace', 'repository', 'last'));
      await symlink('last', at('workspace', 'repository', 'first'));
      await expect(trust().tableOf(experiment(), 'first/secret.csv')).rejects.toMatchObject({
        code: 'table-outside',
      });
    },
  );

  test('named by an absolute path outside is refused, inside it is read', async () => {
    const secret = at('private', 'secret.csv');
    await expect(trust().tableOf(experiment(), secret)).rejects.toMatchObject(refusal(secret));
    expect(await trust().tableOf(experiment(), at('workspace', 'shared.csv'))).toBe(
      at('workspace', 'shared.csv'),
    );
  });

  test('named by a file URL is looked for beside the experiment', async () => {
    const path = await trust().tableOf(experiment(), 'file:///etc/passwd');
    expect(isInside(at('workspace', 'repository'), path)).toBe(true);
  });

  test.skipIf(process.platform === 'win32')(
    'behind a symbolic link that leads outside is refused',
    async () => {
      await symlink(at('private', 'secret.csv'), at('workspace', 'repository', 'link.csv'));
      await symlink(at('private'), at('workspace', 'repository', 'linked'));
      for (const dataset of ['link.csv', 'linked/secret.csv'])
        await expect(trust().tableOf(experiment(), dataset)).rejects.toMatchObject({ code: 'table-outside' });
    },
  );

  test.skipIf(process.platform === 'win32')('in a workspace that is opened by a link is read', async () => {
    await symlink(at('workspace'), at('opened'));
    const opened = openTrust(at('storage'), () => [at('opened')]);
    const path = at('opened', 'repository', 'salary.linear.json');
    expect(await opened.tableOf(path, 'salary.csv')).toBe(at('opened', 'repository', 'salary.csv'));
  });
});

describe('a table that the user chose', () => {
  test('is read by its experiment alone, in the next window too', async () => {
    const secret = at('private', 'secret.csv');
    await trust().choose(experiment(), secret);
    expect(await trust().tableOf(experiment(), '../../private/secret.csv')).toBe(secret);
    await expect(trust().tableOf(experiment(), '../../private/other.csv')).rejects.toMatchObject(
      refusal(at('private', 'other.csv')),
    );
    const another = at('workspace', 'repository', 'another.linear.json');
    await expect(trust().tableOf(another, '../../private/secret.csv')).rejects.toMatchObject({
      code: 'table-outside',
    });
  });

  test.skipIf(process.platform === 'win32')('is refused once it has become a link to elsewhere', async () => {
    const chosen = at('private', 'secret.csv');
    await trust().choose(experiment(), chosen);
    await rm(chosen);
    await symlink(at('private', 'other.csv'), chosen);
    await expect(trust().tableOf(experiment(), '../../private/secret.csv')).rejects.toMatchObject(
      refusal(chosen),
    );
  });
});

test('confirmed output holds for one connection, experiment, bucket, prefix and role', async () => {
  const output = { connectionId: 'local', experimentPath: experiment(), bucket: 'b', prefix: 'p' };
  expect(await trust().isConfirmed(output)).toBe(false);
  await trust().confirm(output);
  expect(await trust().isConfirmed(output)).toBe(true);
  for (const change of [
    { connectionId: 'x' },
    { experimentPath: 'x' },
    { bucket: 'x' },
    { prefix: 'x' },
    { roleArn: 'arn:aws:iam::111122223333:role/Other' },
  ])
    expect(await trust().isConfirmed({ ...output, ...change })).toBe(false);
  expect(await trust().isConfirmed({ ...output, bucket: 'b/p', prefix: '' })).toBe(false);
});

test.each([
  [win32, 'C:\\repository', 'C:\\repository\\salary.csv', true],
  [win32, 'C:\\repository', 'c:\\Repository\\data\\salary.csv', true],
  [win32, 'C:\\repository', '\\\\host\\share\\salary.csv', false],
  [win32, 'C:\\repository', 'D:\\salary.csv', false],
  [win32, 'C:\\repository', 'C:\\repository-2\\salary.csv', false],
  [posix, '/repository', '/repository-2/salary.csv', false],
  [posix, '/repository', '/repository', false],
  [posix, '/', '/salary.csv', true],
])('on %#: a path is inside a folder by the rules of its system', (paths, inside, path, expected) => {
  expect(isInside(inside, path, paths)).toBe(expected);
});

test('a table in S3 is read only after the user has chosen it for the experiment', async () => {
  const dataset = 's3://bucket/tables/t.csv';
  const refused = { code: 's3-table-unconfirmed', facts: { file: experiment(), s3Uri: dataset } };
  await expect(trust().tableOf(experiment(), dataset)).rejects.toMatchObject(refused);
  await trust().choose(experiment(), dataset);
  expect(await trust().tableOf(experiment(), dataset)).toBe(dataset);
  await expect(trust().tableOf(experiment(), `${dataset}x`)).rejects.toMatchObject({
    code: 's3-table-unconfirmed',
  });
});
