import * as z from 'zod/mini';

/**
 * What one page and its host say to each other. `requests` go from page to host and are answered once; `pushes` go
 * from host to page. Declare it as a type alias, so that it is assignable here.
 */
export interface PageContract {
  readonly requests: Readonly<Record<string, { readonly request: unknown; readonly response: unknown }>>;
  readonly pushes: Readonly<Record<string, unknown>>;
}

/** A failure in the words of the user's language, with the ways out of it. */
export interface FailureMessage {
  readonly code: string;
  readonly message: string;
  readonly actions: readonly FailureAction[];
}

/** `id` is made by the host and comes back in an `action` message when the user takes this way out. */
interface FailureAction {
  readonly id: string;
  readonly label: string;
}

/** Everything a page sends. `ready` is the first message; the host answers it with `start` and the state. */
export const pageMessageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({
    type: z.literal('request'),
    id: z.int().check(z.nonnegative()),
    name: z.string().check(z.maxLength(64)),
    body: z.unknown(),
  }),
  z.object({ type: z.literal('abort'), id: z.int().check(z.nonnegative()) }),
  // An action names a file by its path, which may be as long as the system allows.
  z.object({ type: z.literal('action'), action: z.string().check(z.maxLength(16_384)) }),
]);

export type PageMessage = z.infer<typeof pageMessageSchema>;

/** Everything the host sends, for the pushes of contract `C`. */
export type HostMessage<C extends PageContract = PageContract> =
  | StartMessage
  | { readonly type: 'answer'; readonly id: number; readonly body: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly failure: FailureMessage }
  | {
      [N in keyof C['pushes'] & string]: {
        readonly type: 'push';
        readonly name: N;
        readonly body: C['pushes'][N];
      };
    }[keyof C['pushes'] & string];

/** What every page needs before it draws; sent again when the identity grows. */
export interface StartMessage {
  readonly type: 'start';
  /** BCP 47, for numbers and dates. */
  readonly locale: string;
  /** English text → the user's language, placeholders `{0}`…; a missing text stays English. */
  readonly strings: Readonly<Record<string, string>>;
  /** What the panel serializer needs to open this page again; kept in the page's state beside its choices. */
  readonly identity: Readonly<Record<string, string>>;
}

/** What the host's panel serializer gets back from the page. */
export const pageStateSchema = z.object({
  identity: z.record(z.string(), z.string()),
  choices: z.record(z.string(), z.unknown()),
});

export type PageState = z.infer<typeof pageStateSchema>;

/** Of a file, without its folder. */
const suggestedName = z.string().check(z.maxLength(200), z.regex(/^[^/\\]+$/));

/** Requests that every page may make, on top of its own. */
export const sharedRequests = {
  /** Saves a chart to a file that the user picks: a PNG (base64, without the data: prefix) or the text of an SVG. */
  savePicture: z.discriminatedUnion('format', [
    z.object({
      format: z.literal('png'),
      suggestedName,
      content: z.string().check(z.maxLength(40_000_000), z.regex(/^[A-Za-z0-9+/]+=*$/)),
    }),
    z.object({
      format: z.literal('svg'),
      suggestedName,
      content: z.string().check(z.maxLength(40_000_000), z.startsWith('<svg ')),
    }),
  ]),
  /** Saves a table as CSV to a file that the user picks; the first row is the header. */
  saveTable: z.object({
    suggestedName,
    rows: z.array(z.array(z.union([z.string(), z.number()]))).check(z.maxLength(100_000)),
  }),
  copyText: z.object({ text: z.string().check(z.maxLength(1_000_000)) }),
};

export type SharedRequests = Answers<
  typeof sharedRequests,
  { savePicture: void; saveTable: void; copyText: void }
>;

/** Pairs each request schema with what answers it. */
export type Answers<
  Schemas extends Readonly<Record<string, z.ZodMiniType>>,
  Responses extends Readonly<Record<keyof Schemas, unknown>>,
> = {
  readonly [N in keyof Schemas]: {
    readonly request: z.infer<Schemas[N]>;
    readonly response: Responses[N];
  };
};

/** The schema of each request's body: what the host parses before a handler sees it. */
export type RequestSchemas<C extends PageContract> = {
  readonly [N in keyof C['requests']]: z.ZodMiniType<C['requests'][N]['request']>;
};

/** What the host does for each request of a page. A thrown failure becomes a `failure` answer. */
export type RequestHandlers<C extends PageContract> = {
  readonly [N in keyof C['requests']]: (
    request: C['requests'][N]['request'],
    context: { readonly signal: AbortSignal },
  ) => Promise<C['requests'][N]['response']>;
};
