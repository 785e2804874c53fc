import { systemCode } from '../files/errors.ts';
import { releaseReserve } from './store/reserve.ts';

const fullDiskCodes = new Set<unknown>(['disk-full', 'ENOSPC', 'EDQUOT']);

const isFullDisk = (error: unknown): boolean => fullDiskCodes.has(systemCode(error));

/** Does what must be possible even on a full disk: takes from the reserve of the state folder. */
export async function onFullDisk<T>(stateFolder: string, act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!isFullDisk(error) || !releaseReserve(stateFolder)) throw error;
    }
  }
}
