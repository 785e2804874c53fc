import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as vscode from 'vscode';
import { forgetShown, shown } from '../../test/fakeVscode.ts';
import { createRecord } from '../aws/s3/records.ts';
import type { UploadHeader } from '../aws/s3/records.ts';
import { Failure } from '../learner/errors.ts';
import type { Services } from './services.ts';
import { offerUnfinished, recordsFolderOf, transferringFiles } from './transfers.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-transfers-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** No system gives out this process id. */
const endedPid = '4194999';
const upload: UploadHeader = {
  version: 1,
  kind: 'upload',
  place: 'here',
  bucket: 'bucket',
  onlyNew: false,
  files: [{ path: '/data/ü b.csv', key: 'ü b.csv', size: 2048, mtimeMs: 0, ino: 0 }],
};

function world(onError: (error: unknown) => void = (error) => expect.fail(String(error))) {
  const calls: string[] = [];
  const resumed = async (record: string) => {
    calls.push(`resume ${record}`);
    return { uploaded: 1, bytes: 2048, skipped: 0, failed: [] };
  };
  const aws = {
    resumeUpload: resumed,
    discardTransfer: async (record: string) => void calls.push(`discard ${record}`),
  };
  // SAFETY: what the offer uses.
  const services = {
    openSession: async () => ({ aws, connectionId: 'here' }),
    storageUri: vscode.Uri.file(folder),
    log: { error: onError },
    changed: () => undefined,
  } as unknown as Services;
  const own = recordsFolderOf(services, { connectionId: 'here' });
  return { services, aws, calls, own, ended: join(own, '..', endedPid) };
}

test('an upload that a reload interrupted is offered again, and resumed or discarded', async () => {
  const { services, calls, own, ended } = world();
  const { path } = await createRecord(ended, upload);
  const taken = join(own, basename(path));
  forgetShown('Resume');
  await offerUnfinished(services, new Set());
  await vi.waitFor(() => expect(calls).toEqual([`resume ${taken}`]));
  expect(shown[0]).toMatchObject({
    message: 'The upload of ü b.csv to bucket was interrupted: 0 of 1 files are done, of 2.0 KiB.',
    choices: ['Resume', 'Discard'],
  });
  await rename(taken, path);
  forgetShown('Discard');
  await offerUnfinished(services, new Set());
  await vi.waitFor(() => expect(calls.at(-1)).toBe(`discard ${taken}`));
});

test('when two windows are offered a transfer, one resumes it and the other says so', async () => {
  const { services, calls, ended } = world();
  await createRecord(ended, upload);
  forgetShown('Resume', 'Resume');
  await Promise.all([offerUnfinished(services, new Set()), offerUnfinished(services, new Set())]);
  await vi.waitFor(() =>
    expect(shown.map(({ message }) => message)).toContainEqual(
      'Another window has already resumed or discarded the transfer of ü b.csv.',
    ),
  );
  await vi.waitFor(() => expect(shown.map(({ message }) => message)).toContainEqual('Uploaded ü b.csv.'));
  expect(calls).toHaveLength(1);
});

test('a window offers a transfer once, however often its connection is restored', async () => {
  const { services, ended } = world();
  await createRecord(ended, upload);
  const offered = new Set<string>();
  forgetShown();
  await offerUnfinished(services, offered);
  await offerUnfinished(services, offered);
  await vi.waitFor(() => expect(shown).toHaveLength(1));
});

test('a transfer interrupted by the network is resumed in the same window, each time', async () => {
  const errors: unknown[] = [];
  const { services, aws, own } = world((error) => errors.push(error));
  const lost = new Failure('network-unreachable', { host: 'h' }, 'lost');
  const { resumeUpload } = aws;
  const attempts: string[] = [];
  aws.resumeUpload = async (record) => {
    attempts.push(record);
    if (attempts.length === 1) throw lost;
    return resumeUpload(record);
  };
  const { path } = await createRecord(own, upload);
  await createRecord(own, { ...upload, bucket: 'still running' });
  forgetShown('Resume', 'Resume', 'Resume');
  const session = await services.openSession();
  const uploading = transferringFiles(services, session, 'Uploading', async ({ recordsFolder, onRecord }) => {
    expect(recordsFolder).toBe(own);
    onRecord(path);
    throw lost;
  });
  await expect(uploading).rejects.toBe(lost);
  await vi.waitFor(() => expect(shown.map(({ message }) => message)).toContainEqual('Uploaded ü b.csv.'));
  expect(attempts).toEqual([path, path]);
  expect(errors).toHaveLength(1);
  expect(shown.filter(({ message }) => message.includes('still running'))).toEqual([]);
});

test('a transfer still running in a window is not offered, and empty folders of ended windows are removed', async () => {
  const { services, own, ended } = world();
  await createRecord(own, upload);
  await mkdir(ended, { recursive: true });
  // An earlier process with our pid, as in a container that was started anew.
  await mkdir(join(own, '..', `${process.pid}-earlier`));
  const newer = join(own, '..', '4194998');
  await mkdir(newer);
  await writeFile(join(newer, 'upload-1.jsonl'), '{"version":2}\n');
  forgetShown();
  await offerUnfinished(services, new Set());
  expect(shown).toEqual([]);
  expect((await readdir(join(own, '..'))).toSorted()).toEqual([basename(newer), basename(own)].toSorted());
  expect(await readdir(newer)).toEqual(['upload-1.jsonl']);
});
