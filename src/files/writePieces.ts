import type { FileHandle } from 'node:fs/promises';

/** A disk that starts late has all of a large file still to do when its last bytes come. */
const mostUnsyncedBytes = 64 * 1024 * 1024;

/** Writes each piece while the next one is made, and lets the disk keep up. */
export async function writePieces(
  file: FileHandle,
  pieces: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const behind = openWriteBehind(file);
  try {
    for await (const bytes of pieces) {
      signal?.throwIfAborted();
      await behind.write(bytes);
    }
  } catch (error) {
    await behind.end().catch(() => undefined); // Rethrow the original error.
    throw error;
  }
  await behind.end();
}

function openWriteBehind(file: FileHandle) {
  let writing = Promise.resolve();
  let syncing = Promise.resolve();
  let isSyncing = false;
  let unsynced = 0;
  const write = async (bytes: Uint8Array) => {
    for (let from = 0; from < bytes.length;) from += (await file.write(bytes, from)).bytesWritten;
    unsynced += bytes.length;
    if (unsynced < mostUnsyncedBytes || isSyncing) return;
    // The system reports what it could not write to one sync alone.
    await syncing;
    unsynced = 0;
    isSyncing = true;
    syncing = file.datasync().finally(() => {
      isSyncing = false;
    });
    syncing.catch(() => undefined);
  };
  return {
    /** Resolves when the bytes before are written. */
    async write(bytes: Uint8Array): Promise<void> {
      await writing;
      writing = write(bytes);
      writing.catch(() => undefined);
    },
    async end(): Promise<void> {
      await Promise.allSettled([writing, syncing]);
      await writing;
      await syncing;
    },
  };
}
