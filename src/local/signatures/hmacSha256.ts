import { hash } from 'node:crypto';

/** The authentication code of a text, 32 bytes. */
export type Hmac = (text: string) => Buffer;

const blockBytes = 64;
const hashBytes = 32;

/**
 * HMAC-SHA-256 with one key for many texts (RFC 2104). A `createHmac` makes a stream and a native object for each text, which takes
 * several times as long as the two hashes.
 */
export function hmacSha256(key: Uint8Array): Hmac {
  const shortKey = key.length > blockBytes ? hash('sha256', key, 'buffer') : key;
  const inner = padded(shortKey, 0x36);
  const outer = Buffer.concat([padded(shortKey, 0x5c), Buffer.alloc(hashBytes)]);
  return (text) => {
    outer.write(hash('sha256', Buffer.concat([inner, Buffer.from(text)])), blockBytes, 'hex');
    return hash('sha256', outer, 'buffer');
  };
}

function padded(key: Uint8Array, pad: number): Buffer {
  const block = Buffer.alloc(blockBytes, pad);
  for (const [index, byte] of key.entries()) block[index] = byte ^ pad;
  return block;
}
