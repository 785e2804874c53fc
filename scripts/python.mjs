// Python environments of the peers and benchmarks, created once under .cache.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './toolchain.mjs';

/** The interpreter of an environment with `packages`; undefined when it cannot be created. */
export function pythonWith(packages, name) {
  const folder = join(root, '.cache', 'peers', `${name}-environment`);
  const ready = join(folder, 'ready.json');
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const wanted = JSON.stringify(packages);
  if (existsSync(ready) && readFileSync(ready, 'utf8') === wanted) return python;
  rmSync(folder, { recursive: true, force: true });
  const quiet = { stdio: ['ignore', 'inherit', 'inherit'] };
  if (spawnSync('python3', ['-m', 'venv', folder], quiet).status !== 0) return undefined;
  if (spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...packages], quiet).status !== 0)
    return undefined;
  writeFileSync(`${ready}.tmp`, wanted);
  renameSync(`${ready}.tmp`, ready);
  return python;
}
