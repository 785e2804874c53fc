import { mkdir } from 'node:fs/promises';
import { fileFailure, systemCode } from './errors.ts';

/** Makes the first folder by number that does not exist: '', '-2', '-3' and so on. Returns its path. Throws FileFailure. */
export async function createFolder(folderOf: (ending: string) => string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const folder = folderOf(number === 1 ? '' : `-${number}`);
    try {
      await mkdir(folder);
      return folder;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw fileFailure(folder, error);
    }
  }
}
