/** 1 for each of the rows, 0 for the others of a table. */
export function maskOf(rows: Int32Array, rowCount: number): Uint8Array {
  const mask = new Uint8Array(rowCount);
  for (let at = 0; at < rows.length; at += 1) mask[rows[at] ?? 0] = 1;
  return mask;
}

/** The rows that a mask has, in the order of the table. */
export function rowsOf(mask: Uint8Array): Int32Array {
  let count = 0;
  for (let row = 0; row < mask.length; row += 1) count += mask[row] ?? 0;
  const rows = new Int32Array(count);
  let at = 0;
  for (let row = 0; row < mask.length; row += 1) if (mask[row] === 1) rows[at++] = row;
  return rows;
}

/** The values at these places, in their order. */
export function valuesAt(values: Int32Array, places: Int32Array): Int32Array {
  const found = new Int32Array(places.length);
  for (let at = 0; at < places.length; at += 1) found[at] = values[places[at] ?? 0] ?? 0;
  return found;
}
