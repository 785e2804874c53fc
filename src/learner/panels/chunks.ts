import type { Records } from './records.ts';
import type { Workspace } from './workspace.ts';

interface ReadChunk {
  /** Byte offset of the first record. */
  readonly records: number;
  readonly rowCount: number;
  readonly firstBatch: number;
}
export type ChunkVisitor = (chunk: ReadChunk) => Promise<void>;

/** Reads the next chunk while one is visited. */
export async function forEachChunk(
  { buffer }: WebAssembly.Memory,
  { chunks, batchRows }: Workspace,
  records: Records,
  rowCount: number,
  batchesPerChunk: number,
  visit: ChunkVisitor,
): Promise<void> {
  const chunkRows = batchesPerChunk * batchRows;
  const readAt = async (first: number): Promise<ReadChunk> => {
    const index = first / chunkRows;
    const at = chunks[index % 2 === 0 ? 0 : 1];
    const rows = Math.min(chunkRows, rowCount - first);
    const into = new Uint8Array(buffer, at, rows * records.layout.recordBytes);
    await records.read(first, rows, into);
    return { records: at, rowCount: rows, firstBatch: index * batchesPerChunk };
  };
  let next = readAt(0);
  for (let first = 0; first < rowCount; first += chunkRows) {
    const chunk = await next;
    const following = first + chunkRows;
    const visited = visit(chunk);
    if (following < rowCount) next = readAt(following);
    await Promise.all([visited, next]);
  }
}
