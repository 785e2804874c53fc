import { appendFile, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { parseExperiment } from '../data/experiment/parseExperiment.ts';
import type { StudyRecord, Trial } from '../data/shapes/study.ts';
import { systemProcesses } from '../files/systemProcesses.ts';
import { newStudyId, openStudyRecords } from './records.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'll-study-records-'));
  return () => rm(folder, { recursive: true, force: true });
});

const recordOf = (studyId: string, createdAt = '2026-01-01T00:00:00.000Z'): StudyRecord => ({
  version: 1,
  studyId,
  createdAt,
  experimentPath: '/a.linear.json',
  experiment: parseExperiment(
    JSON.stringify({
      version: 1,
      dataset: 'a.csv',
      target: 'y',
      split: { test: 0.2 },
      training: { instanceType: 'ml.m5.large' },
      endpoint: { instanceType: 'ml.m5.large' },
    }),
    '/a.linear.json',
  ),
  datasetPath: '/a.csv',
  datasetSha256: 'abc',
  plan: { kind: 'cross-validation', folds: 2, repeats: 2, seed: 0 },
  trialCount: 4,
});
const trial = (index: number): Trial => ({
  index,
  edits: [],
  trainRowCount: 8,
  testRowCount: 2,
  metrics: { r2: index / 10 },
  durationMs: 5,
});

test('trials are read by index, each once, whatever else is in their file', async () => {
  const records = openStudyRecords(folder);
  await records.save(recordOf('one'));
  const path = join(folder, 'studies', 'one', 'trials.jsonl');
  await records.append('one', trial(2));
  await appendFile(path, '{"index":1,"edi');
  await records.append('one', trial(0));
  await records.append('one', { ...trial(2), durationMs: 99 });
  await records.append('one', trial(7));
  await appendFile(path, '{"index":3}\n');
  const study = await records.read('one');
  expect(study?.trials).toEqual([trial(0), trial(2)]);
  expect(study?.record).toEqual(recordOf('one'));
});

test('a trial that failed is replaced by its next try, one that succeeded is not', async () => {
  const records = openStudyRecords(folder);
  await records.save(recordOf('one'));
  const failed = (index: number, message: string): Trial => {
    const { metrics: _, ...rest } = trial(index);
    return { ...rest, failure: { code: 'training-failed', message } };
  };
  for (const each of [
    failed(0, 'killed'),
    trial(0),
    failed(0, 'late'),
    failed(1, 'first'),
    failed(1, 'last'),
  ])
    await records.append('one', each);
  expect((await records.read('one'))?.trials).toEqual([trial(0), failed(1, 'last')]);
});

test('a damaged record, one of a newer version, or one deleted in part counts as none, and is named', async () => {
  const records = openStudyRecords(folder);
  await records.save(recordOf('fine'));
  await records.save(recordOf('newer'));
  const write = (id: string, text: string) => writeFile(join(folder, 'studies', id, 'study.json'), text);
  await write('newer', JSON.stringify({ ...recordOf('newer'), version: 2 }));
  await mkdir(join(folder, 'studies', 'cut'));
  await write('cut', '{"version":1,');
  expect((await records.list()).map(({ studyId }) => studyId)).toEqual(['fine']);
  await expect(records.read('newer')).resolves.toBeUndefined();
  await records.append('fine', trial(0));
  await mkdir(join(folder, 'studies', 'half'));
  await writeFile(join(folder, 'studies', 'half', 'trials.jsonl'), '');
  const named = (await records.unreadable()).toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
  const at = (id: string) => join(folder, 'studies', id);
  expect(named).toEqual([
    { folder: at('cut'), why: 'damaged' },
    { folder: at('half'), why: 'damaged' },
    { folder: at('newer'), why: 'newer-version' },
  ]);
});

test('the newest studies are listed first', async () => {
  const records = openStudyRecords(folder);
  expect(await records.list()).toEqual([]);
  await records.save(recordOf('old', '2026-01-01T00:00:00.000Z'));
  await records.save(recordOf('new', '2026-02-01T00:00:00.000Z'));
  expect((await records.list()).map(({ studyId }) => studyId)).toEqual(['new', 'old']);
});

test('a study has one owner, and one whose process has ended does not count', async () => {
  const records = openStudyRecords(folder);
  await records.save(recordOf('one'));
  const path = join(folder, 'studies', 'one', 'owner.lock');
  const { dev, ino } = await stat(join(folder, 'studies', 'one'), { bigint: true });
  const lockOf = async (pid: number) =>
    writeFile(path, `${pid} ${await systemProcesses().stampOf(pid)} ${dev}:${ino}`);
  expect(await records.runnerOf('one')).toBeUndefined();
  await lockOf(process.ppid);
  expect(await records.own('one')).toBeUndefined();
  expect(await records.runnerOf('one')).toBe(process.ppid);
  // No process has the largest number that Linux and Windows give.
  await lockOf(4_194_305);
  expect(await records.runnerOf('one')).toBeUndefined();
  const owned = await records.own('one');
  expect(owned).toBeDefined();
  await owned?.release();
  expect(await readdir(join(folder, 'studies', 'one'))).toEqual(['study.json']);
  await records.remove('one');
  await expect(records.own('one')).rejects.toMatchObject({ code: 'study-unknown' });
});

test.each(['..', '../runs', 'a/b', '', 'a\0b'])('%j is no study', async (studyId) => {
  const records = openStudyRecords(folder);
  await expect((async () => records.read(studyId))()).rejects.toMatchObject({ code: 'study-unknown' });
  await expect((async () => records.remove(studyId))()).rejects.toMatchObject({ code: 'study-unknown' });
});

test('files of processes that have ended are swept, those of running ones stay', async () => {
  const records = openStudyRecords(folder);
  await records.save(recordOf('one'));
  const path = join(folder, 'studies', 'one');
  // No process has the largest number that Linux and Windows give.
  await mkdir(join(path, 'work-4194305'));
  await records.workFolder('one');
  await records.sweep();
  expect((await readdir(path)).toSorted()).toEqual(['study.json', `work-${process.pid}`]);
});

test('identifiers sort by time and differ within a moment', () => {
  const now = new Date('2026-03-04T05:06:07.000Z');
  expect(newStudyId(now)).toMatch(/^20260304-050607-[\da-f]{6}$/);
  expect(newStudyId(now)).not.toBe(newStudyId(now));
});
