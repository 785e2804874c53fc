import { readFile, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { unpackTar } from 'modern-tar';
import { readArtifact } from '../../learner/artifact/artifact.ts';
import { artifactCorrupt } from '../../learner/artifact/errors.ts';
import type { LinearModel } from '../../learner/model.ts';

/** What an artifact may unpack to: 64 million parameters. */
const defaultMaxBytes = 256 * 1024 * 1024;

/** Reads the artifact at a path, unless it unpacks to more than `maxBytes`. Throws artifact-corrupt. */
export async function readArtifactFile(path: string, maxBytes = defaultMaxBytes): Promise<LinearModel> {
  if ((await stat(path)).size > maxBytes) throw tooLarge(maxBytes);
  const bytes = await readFile(path);
  await checkUnpackedSize(bytes, maxBytes);
  return readArtifact(bytes);
}

const tooLarge = (maxBytes: number) => artifactCorrupt(`it unpacks to more than ${maxBytes / 2 ** 20} MiB`);

/** Of the tar, and of each ZIP in it by what its directory says: fflate unpacks no entry beyond that. */
async function checkUnpackedSize(bytes: Uint8Array, maxBytes: number): Promise<void> {
  const entries = await unpackTar(gunzipped(bytes, maxBytes)).catch((error: unknown) => {
    throw artifactCorrupt(error instanceof Error ? error.message : String(error));
  });
  let size = 0;
  for (const { data } of entries) {
    if (data === undefined || !isZip(data)) continue;
    unzipSync(data, {
      filter: ({ originalSize }) => {
        size += originalSize;
        if (size > maxBytes) throw tooLarge(maxBytes);
        return false;
      },
    });
  }
}

function gunzipped(bytes: Uint8Array, maxBytes: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(gunzipSync(bytes, { maxOutputLength: maxBytes }));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(maxBytes);
    throw artifactCorrupt(error instanceof Error ? error.message : String(error));
  }
}

/** PKWARE's APPNOTE, section 4.3.7: a local file header. */
const isZip = ([p, k, three, four]: Uint8Array) => p === 0x50 && k === 0x4b && three === 3 && four === 4;
