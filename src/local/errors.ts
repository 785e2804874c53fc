import { Failure } from '../learner/errors.ts';

export type LocalFailure = Failure<
  'local-server-failed',
  { readonly stateFolder: string; readonly found: string }
>;

export const localServerFailed = (stateFolder: string, found: string): LocalFailure =>
  new Failure(
    'local-server-failed',
    { stateFolder, found },
    `The embedded server could not be started: ${found}. Its log is ${stateFolder}/server.log`,
  );
