import { deserialize, serialize } from 'node:v8';
import * as z from 'zod/mini';

/** A larger message would hold up both processes; with its envelope a piece stays far below 1 MB. */
const mostPieceBytes = 512 * 1024;
/** What one call may send or answer altogether; tables go page by page. */
const mostBytes = 64 * 1024 * 1024;

/** A part of a serialized message; the parts of one message follow each other. */
const pieceSchema = z.object({ bytes: z.instanceof(Uint8Array), isLast: z.boolean() });

/** Sends a message in pieces of at most half a megabyte. Throws for what cannot be cloned, or is larger than 64 MB. */
export function sendInPieces(message: unknown, send: (piece: z.infer<typeof pieceSchema>) => void): void {
  const bytes = serialize(message);
  if (bytes.length > mostBytes)
    throw new Error(`A message of ${bytes.length} bytes to or from the data engine is too large`);
  for (let from = 0; from < bytes.length; from += mostPieceBytes) {
    const to = Math.min(bytes.length, from + mostPieceBytes);
    send({ bytes: bytes.subarray(from, to), isLast: to === bytes.length });
  }
}

/** Puts messages together again from the pieces given to it, in order. */
export function openPieces(onMessage: (message: unknown) => void): (raw: unknown) => void {
  let parts: Uint8Array[] = [];
  return (raw) => {
    const { bytes, isLast } = pieceSchema.parse(raw);
    parts.push(bytes);
    if (!isLast) return;
    const whole = Buffer.concat(parts);
    parts = [];
    onMessage(deserialize(whole));
  };
}
