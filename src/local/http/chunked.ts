import { Transform } from 'node:stream';
import type { TransformCallback } from 'node:stream';
import { ServiceError } from '../protocols/service.ts';

const incomplete = () =>
  new ServiceError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the x-amz-decoded-content-length HTTP header',
    400,
  );

/**
 * Removes aws-chunked framing: `SIZE[;chunk-signature=…]\r\n DATA \r\n … 0\r\n TRAILERS \r\n`. Trailers, lower-case, are in
 * `trailers` once the stream has ended.
 */
export class AwsChunkedDecoder extends Transform {
  readonly trailers: Record<string, string> = {};
  private pending: Buffer = Buffer.alloc(0);
  private remaining = 0;
  private state: 'size' | 'data' | 'data-end' | 'trailers' = 'size';

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    try {
      while (this.advance());
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  override _flush(done: TransformCallback): void {
    done(this.state === 'trailers' ? null : incomplete());
  }

  /** Consumes what it can of `pending`; false when more bytes are needed. */
  private advance(): boolean {
    if (this.state === 'data') return this.passData();
    const line = this.takeLine();
    if (line === undefined) return false;
    if (this.state === 'size') {
      this.remaining = Number.parseInt(line.split(';')[0] ?? '', 16);
      if (!Number.isSafeInteger(this.remaining) || this.remaining < 0) throw incomplete();
      this.state = this.remaining === 0 ? 'trailers' : 'data';
    } else if (this.state === 'data-end') {
      this.state = 'size';
    } else if (line !== '') {
      const [name = '', ...value] = line.split(':');
      this.trailers[name.trim().toLowerCase()] = value.join(':').trim();
    }
    return true;
  }

  private passData(): boolean {
    if (this.pending.length === 0) return false;
    const data = this.pending.subarray(0, this.remaining);
    this.pending = this.pending.subarray(data.length);
    this.remaining -= data.length;
    if (this.remaining === 0) this.state = 'data-end';
    this.push(data);
    return true;
  }

  private takeLine(): string | undefined {
    const end = this.pending.indexOf('\r\n');
    if (end < 0) return undefined;
    const line = this.pending.subarray(0, end).toString('latin1');
    this.pending = this.pending.subarray(end + 2);
    return line;
  }
}
