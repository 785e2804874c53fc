import type { DuckDBConnection, DuckDBDataChunk, DuckDBVector } from '@duckdb/node-api';

/** The numbers of a vector without missing values, without copying them. */
export function numbersIn(vector: DuckDBVector): Float64Array {
  if ('items' in vector && vector.items instanceof Float64Array) return vector.items;
  throw new Error(`A column of numbers is ${vector.type.toString()}`);
}

export function codesIn(vector: DuckDBVector): Int32Array {
  if ('items' in vector && vector.items instanceof Int32Array) return vector.items;
  throw new Error(`A column of codes is ${vector.type.toString()}`);
}

/** A text; empty where the value is missing. */
export function textAt(vector: DuckDBVector, index: number): string {
  const item: unknown = vector.getItem(index);
  return typeof item === 'string' ? item : '';
}

/** A count, or any other whole number that a double holds. */
export function countAt(vector: DuckDBVector, index: number): number {
  const item: unknown = vector.getItem(index);
  return typeof item === 'bigint' || typeof item === 'number' ? Number(item) : 0;
}

/** The chunks of a query's result as they are computed, at most 2,048 rows each. */
export async function* chunksOf(
  connection: DuckDBConnection,
  sql: string,
  signal?: AbortSignal,
): AsyncGenerator<DuckDBDataChunk> {
  signal?.throwIfAborted();
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    signal?.throwIfAborted();
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk;
  }
}

/** The first row of a query's result: numbers as they are, anything else as undefined. */
export async function numbersOf(
  connection: DuckDBConnection,
  sql: string,
): Promise<readonly (number | undefined)[]> {
  const rows = await (await connection.run(sql)).getRows();
  return (rows[0] ?? []).map((value) =>
    typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean'
      ? Number(value)
      : undefined,
  );
}
