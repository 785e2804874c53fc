/** A request whose signature was checked. Header names are lower-case. */
export interface ServiceRequest {
  readonly method: string;
  /** Percent-encoded, as sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** The payload, any aws-chunked framing removed. Read at most once; throws when the client hangs up. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Trailing headers, lower-case; complete once the body has been read. */
  readonly trailers: Readonly<Record<string, string>>;
  /** The whole payload; throws ServiceError 413 above `maxBytes`. */
  readonly readBody: (maxBytes?: number) => Promise<Buffer>;
  readonly requestId: string;
  /** Calls the function if the client disconnects before the response. */
  readonly onHangUp: (act: () => void) => void;
  /** Of the signature; undefined where it names none. */
  readonly region?: string | undefined;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An iterable is read only when the response is sent: it opens nothing before. */
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
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

/** S3's answer to a header or parameter that asks for what is not there. */
export const notImplemented = (what: string) =>
  new ServiceError(
    'NotImplemented',
    `A header or parameter you provided implies functionality that is not implemented by the embedded server: ${what}`,
    501,
  );

/** S3's error for an invalid value. */
export const invalidArgument = (message: string, name: string, value: string) =>
  new ServiceError('InvalidArgument', message, 400, { ArgumentName: name, ArgumentValue: value });

/** S3's error for malformed trailing headers, or announced ones that are missing. */
export const malformedTrailer = () =>
  new ServiceError(
    'MalformedTrailerError',
    'The request contained trailing data that was not well-formed or did not conform to our published schema.',
  );

/** A request larger than its service takes; each protocol has its own code for it. */
export const requestTooLarge = (maxBytes: number) =>
  new ServiceError('RequestEntityTooLargeException', `HTTP content length exceeded ${maxBytes} bytes.`, 413);
