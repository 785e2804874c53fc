import type { BlockedState } from '../aws/connections/state.ts';
import type { OnSlowed } from '../aws/connections/patience.ts';
import type { ProxySettings } from '../aws/connections/proxies.ts';
import type { Connection, LocalServerAccess } from '../aws/connections/types.ts';
import {
  connectionId,
  connectionRegion,
  needsLocalServer,
  parseConnectionId,
  pollIntervalMs,
  profileOf,
} from '../aws/connections/types.ts';
import type { AwsClients, AwsOperations, EnsuredBucket, Identity } from '../aws/index.ts';
import type { ConnectionStates } from './connectionStates.ts';
import type { BucketOwners } from './bucketOwners.ts';
import type { Destination, Destinations } from './destinations.ts';
import { runFailure } from './errors.ts';

/** A connection ready to use, and where its runs go. */
export interface Session {
  /** AWS operations, bound to the clients of this connection. */
  readonly aws: AwsOperations;
  readonly connection: Connection;
  readonly connectionId: string;
  readonly region: string;
  /** URLs of endpoints that are not AWS's own, by service. */
  readonly configuredEndpoints: AwsClients['configured'];
  readonly endpointUrl: AwsClients['endpointUrl'];
  readonly pollIntervalMs: number;
  /** The caller identity; calls STS once per access key id. */
  readonly identity: (signal?: AbortSignal) => Promise<Identity>;
  /** When the sign-in ends for good; undefined when it does not, or renews itself. Throws AwsFailure. */
  readonly signInEndsAtMs: (signal?: AbortSignal) => Promise<number | undefined>;
  /** Adds the alias of the account to what is known of the connection, if there is one. Throws AwsFailure. */
  readonly lookUpAlias: (signal?: AbortSignal) => Promise<void>;
  /** Bucket and role. Asks the user if they are unknown, so only user actions may call it. */
  readonly destination: (signal?: AbortSignal) => Promise<Destination>;
  /** Asks the user for other ones and saves them; undefined when the connection has its own. */
  readonly changeDestination: (signal?: AbortSignal) => Promise<Destination | undefined>;
  /** Bucket and role as remembered; undefined while the user has not chosen them. Never asks. */
  readonly knownDestination: () => Promise<Destination | undefined>;
  /** Remembers another bucket or role; false when the connection has its own. */
  readonly saveDestination: (destination: Destination) => Promise<boolean>;
  /**
   * Creates the bucket unless it exists. Its owner is remembered, and later calls expect it. Throws 'bucket-of-other-account' unless the
   * user has agreed to another owner, and 'bucket-owner-other' where the remembered one does not own it.
   */
  readonly ensureBucket: (bucket: string, signal?: AbortSignal) => Promise<EnsuredBucket>;
  /** The account that the bucket is known to belong to; undefined until it was used, or agreed to. */
  readonly bucketOwner: (bucket: string) => Promise<string | undefined>;
  /** Remembers that the user has agreed to the account that owns the bucket, and checks it. Throws what `ensureBucket` does. */
  readonly agreeToOwner: (bucket: string, owner: string, signal?: AbortSignal) => Promise<void>;
  /** The bucket of its runs, or the default one; undefined when the account is unknown. Never asks the user. */
  readonly suggestedBucket: (signal?: AbortSignal) => Promise<string | undefined>;
}

/** Opens the session, starting the embedded server if needed; called before every action, cheap when nothing changed. */
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
  /** Increases whenever credentials and endpoints of the shared config must be read again. */
  readonly renewals: () => number;
  /** Called with each session that becomes the current one. */
  readonly onOpened: (session: Session) => void;
  /** Learn from every call; absent where nobody looks at them. */
  readonly states?: ConnectionStates;
  /** A code of the user's device; undefined while the user is not signing in to this connection. */
  readonly mfaCode?: (connectionId: string, serialNumber: string) => Promise<string | undefined>;
  /** VS Code's settings about proxies, read when clients are made. */
  readonly proxies?: () => ProxySettings;
  readonly onSlowed?: OnSlowed;
  readonly destinations: Destinations;
  /** Asks the user, with `suggested` as defaults. */
  readonly askDestination: (
    connection: Connection,
    suggested: Partial<Destination>,
    access: DestinationAccess,
  ) => Promise<Destination>;
}

