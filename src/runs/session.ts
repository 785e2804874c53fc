import type { Connection, LocalServerAccess } from '../aws/connections/types.ts';
import {
  connectionId,
  connectionRegion,
  needsLocalServer,
  pollIntervalMs,
} from '../aws/connections/types.ts';
import type * as awsBundle from '../aws/index.ts';
import type { AwsClients } from '../aws/index.ts';
import type { Destination, Destinations } from './destinations.ts';

type Aws = typeof awsBundle;

/** A connection ready to use: the AWS bundle, its clients, and where runs of this connection go. */
export interface Session {
  readonly aws: Aws;
  readonly clients: AwsClients;
  readonly connection: Connection;
  readonly connectionId: string;
  readonly region: string;
  readonly pollIntervalMs: number;
  /** Bucket and role; asks the user where they are not known yet, so only actions of the user may call it. */
  readonly destination: (signal?: AbortSignal) => Promise<Destination>;
}

/** Finds or starts what the connection needs; asked for before every action, cheap when nothing changed. */
export type OpenSession = (signal?: AbortSignal) => Promise<Session>;

/** The embedded server as the launcher describes it. */
interface LocalServer extends LocalServerAccess {
  readonly pid: number;
  readonly roleArn: string;
  readonly accountId: string;
}

export interface SessionNeeds {
  readonly connection: () => Connection;
  readonly connectLocal: (signal?: AbortSignal) => Promise<LocalServer>;
  readonly destinations: Destinations;
  /** Asks the user; `suggestedBucket` is undefined where the account cannot be told. */
  readonly askDestination: (
    connection: Connection,
    suggestedBucket: string | undefined,
  ) => Promise<Destination>;
}

/** Opens sessions of the connection of the moment; clients are made anew only when it, or the embedded server, is another. */
export function sessionOpener(needs: SessionNeeds): OpenSession {
  let last: { readonly key: string; readonly session: Session } | undefined;
  return async (signal) => {
    const connection = needs.connection();
    const local = needsLocalServer(connection) ? await needs.connectLocal(signal) : undefined;
    const id = connectionId(connection);
    const key = `${id} ${local?.pid ?? ''}`;
    if (last?.key === key) return last.session;
    const aws = await import('../aws/index.ts');
    const region = connectionRegion(connection);
    const clients = aws.createClients(connection, local);
    const session: Session = {
      aws,
      clients,
      connection,
      connectionId: id,
      region,
      pollIntervalMs: pollIntervalMs(connection),
      destination: async (caller) =>
        local === undefined
          ? rememberedDestination(needs, { aws, clients, connection, region }, caller)
          : { roleArn: local.roleArn, bucket: aws.defaultBucketName(region, local.accountId) },
    };
    last = { key, session };
    return session;
  };
}

async function rememberedDestination(
  { destinations, askDestination }: SessionNeeds,
  { aws, clients, connection, region }: Pick<Session, 'aws' | 'clients' | 'connection' | 'region'>,
  signal: AbortSignal | undefined,
): Promise<Destination> {
  const id = connectionId(connection);
  const known = await destinations.find(id);
  if (known !== undefined) return known;
  const account = await aws.whoAmI(clients, signal).catch(() => undefined);
  signal?.throwIfAborted();
  const suggested = account && aws.defaultBucketName(region, account.accountId);
  const destination = await askDestination(connection, suggested);
  await destinations.save(id, destination);
  return destination;
}
