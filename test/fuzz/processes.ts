import { spawnSync } from 'node:child_process';

/** Running processes of a module in a folder, from `ps`; none on Windows. */
export function processesOf(folder: string): readonly string[] {
  if (process.platform === 'win32') return [];
  const { stdout } = spawnSync('ps', ['-eo', 'stat,pid,args'], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(folder) && !line.startsWith('Z'));
}
