import type { Readable } from 'node:stream';

/** A request whose signature was checked. Header names are lower-case. */
export interface ServiceRequest {
  readonly method: string;
  /** Percent-encoded, as sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** The payload, any aws-chunked framing removed. */
  readonly body: Readable;
  /** The whole payload; throws RequestTooLong above `maxBytes`. */
  readonly readBody: (maxBytes?: number) => Promise<Buffer>;
  readonly requestId: string;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
}

export type Service = (request: ServiceRequest) => Promise<ServiceResponse>;

/** An answer in the service's own error shape; `members` join the body where the protocol has such. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}