/** What buckets and roles are listed and created with. */
export type DestinationAccess = Pick<Session, 'aws' | 'identity' | 'region'>;

export interface Sessions {
  /** Of the current connection. */
  readonly open: OpenSession;
  /** Of the connection with this id, whichever one is current. Throws 'other-connection' for an id that names none. */
  readonly of: (id: string) => OpenSession;
  /** Closes the sockets of all sessions. */
  dispose(): void;
}

/**
 * Opens sessions, one per connection. Clients are recreated only for another embedded server process and after a renewal. A session
 * whose connection is no longer current closes its idle sockets but still works, so that long-running work can keep it.
 */
export function openSessions(needs: SessionNeeds): Sessions {
  const sessions = new Map<string, OpenedSession & { readonly key: string }>();
  let current: OpenedSession | undefined;
  const sessionOf = async (
    connection: Connection,
    signal: AbortSignal | undefined,
  ): Promise<OpenedSession> => {
    const local = needsLocalServer(connection) ? await needs.connectLocal(signal) : undefined;
    const id = connectionId(connection);
    const key = `${local?.pid ?? ''} ${needs.renewals()}`;
    const known = sessions.get(id);
    if (known?.key === key) return known;
    const opened = await newSession(needs, connection, local);
    // Concurrent callers share the session of the first.
    const raced = sessions.get(id);
    if (raced?.key === key) {
      opened.releaseSockets();
      return raced;
    }
    raced?.releaseSockets();
    const kept = { ...opened, key };
    sessions.set(id, kept);
    return kept;
  };
  return {
    open: async (signal) => {
      let opened = await sessionOf(needs.connection(), signal);
      // Switched meanwhile.
      while (opened.session.connectionId !== connectionId(needs.connection()))
        opened = await sessionOf(needs.connection(), signal);
      const { session } = opened;
      if (current === opened) return session;
      current?.releaseSockets();
      current = opened;
      needs.onOpened(session);
      return session;
    },
    of: (id) => async (signal) => {
      const connection = parseConnectionId(id);
      if (connection !== undefined) return (await sessionOf(connection, signal)).session;
      throw runFailure('other-connection', { label: id }, `${id} names no connection`);
    },
    dispose() {
      for (const { releaseSockets } of sessions.values()) releaseSockets();
      sessions.clear();
    },
  };
}

interface OpenedSession {
  readonly session: Session;
  /** As AwsClients.destroy. */
  readonly releaseSockets: () => void;
}

async function newSession(
  needs: SessionNeeds,
  connection: Connection,
  local: LocalServer | undefined,
): Promise<OpenedSession> {
  const bundle = await import('../aws/index.ts');
  const id = connectionId(connection);
  const region = connectionRegion(connection);
  const observer = observerOf(needs.states, id, bundle.stateOfFailure);
  const mfaCode = async (serialNumber: string) => {
    const code = await needs.mfaCode?.(id, serialNumber);
    if (code === undefined) throw bundle.mfaCodeNeeded(serialNumber);
    return code;
  };
  const clients = await bundle
    .openClients(connection, local, {
      mfaCode,
      onSlowed: needs.onSlowed,
      proxies: needs.proxies?.(),
    })
    .catch((error: unknown) => {
      observer.failed(error);
      throw error;
    });
  const aws = bundle.observed(bundle.bindOperations(clients), observer);
  const whoAmI = bundle.identityReader(clients);
  const signInEnd = local === undefined ? bundle.signInEndReader(profileOf(connection)) : undefined;
  const signInEndsAtMs: Session['signInEndsAtMs'] = async (signal) =>
    signInEnd === undefined ? undefined : signInEnd(await bundle.credentialsExpiry(clients, signal));
  let alias: string | undefined;
  const identity: Session['identity'] = async (signal) => {
    const caller = await whoAmI(signal).catch((error: unknown) => {
      observer.failed(error);
      throw error;
    });
    const expiresAtMs = await signInEndsAtMs(signal);
    needs.states?.signedIn(id, { kind: 'signed-in', ...caller, accountAlias: alias, expiresAtMs });
    return caller;
  };
  const lookUpAlias: Session['lookUpAlias'] = async (signal) => {
    if (local !== undefined) return;
    alias ??= await bundle.accountAlias(clients, signal);
    if (alias !== undefined) await identity(signal);
  };
  for (const [bucket, owner] of await needs.destinations.owners.all(id))
    clients.bucketOwners.set(bucket, owner);
  const defaultBucket = (accountId: string) => bundle.defaultBucketName(region, accountId);
  const session: Session = {
    aws,
    connection,
    connectionId: id,
    region,
    configuredEndpoints: clients.configured,
    endpointUrl: clients.endpointUrl,
    pollIntervalMs: pollIntervalMs(connection),
    identity,
    signInEndsAtMs,
    lookUpAlias,
    ...ownedBuckets(needs.destinations.owners, id, { aws, identity }),
    ...(local === undefined
      ? rememberedDestination(needs, connection, {
          access: { aws, identity, region },
          defaultBucket: async (signal) => defaultBucket((await identity(signal)).accountId),
        })
      : ownDestination(needs.destinations, id, {
          roleArn: local.roleArn,
          bucket: defaultBucket(local.accountId),
        })),
  };
  return { session, releaseSockets: clients.destroy };
}

