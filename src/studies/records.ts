import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { appendText } from '../files/appendText.ts';
import { fileFailure, isMissing } from '../files/errors.ts';
import { isProcess } from '../files/isProcess.ts';
import { studyRecordSchema, trialSchema } from '../data/shapes/study.ts';
import type { StudyRecord, Trial } from '../data/shapes/study.ts';
import { holderOf, takeLock } from '../files/lock.ts';
import type { Lock } from '../files/lock.ts';
import { readRecord } from '../runs/history/readRecord.ts';
import { readJsonFile, writeJsonFile } from '../files/jsonFiles.ts';
import { studyFailure } from './errors.ts';
import type { Study } from './studies.ts';

/** What is kept of studies: a folder each, with study.json and trials.jsonl. */
export interface StudyRecords {
  save(record: StudyRecord): Promise<void>;
  read(studyId: string): Promise<Study | undefined>;
  list(): Promise<readonly StudyRecord[]>;
  /** Studies whose record a later version has written, is damaged, or was deleted in part. */
  unreadable(): Promise<readonly UnreadableStudy[]>;
  remove(studyId: string): Promise<void>;
  /** Resolves when the trial would survive a power cut. */
  append(studyId: string, trial: Trial): Promise<void>;
  /** Makes this process the only one that runs the study; undefined while another does. Throws 'study-unknown'. */
  own(studyId: string): Promise<Pick<Lock, 'release'> | undefined>;
  /** Another process that runs the study; one that has ended does not count. */
  runnerOf(studyId: string): Promise<number | undefined>;
  /** An empty folder for the files of this process's trainings, which is to be removed after them. */
  workFolder(studyId: string): Promise<string>;
  /** Removes the files of processes that have ended without it. */
  sweep(): Promise<void>;
}

export interface UnreadableStudy {
  readonly folder: string;
  readonly why: 'newer-version' | 'damaged';
}

export const newStudyId = (now: Date): string =>
  `${now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 15)}-${randomBytes(3).toString('hex')}`;

const ownerIn = (folder: string) => join(folder, 'owner.lock');

const trialsFile = 'trials.jsonl';
const idPattern = /^[\w-]{1,64}$/;

export function openStudyRecords(storageFolder: string): StudyRecords {
  const folder = join(storageFolder, 'studies');
  /** Names come from pages and other extensions, and must not lead to another folder. */
  const folderOf = (studyId: string) => {
    if (idPattern.test(studyId)) return join(folder, studyId);
    throw studyFailure('study-unknown', { studyId }, `${studyId} is no study`);
  };
  const recordOf = (studyId: string) =>
    readJsonFile(join(folderOf(studyId), 'study.json'), studyRecordSchema);
  return {
    save: (record) => writeJsonFile(join(folderOf(record.studyId), 'study.json'), record),
    async read(studyId) {
      const record = await recordOf(studyId);
      return record && { record, trials: await trialsIn(join(folderOf(studyId), trialsFile), record) };
    },
    async list() {
      const ids = (await namesIn(folder)).filter((name) => idPattern.test(name));
      const records = await Promise.all(ids.map(recordOf));
      return records
        .filter((record) => record !== undefined)
        .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    },
    async unreadable() {
      const ids = (await namesIn(folder)).filter((name) => idPattern.test(name));
      const all = await Promise.all(ids.map((id) => unreadableIn(join(folder, id))));
      return all.filter((one) => one !== undefined);
    },
    remove: (studyId) => removeFolder(folderOf(studyId)),
    // A line that a killed process cut off ends before it.
    append: (studyId, trial) =>
      appendText(join(folderOf(studyId), trialsFile), `\n${JSON.stringify(trial)}\n`, {
        mode: 0o600,
        syncs: true,
      }),
    async own(studyId) {
      try {
        return await takeLock(ownerIn(folderOf(studyId)));
      } catch (error) {
        // Another window has deleted it.
        if (isMissing(error)) throw studyFailure('study-unknown', { studyId }, `${studyId} is not there`);
        throw error;
      }
    },
    runnerOf: (studyId) => holderOf(ownerIn(folderOf(studyId))),
    async workFolder(studyId) {
      const path = join(folderOf(studyId), `work-${process.pid}`);
      await removeFolder(path);
      try {
        await mkdir(path);
      } catch (error) {
        throw fileFailure(path, error);
      }
      return path;
    },
    async sweep() {
      for (const studyId of await namesIn(folder))
        for (const name of await namesIn(join(folder, studyId))) {
          const pid = Number(/^work-(\d+)$/.exec(name)?.[1] ?? Number.NaN);
          if (Number.isNaN(pid) || isProcess(pid)) continue;
          await removeFolder(join(folder, studyId, name));
        }
    },
  };
}

/** Undefined for one that can be read, and for a folder without anything of a study. */
async function unreadableIn(folder: string): Promise<UnreadableStudy | undefined> {
  const read = await readRecord(join(folder, 'study.json'), studyRecordSchema, { version: 1 });
  switch (read.kind) {
    case 'read':
      return undefined;
    case 'missing':
      return (await namesIn(folder)).includes(trialsFile) ? { folder, why: 'damaged' } : undefined;
    case 'unreadable':
      return { folder, why: read.problem.kind === 'newer-version' ? 'newer-version' : 'damaged' };
  }
}

/** Windows keeps files for a moment after their process has been killed. */
export const removeFolder = (path: string): Promise<void> =>
  rm(path, { recursive: true, force: true, maxRetries: 5 });

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // A file is no folder of ours.
    if (isMissing(error) || (error instanceof Error && 'code' in error && error.code === 'ENOTDIR'))
      return [];
    throw fileFailure(folder, error);
  }
}

/**
 * By index, each once: the first that did not fail, else the last that did. Lines that were cut off, or are of no trial of the study, are
 * left out.
 */
async function trialsIn(path: string, { trialCount }: StudyRecord): Promise<readonly Trial[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return [];
    throw fileFailure(path, error);
  }
  const byIndex = new Map<number, Trial>();
  for (const line of text.split('\n')) {
    const trial = trialOf(line);
    if (trial === undefined || trial.index >= trialCount) continue;
    const known = byIndex.get(trial.index);
    if (known === undefined || known.failure !== undefined) byIndex.set(trial.index, trial);
  }
  return [...byIndex.values()].toSorted((a, b) => a.index - b.index);
}

function trialOf(line: string): Trial | undefined {
  try {
    const parsed = trialSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
