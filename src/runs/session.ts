import type { Connection, LocalServerAccess } from '../aws/connections/types.ts';
import {
  connectionId,
  connectionRegion,
  needsLocalServer,
  parseConnectionId,
  pollIntervalMs,
} from '../aws/connections/types.ts';
import type * as awsBundle from '../aws/index.ts';
import type { Identity } from '../aws/identity.ts';
import type { AwsClients } from '../aws/index.ts';
import type { Destination, Destinations } from './destinations.ts';
import { runFailure } from './errors.ts';

export type Aws = typeof awsBundle;

/** A connection ready to use: the AWS bundle, its clients, and where runs of this connection go. */
export interface Session {
  readonly aws: Aws;
  readonly clients: AwsClients;
  readonly connection: Connection;
  readonly connectionId: string;
  readonly region: string;
  readonly pollIntervalMs: number;
  /** Whose credentials are in use; STS is called once per access key id. */
  readonly identity: (signal?: AbortSignal) => Promise<Identity>;
  /** Bucket and role; asks the user where they are not known yet, so only actions of the user may call it. */
  readonly destination: (signal?: AbortSignal) => Promise<Destination>;
  /** Asks the user for others, and remembers them; undefined where the connection has its own. */
  readonly changeDestination: (signal?: AbortSignal) => Promise<Destination | undefined>;
  /** Makes sure that a bucket exists; its owner is expected in every later call, and remembered for the bucket of the connection's runs. */
  readonly ensureBucket: (bucket: string, signal?: AbortSignal) => Promise<void>;
  /** The bucket of its runs, or the one to offer as such; undefined where nothing is known. Asks nobody. */
  readonly suggestedBucket: (signal?: AbortSignal) => Promise<string | undefined>;
}

/** Finds or starts what the connection needs; called before every action, cheap when nothing changed. */
export type OpenSession = (signal?: AbortSignal) => Promise<Session>;

/** The embedded server as the launcher describes it. */
export interface LocalServer extends LocalServerAccess {
  readonly pid: number;
  readonly roleArn: string;
  readonly accountId: string;
}

export interface SessionNeeds {
  readonly connection: () => Connection;
  readonly connectLocal: (signal?: AbortSignal) => Promise<LocalServer>;
  /** A number that grows when credentials and endpoints of the shared config are to be read again. */
  readonly renewals: () => number;
  /** Called with each session that becomes the current one. */
  readonly onOpened: (session: Session) => void;
  readonly destinations: Destinations;
  /** Asks the user; `suggested` is what is known so far. */
  readonly askDestination: (
    aws: Aws,
    connection: Connection,
    suggested: Partial<Destination>,
  ) => Promise<Destination>;
}

export interface Sessions {
  /** Of the current connection. */
  readonly open: OpenSession;
  /** Of the connection with this id, whichever one is current. Throws 'other-connection' for an id that names none. */
  readonly of: (id: string) => OpenSession;
  /** Closes every connection of every session. */
  dispose(): void;
}

/**
 * Opens sessions, one per connection: clients are made anew only when the embedded server behind them is another one, and after a
 * renewal. A session whose connection is no longer current lets go of its sockets and still works, so that what runs long can keep
 * its own.
 */
export function openSessions(needs: SessionNeeds): Sessions {
  const sessions = new Map<string, { readonly key: string; readonly session: Session }>();
  let current: Session | undefined;
  const sessionOf = async (connection: Connection, signal: AbortSignal | undefined): Promise<Session> => {
    const local = needsLocalServer(connection) ? await needs.connectLocal(signal) : undefined;
    const id = connectionId(connection);
    const key = `${local?.pid ?? ''} ${needs.renewals()}`;
    const known = sessions.get(id);
    if (known?.key === key) return known.session;
    const session = await newSession(needs, connection, local);
    // Two callers at once share the session of the first.
    const raced = sessions.get(id);
    if (raced?.key === key) {
      session.clients.destroy();
      return raced.session;
    }
    raced?.session.clients.destroy();
    sessions.set(id, { key, session });
    return session;
  };
  return {
    open: async (signal) => {
      const session = await sessionOf(needs.connection(), signal);
      if (current === session) return session;
      current?.clients.destroy();
      current = session;
      needs.onOpened(session);
      return session;
    },
    of: (id) => async (signal) => {
      const connection = parseConnectionId(id);
      if (connection !== undefined) return sessionOf(connection, signal);
      throw runFailure('other-connection', { label: id }, `${id} names no connection`);
    },
    dispose() {
      for (const { session } of sessions.values()) session.clients.destroy();
      sessions.clear();
    },
  };
}

