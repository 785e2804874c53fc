import { execFileSync, spawnSync } from 'node:child_process';
import { open, truncate } from 'node:fs/promises';

/** Only root can mount a disk of its own. */
export const canMount =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('mkfs.ext4', ['-V'], { stdio: 'ignore' }).status === 0;

/** Makes a file that holds an empty file system without space kept for root. */
export async function makeImage(image: string, bytes: number): Promise<void> {
  await (await open(image, 'w')).close();
  await truncate(image, bytes);
  execFileSync('mkfs.ext4', ['-q', '-m', '0', image]);
}

export const mount = (image: string, folder: string) => execFileSync('mount', ['-o', 'loop', image, folder]);

export const unmount = (folder: string) => execFileSync('umount', ['-l', folder]);
