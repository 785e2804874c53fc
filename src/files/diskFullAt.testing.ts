import { realFileSystem } from './writeFiles.ts';
import type { FileSystem } from './writeFiles.ts';

/** A disk that has no room for the `nth` file that is written, counted from 1. */
export function diskFullAt(nth: number): FileSystem {
  let count = 0;
  return {
    ...realFileSystem,
    open: async (path, flags, mode) => {
      const file = await realFileSystem.open(path, flags, mode);
      count += 1;
      if (count !== nth) return file;
      const full = async () => {
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      };
      file.writeFile = full;
      file.write = full;
      return file;
    },
  };
}
