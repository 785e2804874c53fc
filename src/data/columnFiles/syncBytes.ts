import { readSync, writeSync } from 'node:fs';

/** Fills memory with the bytes of a file from `at` on, without waiting for the event loop. */
export function readBytesSync(file: number, into: Uint8Array, at: number): void {
  for (let done = 0; done < into.length;) {
    const count = readSync(file, into, done, into.length - done, at + done);
    if (count === 0) throw new Error('A file of columns is shorter than it was written');
    done += count;
  }
}

/** Writes all bytes to a file from `at` on. */
export function writeBytesSync(file: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;)
    done += writeSync(file, bytes, done, bytes.length - done, at + done);
}
