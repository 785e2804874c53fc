import { access } from 'node:fs/promises';
import { isMissing } from './errors.ts';

/** Whether there is something of this name; also true where the system does not tell. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    (error: unknown) => !isMissing(error),
  );
