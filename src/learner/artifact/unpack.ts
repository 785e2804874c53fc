import { createGunzip } from 'node:zlib';
import { unpackTar } from 'modern-tar';
import { Failure } from '../errors.ts';
import { artifactCorrupt } from './errors.ts';
import { readZip } from './zip.ts';

export const modelFile = 'model_algo-1';

/**
 * Limit of an unpacked artifact, however small it is packed. The largest model that the trainer accepts (4 GiB at 60 bytes per
 * weight) has 286 MiB of float32.
 */
const largestModelBytes = 512 * 2 ** 20;
/** Allowance for headers and padding of the tar, and for other files. */
const largestOverheadBytes = 2 ** 20;
/** Class weights of a million classes take about 20 MB. */
const largestTextBytes = 32 * 2 ** 20;

/** An artifact of the service has one file. */
const mostEntries = 10_000;

/** The entries of model_algo-1 that make up a model. */
export interface ArtifactFiles {
  readonly parameters: Uint8Array;
  readonly graph: unknown;
  /** Absent where the artifact has no additional-params.json. */
  readonly additional: unknown;
  /** All of them by name. */
  readonly entries: ReadonlyMap<string, Uint8Array>;
}

const endings = {
  parameters: { ending: '.params', limit: largestModelBytes },
  graph: { ending: '-symbol.json', limit: largestTextBytes },
  additional: { ending: 'additional-params.json', limit: largestTextBytes },
} as const;

/** Unpacks model.tar.gz. Memory is bounded by the sizes that its headers declare, which are limited to 512 MiB. Throws artifact-corrupt. */
export async function unpackArtifact(bytes: Uint8Array): Promise<ArtifactFiles> {
  const files = readZip(
    await modelFileOf(bytes),
    (name) => Object.values(endings).find(({ ending }) => name.endsWith(ending))?.limit,
  );
  const fileOf = (kind: keyof typeof endings) => {
    const found = [...files].filter(([name]) => name.endsWith(endings[kind].ending));
    if (found.length > 1) throw artifactCorrupt(`it holds both ${found.map(([name]) => name).join(' and ')}`);
    return found[0];
  };
  const [, parameters] = fileOf('parameters') ?? [];
  if (parameters === undefined) throw artifactCorrupt(`its ${modelFile} holds no parameters`);
  const graph = fileOf('graph');
  if (graph === undefined) throw artifactCorrupt(`its ${modelFile} holds no symbol file`);
  const additional = fileOf('additional');
  return { parameters, graph: parsed(graph), additional: additional && parsed(additional), entries: files };
}

function parsed([name, bytes]: readonly [string, Uint8Array]): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw artifactCorrupt(`${name} is not JSON`, cause);
  }
}

async function modelFileOf(bytes: Uint8Array): Promise<Uint8Array> {
  let entryCount = 0;
  const isModelFile = ({ name, size }: { readonly name: string; readonly size: number }) => {
    entryCount += 1;
    if (entryCount > mostEntries) throw artifactCorrupt(`it holds more than ${mostEntries} files`);
    if (name.replace(/^\.\//, '') !== modelFile) return false;
    if (size > largestModelBytes)
      throw artifactCorrupt(
        `its ${modelFile} declares ${size} bytes; at most ${largestModelBytes} are unpacked`,
      );
    return true;
  };
  try {
    const [model, another] = await unpackTar(gunzipped(bytes), { filter: isModelFile });
    if (another !== undefined) throw artifactCorrupt(`it holds ${modelFile} twice`);
    if (model?.data === undefined) throw artifactCorrupt(`it holds no ${modelFile}`);
    return model.data;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw artifactCorrupt(error instanceof Error ? error.message : String(error), error);
  }
}

/** Decompresses; fails with artifact-corrupt once the output exceeds the largest artifact. */
function gunzipped(bytes: Uint8Array): ReadableStream<Uint8Array> {
  const limit = largestModelBytes + largestOverheadBytes;
  const chunks = boundedChunks(bytes, limit);
  return new ReadableStream({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await chunks.return();
    },
  });
}

async function* boundedChunks(bytes: Uint8Array, limit: number): AsyncGenerator<Uint8Array, void, void> {
  const gunzip = createGunzip({ chunkSize: 2 ** 16 });
  gunzip.end(bytes);
  let total = 0;
  for await (const chunk of gunzip) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('gunzip yields bytes');
    total += chunk.length;
    if (total > limit) throw artifactCorrupt(`it unpacks to more than ${limit} bytes`);
    yield chunk;
  }
}
