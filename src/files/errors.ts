import { Failure } from '../learner/errors.ts';

/** What the file system can refuse. `file` is the full path. */
export type FileFailure =
  | Failure<'file-missing', { readonly file: string }>
  | Failure<'file-unreadable', { readonly file: string; readonly found: string }>
  | Failure<'disk-full', { readonly file: string }>;

/** Names the file in what the file system says; what it does not know it gives back as it is. */
export function fileFailure(file: string, error: unknown): unknown {
  const options = { cause: error };
  switch (systemCode(error)) {
    case 'ENOENT':
      return new Failure('file-missing', { file }, `${file} does not exist`, options);
    case 'ENOSPC':
    case 'EDQUOT':
      return new Failure('disk-full', { file }, `No space left on the disk for ${file}`, options);
    case 'EACCES':
    case 'EISDIR':
    case 'ELOOP':
    case 'ENAMETOOLONG':
    case 'ENOTDIR':
    case 'EPERM':
    case 'EROFS':
    // A name with a null character.
    case 'ERR_INVALID_ARG_VALUE': {
      const found = String(systemCode(error));
      const why = words[found] === undefined ? found : `${words[found]} (${found})`;
      return new Failure('file-unreadable', { file, found }, `${file} cannot be opened: ${why}`, options);
    }
    default:
      return error;
  }
}

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EPERM: 'permission denied',
  EROFS: 'its file system is read-only',
};

export function systemCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Whether a call of the file system failed because there is no such file or folder. */
export const isMissing = (error: unknown): boolean => systemCode(error) === 'ENOENT';
