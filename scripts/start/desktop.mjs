// Desktop VS Code with a profile of its own.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const shell = process.platform === 'win32';

const userDataIn = (folder) => join(folder, 'desktop');
const ownFolders = ({ folder, extensions }) => [
  '--user-data-dir',
  userDataIn(folder),
  '--extensions-dir',
  extensions,
];

export function installInDesktop(profile) {
  const args = [...ownFolders(profile), '--install-extension', profile.vsix, '--force'];
  const { status, stdout, stderr } = spawnSync('code', args, { encoding: 'utf8', shell });
  if (status !== 0) throw new Error(`The extension could not be installed:\n${stdout}${stderr}`);
}

export function openDesktop(profile) {
  const userData = userDataIn(profile.folder);
  const child = spawn('code', [...ownFolders(profile), '--wait', profile.examples], {
    stdio: 'inherit',
    shell,
  });
  const end = () => {
    endWindow(userData);
    child.kill('SIGTERM');
  };
  return { userData, end, ended: new Promise((resolve) => child.once('exit', resolve)) };
}

/** `code --wait` only waits for VS Code: the process that runs its windows writes its pid beside its settings. */
function endWindow(userData) {
  try {
    process.kill(Number(readFileSync(join(userData, 'code.lock'), 'utf8')), 'SIGTERM');
  } catch {
    // no window is open any more
  }
}
