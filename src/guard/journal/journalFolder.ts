import { homedir } from 'node:os';
import { join } from 'node:path';

interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly platform: NodeJS.Platform;
}

const thisMachine = (): Machine => ({ env: process.env, home: homedir(), platform: process.platform });

/** The folder of this user's journal on this machine, the same for every editor and for runs without one. */
export function journalFolder(machine: Machine = thisMachine()): string {
  const given = machine.env['LINEAR_LEARNER_JOURNAL'];
  if (given !== undefined && given !== '') return given;
  return join(dataFolder(machine), 'linear-learner', 'journal');
}

function dataFolder({ env, home, platform }: Machine): string {
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  const named = env['XDG_DATA_HOME'];
  return named === undefined || named === '' ? join(home, '.local', 'share') : named;
}
