import { readFile, stat } from 'node:fs/promises';
import { isMissing } from '../../../files/errors.ts';
import { areRowsInPlace } from '../../fingerprint/changes.ts';
import { parseHeldOutRows } from '../../fingerprint/fingerprintOf.ts';
import type { HeldOutRows } from '../../fingerprint/fingerprintOf.ts';
import { fingerprintSchema } from '../../shapes/fingerprint.ts';
import type { Fingerprint } from '../../shapes/fingerprint.ts';
import type { HeldOutRequest, HeldOutSide } from '../../shapes/heldOutComparison.ts';

/** Positions in both test channels of the rows that they have in common, in the order of a's. */
export interface CommonRows {
  readonly alignedBy: 'row-number' | 'row-hash';
  readonly a: Int32Array;
  readonly b: Int32Array;
  /** Of a's test channel, 1-based; absent where only the first ones are on record. */
  readonly rowNumbers?: Uint32Array | undefined;
}

/** By row number where the tables have the same rows in the same order, otherwise by their cells. Undefined where neither can tell. */
export async function findCommonRows({ a, b }: HeldOutRequest): Promise<CommonRows | undefined> {
  const [own, other] = [await keysOf(a), await keysOf(b)];
  const isSameTable =
    own.fingerprint === undefined || other.fingerprint === undefined
      ? a.datasetSha256 === b.datasetSha256
      : areRowsInPlace(own.fingerprint, other.fingerprint);
  const rowNumbers = own.rows?.rowNumbers;
  if (isSameTable) {
    const found = alignedRows(numbersOf(a, own.rows), numbersOf(b, other.rows));
    return { alignedBy: 'row-number', rowNumbers, ...found };
  }
  if (own.rows === undefined || other.rows === undefined) return undefined;
  return { alignedBy: 'row-hash', rowNumbers, ...alignedRows(own.rows.hashes, other.rows.hashes) };
}

/** All that are kept of this run, or the first ones that every run records. */
const numbersOf = ({ preparation }: HeldOutSide, rows: HeldOutRows | undefined) =>
  Float64Array.from(rows?.rowNumbers ?? preparation.testRowNumbers);

interface Keys {
  readonly fingerprint: Fingerprint | undefined;
  readonly rows: HeldOutRows | undefined;
}

/** Twelve bytes for each of a million rows; whoever may write to a bucket may have put anything there. */
const mostBytes = 16 * 1024 * 1024;
const mostFingerprintBytes = 256 * 1024 * 1024;

async function keysOf({ fingerprintPath, heldOutRowsPath }: HeldOutSide): Promise<Keys> {
  const json = await bytesOf(fingerprintPath, mostFingerprintBytes);
  const bytes = await bytesOf(heldOutRowsPath, mostBytes);
  return {
    fingerprint: json === undefined ? undefined : parseFingerprint(json),
    rows: bytes === undefined ? undefined : parseHeldOutRows(bytes),
  };
}

async function bytesOf(path: string | undefined, most: number): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  try {
    return (await stat(path)).size > most ? undefined : await readFile(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function parseFingerprint(json: Buffer): Fingerprint | undefined {
  try {
    return fingerprintSchema.safeParse(JSON.parse(json.toString())).data;
  } catch {
    return undefined; // a damaged file counts as missing
  }
}

/** Positions of equal keys, each used once: the first of a with the first of b, and so on. */
function alignedRows(a: Float64Array, b: Float64Array): Pick<CommonRows, 'a' | 'b'> {
  const [own, other] = [orderOf(a), orderOf(b)];
  const partner = new Int32Array(a.length).fill(-1);
  let count = 0;
  for (let at = 0, to = 0; at < own.length && to < other.length;) {
    const [first, second] = [own[at] ?? 0, other[to] ?? 0];
    const [key, otherKey] = [a[first] ?? 0, b[second] ?? 0];
    if (key === otherKey) {
      partner[first] = second;
      count += 1;
    }
    if (key <= otherKey) at += 1;
    if (otherKey <= key) to += 1;
  }
  const found = { a: new Int32Array(count), b: new Int32Array(count) };
  let next = 0;
  for (let row = 0; row < partner.length; row += 1) {
    const place = partner[row] ?? -1;
    if (place < 0) continue;
    found.a[next] = row;
    found.b[next] = place;
    next += 1;
  }
  return found;
}

/** Positions by ascending key; equal keys stay in order. */
function orderOf(keys: Float64Array): Int32Array {
  const order = Int32Array.from(keys, (_, row) => row);
  return order.sort((p, q) => (keys[p] ?? 0) - (keys[q] ?? 0) || p - q);
}