/** Lets the state of a connection follow its calls. */
const observerOf = (
  states: ConnectionStates | undefined,
  id: string,
  stateOf: (error: unknown) => BlockedState | undefined,
) => ({
  succeeded: () => states?.succeeded(id),
  failed(error: unknown) {
    const state = stateOf(error);
    if (state !== undefined) states?.blocked(id, state);
  },
});

/** Buckets of the connection with this id, and their owners. */
export function ownedBuckets(
  owners: BucketOwners,
  id: string,
  { aws, identity }: Pick<Session, 'aws' | 'identity'>,
): Pick<Session, 'ensureBucket' | 'bucketOwner' | 'agreeToOwner'> {
  const bucketOwner = async (bucket: string) => (await owners.all(id)).get(bucket);
  const ensure = async (bucket: string, known: string | undefined, signal: AbortSignal | undefined) => {
    const { accountId } = await identity(signal);
    const ensured = await aws.ensureBucket(bucket, { accountId, known, signal });
    if (ensured.owner !== (await bucketOwner(bucket))) await owners.save(id, bucket, ensured.owner);
    return ensured;
  };
  return {
    bucketOwner,
    ensureBucket: async (bucket, signal) => ensure(bucket, await bucketOwner(bucket), signal),
    agreeToOwner: async (bucket, owner, signal) => void (await ensure(bucket, owner, signal)),
  };
}

type DestinationOf = Pick<
  Session,
  'destination' | 'changeDestination' | 'suggestedBucket' | 'knownDestination' | 'saveDestination'
>;

/** Of a connection with its own bucket and role; saved when used, so that they are known without the connection. */
const ownDestination = (destinations: Destinations, id: string, own: Destination): DestinationOf => ({
  destination: async () => {
    const known = await destinations.find(id);
    if (known?.bucket !== own.bucket || known.roleArn !== own.roleArn) await destinations.save(id, own);
    return own;
  },
  changeDestination: async () => undefined,
  suggestedBucket: async () => own.bucket,
  knownDestination: async () => own,
  saveDestination: async () => false,
});

/** Of a connection whose bucket and role the user chooses once and can change. */
function rememberedDestination(
  { destinations, askDestination }: SessionNeeds,
  connection: Connection,
  {
    access,
    defaultBucket,
  }: {
    readonly access: DestinationAccess;
    readonly defaultBucket: (signal?: AbortSignal) => Promise<string>;
  },
): DestinationOf {
  const id = connectionId(connection);
  const suggestedBucket = async (signal?: AbortSignal) => {
    const known = await destinations.find(id);
    if (known !== undefined) return known.bucket;
    const bucket = await defaultBucket(signal).catch(() => undefined);
    signal?.throwIfAborted();
    return bucket;
  };
  const changeDestination = async (signal?: AbortSignal) => {
    const bucket = await suggestedBucket(signal);
    const known = await destinations.find(id);
    const suggested = { ...(bucket === undefined ? {} : { bucket }), ...known };
    const destination = await askDestination(connection, suggested, access);
    await destinations.save(id, destination);
    return destination;
  };
  return {
    suggestedBucket,
    changeDestination,
    knownDestination: () => destinations.find(id),
    saveDestination: async (destination) => {
      await destinations.save(id, destination);
      return true;
    },
    destination: async (signal) => (await destinations.find(id)) ?? changeDestination(signal),
  };
}
