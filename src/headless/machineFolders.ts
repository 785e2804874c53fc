import { homedir } from 'node:os';
import { join } from 'node:path';

/** What VS Code calls the extension's own folder. */
const extensionFolder = join('User', 'globalStorage', 'linear-learner.linear-learner-sagemaker');
const desktops = ['Code', 'Code - Insiders', 'VSCodium'];
const servers = ['.vscode-server', '.vscode-server-insiders'];

/** Where the extension keeps its destinations and runs, in each VS Code that this user may have; read only, and most do not exist. */
export function machineFolders(
  env: Readonly<Record<string, string | undefined>> = process.env,
  home = homedir(),
  platform: NodeJS.Platform = process.platform,
): readonly string[] {
  return [
    ...desktops.map((name) => join(settingsFolder(env, home, platform), name)),
    ...servers.map((name) => join(home, name, 'data')),
    join(env['XDG_DATA_HOME'] ?? join(home, '.local', 'share'), 'code-server'),
  ].map((folder) => join(folder, extensionFolder));
}

function settingsFolder(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  platform: NodeJS.Platform,
): string {
  if (platform === 'win32') return env['APPDATA'] ?? join(home, 'AppData', 'Roaming');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  return env['XDG_CONFIG_HOME'] ?? join(home, '.config');
}
