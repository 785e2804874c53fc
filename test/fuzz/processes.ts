import { spawnSync } from 'node:child_process';

/** Living processes that run a module in a folder, as `ps` shows them; none on Windows. */
export function processesOf(folder: string): readonly string[] {
  if (process.platform === 'win32') return [];
  const { stdout } = spawnSync('ps', ['-eo', 'stat,pid,args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(folder) && !line.startsWith('Z'));
}
