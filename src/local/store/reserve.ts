import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** Enough for the end of some hundred jobs. */
const partCount = 8;
const partBytes = 256 * 1024;
/** A disk with less than this is left alone. */
const comfortableBytes = 64 * 1024 * 1024;

const reserveFolder = (stateFolder: string) => join(stateFolder, 'reserve');
const nameOf = (part: number) => `part-${part}`;

/** Keeps some space of the disk for what must be written even when it is full; nothing where there is little space. */
export function fillReserve(stateFolder: string): void {
  const folder = reserveFolder(stateFolder);
  try {
    const { bavail, bsize } = statfsSync(stateFolder);
    if (bavail * bsize < comfortableBytes) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const present = new Set(readdirSync(folder));
    for (let part = 0; part < partCount; part += 1)
      if (!present.has(nameOf(part))) writePart(join(folder, nameOf(part)));
  } catch {
    // The reserve is a help, not a need.
  }
}

function writePart(path: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    // Random: a file system that compresses would keep no space for zeros.
    writeSync(file, randomBytes(partBytes));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Gives a part of the reserve back to the disk; false when there is none left. */
export function releaseReserve(stateFolder: string): boolean {
  try {
    const [part] = readdirSync(reserveFolder(stateFolder));
    if (part === undefined) return false;
    rmSync(join(reserveFolder(stateFolder), part));
    return true;
  } catch {
    return false;
  }
}
