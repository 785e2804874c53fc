// Desktop VS Code with a profile of its own.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const shell = process.platform === 'win32';

export function openDesktop({ folder, examples, extensions, vsix }) {
  const userData = join(folder, 'desktop');
  const own = ['--user-data-dir', userData, '--extensions-dir', extensions];
  const installed = spawnSync('code', [...own, '--install-extension', vsix, '--force'], {
    encoding: 'utf8',
    shell,
  });
  if (installed.status !== 0)
    throw new Error(`The extension could not be installed:\n${installed.stdout}${installed.stderr}`);
  const child = spawn('code', [...own, '--wait', examples], {
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