async function newSession(
  needs: SessionNeeds,
  connection: Connection,
  local: LocalServer | undefined,
): Promise<Session> {
  const aws = await import('../aws/index.ts');
  const id = connectionId(connection);
  const region = connectionRegion(connection);
  const clients = await aws.openClients(connection, local);
  const identity = aws.identityReader(clients);
  const known = await needs.destinations.find(id);
  if (known?.owner !== undefined) clients.bucketOwners.set(known.bucket, known.owner);
  return {
    aws,
    clients,
    connection,
    connectionId: id,
    region,
    pollIntervalMs: pollIntervalMs(connection),
    identity,
    ensureBucket: bucketEnsurer(needs.destinations, id, { aws, clients, identity }),
    ...(local === undefined
      ? rememberedDestination(needs, { aws, clients, connection, region })
      : ownDestination(needs.destinations, id, {
          roleArn: local.roleArn,
          bucket: aws.defaultBucketName(region, local.accountId),
        })),
  };
}

/** As Session.ensureBucket, of the connection with this id. */
export const bucketEnsurer =
  (
    destinations: Destinations,
    id: string,
    { aws, clients, identity }: Pick<Session, 'aws' | 'clients' | 'identity'>,
  ): Session['ensureBucket'] =>
  async (bucket, signal) => {
    const { accountId } = await identity(signal);
    const { owner } = await aws.ensureBucket(clients, bucket, signal ? { accountId, signal } : { accountId });
    const known = await destinations.find(id);
    if (owner !== undefined && known?.bucket === bucket && known.owner !== owner)
      await destinations.save(id, { ...known, owner });
  };

type DestinationOf = Pick<Session, 'destination' | 'changeDestination' | 'suggestedBucket'>;

/** Of a connection that has a bucket and a role of its own; kept once it was used, to be known without the connection. */
const ownDestination = (destinations: Destinations, id: string, own: Destination): DestinationOf => ({
  destination: async () => {
    const known = await destinations.find(id);
    if (known?.bucket !== own.bucket || known.roleArn !== own.roleArn) await destinations.save(id, own);
    return own;
  },
  changeDestination: async () => undefined,
  suggestedBucket: async () => own.bucket,
});

/** Requested from the user once, remembered, and requested again when the user wants another. */
function rememberedDestination(
  { destinations, askDestination }: SessionNeeds,
  { aws, clients, connection, region }: Pick<Session, 'aws' | 'clients' | 'connection' | 'region'>,
): DestinationOf {
  const id = connectionId(connection);
  const suggestedBucket = async (signal?: AbortSignal) => {
    const known = await destinations.find(id);
    if (known !== undefined) return known.bucket;
    const account = await aws.whoAmI(clients, signal).catch(() => undefined);
    signal?.throwIfAborted();
    return account && aws.defaultBucketName(region, account.accountId);
  };
  const changeDestination = async (signal?: AbortSignal) => {
    const bucket = await suggestedBucket(signal);
    const known = await destinations.find(id);
    const suggested = { ...(bucket === undefined ? {} : { bucket }), ...known };
    const destination = await askDestination(aws, connection, suggested);
    await destinations.save(id, destination);
    return destination;
  };
  return {
    suggestedBucket,
    changeDestination,
    destination: async (signal) => (await destinations.find(id)) ?? changeDestination(signal),
  };
}
