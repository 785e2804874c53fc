import * as z from 'zod/mini';

const regionSchema = z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d$/));
const profileSchema = z.string().check(z.minLength(1), z.maxLength(200));

const endpointUrlSchema = z.url({ protocol: /^https?$/ });

/** Whether the text is an absolute http or https URL. */
export const isEndpointUrl = (text: string): boolean => endpointUrlSchema.safeParse(text).success;

const connectionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('local') }),
  z.object({ kind: z.literal('aws'), profile: profileSchema, region: regionSchema }),
  z.object({
    kind: z.literal('custom'),
    endpointUrl: endpointUrlSchema,
    profile: z.optional(profileSchema),
    region: z.optional(regionSchema),
    pathStyle: z.optional(z.boolean()),
  }),
  z.object({ kind: z.literal('environment'), region: regionSchema }),
]);

/**
 * Where we train: the embedded server, AWS with a profile of the shared config or with the credentials that the SDK's own chain finds
 * in the environment or on the machine, or any endpoint with SageMaker's API.
 */
export type Connection =
  | { readonly kind: 'local' }
  | { readonly kind: 'aws'; readonly profile: string; readonly region: string }
  | {
      readonly kind: 'custom';
      readonly endpointUrl: string;
      readonly profile?: string | undefined;
      readonly region?: string | undefined;
      /** Whether S3 has bucket names in the path, as most emulators and stores want them; true unless false. */
      readonly pathStyle?: boolean | undefined;
    }
  | { readonly kind: 'environment'; readonly region: string };

/** How to reach the embedded server; the launcher returns a superset. */
export interface LocalServerAccess {
  readonly socketPath: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export const localConnection = { kind: 'local' } as const satisfies Connection;

/** Parses the connection setting; undefined when invalid. */
export function parseConnection(setting: unknown): Connection | undefined {
  const parsed = connectionSchema.safeParse(setting);
  return parsed.success ? parsed.data : undefined;
}

/** A stable id of the connection, used as key in everything stored for it. */
export function connectionId(connection: Connection): string {
  switch (connection.kind) {
    case 'local':
      return 'local';
    case 'aws':
      return `aws:${connection.profile}@${connection.region}`;
    case 'environment':
      return `environment:${connection.region}`;
    case 'custom': {
      // The id of a store with bucket names in the host differs, as an id must lead back to its connection.
      const kind = connection.pathStyle === false ? 'custom-host' : 'custom';
      return `${kind}:${connection.profile ?? ''}@${connectionRegion(connection)}:${connection.endpointUrl}`;
    }
  }
}

/** The connection with this id; undefined when the id is not valid. */
export function parseConnectionId(id: string): Connection | undefined {
  if (id === 'local') return localConnection;
  const aws = /^aws:(.+)@([^@]+)$/.exec(id);
  if (aws !== null) return parseConnection({ kind: 'aws', profile: aws[1], region: aws[2] });
  const environment = /^environment:([a-z0-9-]+)$/.exec(id);
  if (environment !== null) return parseConnection({ kind: 'environment', region: environment[1] });
  const custom = /^custom(-host)?:(.*?)@([a-z0-9-]+):(https?:.+)$/.exec(id);
  if (custom === null) return undefined;
  const [, host, profile, region, endpointUrl] = custom;
  return parseConnection({
    kind: 'custom',
    endpointUrl,
    region,
    ...(profile ? { profile } : {}),
    ...(host === undefined ? {} : { pathStyle: false }),
  });
}

/** The name in the status bar: 'Local', 'default@us-east-1', 'localhost:5000'. */
export function connectionLabel(connection: Connection): string {
  switch (connection.kind) {
    case 'local':
      return 'Local';
    case 'aws':
      return `${connection.profile}@${connection.region}`;
    case 'custom':
      return new URL(connection.endpointUrl).host;
    case 'environment':
      return `environment@${connection.region}`;
  }
}

/** The label with the host of a profile's own endpoint, to distinguish it from AWS: 'dev@us-east-1 (localhost:4566)'. */
export function labelAtEndpoint(connection: Connection, configuredUrl: string | undefined): string {
  const label = connectionLabel(connection);
  if (connection.kind !== 'aws' || configuredUrl === undefined) return label;
  return `${label} (${new URL(configuredUrl).host})`;
}

/** The label of the connection with this id; the id itself when it is not valid. */
export function connectionIdLabel(id: string): string {
  const connection = parseConnectionId(id);
  return connection === undefined ? id : connectionLabel(connection);
}

/** The profile of the shared config whose credentials it uses; undefined when it has others. */
export const profileOf = (connection: Connection): string | undefined =>
  connection.kind === 'aws' || connection.kind === 'custom' ? connection.profile : undefined;

/**
 * The profile whose sign-in the connection uses: its own, or that which the SDK's chain takes from the environment; undefined where
 * keys in the environment come first.
 */
export function signInProfileOf(connection: Connection, env = process.env): string | undefined {
  if (connection.kind === 'local') return undefined;
  const named = profileOf(connection) ?? env['AWS_PROFILE'];
  if (named !== undefined && named !== '') return named;
  return env['AWS_ACCESS_KEY_ID'] === undefined ? 'default' : undefined;
}

export function connectionRegion(connection: Connection): string {
  return connection.kind === 'local' ? 'us-east-1' : (connection.region ?? 'us-east-1');
}

/** The same connection in another region of AWS; undefined for one that is not to AWS itself. */
export const inRegion = (connection: Connection, region: string): Connection | undefined =>
  connection.kind === 'aws' || connection.kind === 'environment' ? { ...connection, region } : undefined;

/** Whether the embedded server must run before clients for this connection are created. */
export function needsLocalServer(connection: Connection): boolean {
  return connection.kind === 'local';
}

/** Whether our own learner trains the jobs, on this machine. */
export function trainsWithOwnLearner(connection: Connection): boolean {
  return connection.kind === 'local';
}

/** Whether training or deploying there may cost money and must be confirmed. */
export function billsMoney(connection: Connection): boolean {
  return connection.kind !== 'local';
}

/** As `billsMoney`, of the connection with this id; false for an id that names none. */
export function connectionIdBills(id: string): boolean {
  const connection = parseConnectionId(id);
  return connection !== undefined && billsMoney(connection);
}

/** Whether AWS's published prices apply there; elsewhere only the user can know what is billed. */
export const hasPublishedPrices = (connection: Connection): boolean =>
  connection.kind === 'aws' || connection.kind === 'environment';

/** Interval between polls of a job or endpoint, in milliseconds. */
export function pollIntervalMs(connection: Connection): number {
  return connection.kind === 'local' ? 100 : 5000;
}
