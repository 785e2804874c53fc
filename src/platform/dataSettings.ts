import { totalmem } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { settings } from '../contributions/ids.ts';

const { section, keys } = settings;
const [gigabyte, mebibyte] = [1e9, 2 ** 20];
const mostMemoryBytes = 4096 * mebibyte;
const leastMemoryBytes = 128 * mebibyte;

/** Where copies of large tables are. */
export const dataCacheFolder = (storage: string) => join(storage, 'tables');

/** What the data engine is started with; `storage` is the folder of the extension. */
export function dataSettings(storage: string) {
  const given = vscode.workspace.getConfiguration(section);
  const memory = given.get<number>(keys.memoryLimit, 0) * mebibyte;
  return {
    cacheFolder: dataCacheFolder(storage),
    cacheLimitBytes: Math.max(0, given.get<number>(keys.dataCache, 5)) * gigabyte,
    memoryLimitBytes:
      memory > 0 ? Math.max(leastMemoryBytes, memory) : Math.min(mostMemoryBytes, totalmem() / 4),
  };
}
