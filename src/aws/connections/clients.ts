import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CostExplorerClient } from '@aws-sdk/client-cost-explorer';
import { IAMClient } from '@aws-sdk/client-iam';
import { PricingClient } from '@aws-sdk/client-pricing';
import { S3Client } from '@aws-sdk/client-s3';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import type { MiddlewareStack } from '@smithy/types';
import { localServerNotStarted } from '../failures/errors.ts';
import { type BucketOwners, expectBucketOwners } from './bucketOwners.ts';
import { credentialsOfProfile, defaultCredentials, endsInProcess } from './credentials.ts';
import type { CredentialProvider, CredentialWay, MfaCode } from './credentials.ts';
import { endWhileWaiting, openCredentialWaiters } from './credentialWaiters.ts';
import type { CredentialWaiters } from './credentialWaiters.ts';
import type { ConfiguredEndpoints, ServiceName } from './endpoints.ts';
import { configuredEndpoints, profileIn, readSharedConfig, serviceNames } from './endpoints.ts';
import { mostAttempts, type OnSlowed, openPatience, type RetryConfig } from './patience.ts';
import { placeOf } from './place.ts';
import { helped, helpOfConnection, noteHelp } from './noteHelp.ts';
import { pricingRegion } from './partitions.ts';
import { noteRequestedArns } from './requestedArns.ts';
import type { ProxySettings } from './proxies.ts';
import { openTransport, type Transport } from './transport.ts';
import type { CredentialsHelp } from '../failures/credentialsHelp.ts';
import { type Connection, connectionRegion, type LocalServerAccess } from './types.ts';

/** One client per service, all of one connection. Everything in src/aws works with these, whichever connection they are for. */
export interface AwsClients {
  readonly region: string;
  readonly s3: S3Client;
  /** The regions of buckets that are known to be elsewhere, by bucket name. */
  readonly bucketRegions: Map<string, string>;
  /** The S3 client of a bucket's region, made when it is first needed; `s3` unless the region is known to be another. */
  readonly s3Of: (bucket: string) => S3Client;
  /** S3 with the same credentials at another URL, such as the port that other programs use. */
  readonly s3At: (endpointUrl: string) => S3Client;
  readonly sagemaker: SageMakerClient;
  readonly runtime: SageMakerRuntimeClient;
  readonly logs: CloudWatchLogsClient;
  readonly sts: STSClient;
  /** Made when they are first needed. */
  readonly iam: () => IAMClient;
  readonly quotas: () => ServiceQuotasClient;
  readonly scheduler: () => SchedulerClient;
  readonly cloudWatch: () => CloudWatchClient;
  /** Of the nearest region that has it. */
  readonly pricing: () => PricingClient;
  readonly costExplorer: () => CostExplorerClient;
  /** Whether a file of any size goes in one request: on the way to a server on this machine no part gets lost. */
  readonly takesWholeFiles: boolean;
  /** URLs of endpoints that are not AWS's own, by service. */
  readonly configured: ConfiguredEndpoints;
  /** The URL that requests go to, without a trailing slash. */
  readonly endpointUrl: (service: 'sagemaker' | 'sagemaker_runtime') => Promise<string>;
  /** The expected owners of buckets, sent with every S3 call about them. */
  readonly bucketOwners: BucketOwners;
  /** Access key id of the credentials that sign the next call. */
  accessKeyId(signal?: AbortSignal): Promise<string>;
  /** When these credentials end; undefined when they do not, or the source does not say. */
  credentialsEndAtMs(signal?: AbortSignal): Promise<number | undefined>;
  /** Closes idle sockets now and the others after their current request. The clients still work. */
  readonly destroy: () => void;
}

/** How clients reach their services and what they report. */
export interface ClientOptions {
  readonly proxies?: ProxySettings | undefined;
  readonly mfaCode?: MfaCode | undefined;
  readonly onSlowed?: OnSlowed | undefined;
}

/** Creates the clients of a connection from the current shared config. Throws AwsFailure. */
export async function openClients(
  connection: Connection,
  localServer?: LocalServerAccess,
  options: ClientOptions = {},
): Promise<AwsClients> {
  if (connection.kind !== 'aws') return createClients(connection, localServer, options);
  const { profile, region } = connection;
  const config = await readSharedConfig();
  const { proxies, mfaCode, onSlowed } = options;
  const transport = openTransport({ proxies, caBundle: profileIn(config, profile)['ca_bundle'] });
  const waiters = openCredentialWaiters();
  const credentials = credentialsOfProfile(config, profile, { region, transport, mfaCode, waiters });
  const way = { transport, onSlowed, ...(endsInProcess(config, profile) ? { waiters } : {}) };
  const endpoints = configuredEndpoints(config, profile);
  const help = helpOfConnection(connection);
  return clientsOf({ region, profile, credentials }, { ...way, help }, endpoints);
}

/** Creates the clients of a connection that ignores the endpoints of profiles. Throws 'local-server-not-started'. */
export function createClients(
  connection: Exclude<Connection, { readonly kind: 'aws' }>,
  localServer?: LocalServerAccess,
  options: ClientOptions = {},
): AwsClients {
  const help = helpOfConnection(connection);
  switch (connection.kind) {
    case 'local':
      if (localServer === undefined) throw localServerNotStarted();
      return {
        ...clientsOf(
          localConfig(localServer),
          { transport: openTransport({ socketPath: localServer.socketPath }), onSlowed: undefined, help },
          everyServiceAt('http://localhost'),
        ),
        takesWholeFiles: true,
      };
    case 'custom': {
      const { endpointUrl, profile } = connection;
      const region = connectionRegion(connection);
      const { proxies, mfaCode, onSlowed } = options;
      const transport = openTransport({ proxies });
      // Whether its profile has a process is not known before the first call.
      const waiters = openCredentialWaiters();
      const credentials =
        profile === undefined
          ? defaultCredentials(transport)
          : lateCredentials(profile, { region, transport, mfaCode, waiters });
      const forcePathStyle = connection.pathStyle !== false;
      const own = { region, credentials, forcePathStyle };
      return clientsOf(own, { transport, onSlowed, help, waiters }, everyServiceAt(endpointUrl));
    }
    case 'environment': {
      const { proxies, onSlowed } = options;
      const transport = openTransport({ proxies });
      const own = { region: connection.region, credentials: defaultCredentials(transport) };
      return clientsOf(own, { transport, onSlowed, help }, {});
    }
  }
}

/** Reads the shared config at the first request and whenever the credentials have expired. */
const lateCredentials =
  (profile: string, way: CredentialWay): CredentialProvider =>
  async (identity) =>
    credentialsOfProfile(await readSharedConfig(), profile, way)(identity);

const everyServiceAt = (url: string): ConfiguredEndpoints =>
  Object.fromEntries(serviceNames.map((service) => [service, url]));

function localConfig({ region, accessKeyId, secretAccessKey }: LocalServerAccess): ClientConfig {
  return { region, credentials: { accessKeyId, secretAccessKey } };
}

type Credentials = CredentialProvider | Pick<LocalServerAccess, 'accessKeyId' | 'secretAccessKey'>;

/** What all clients of a connection share. */
interface ClientConfig {
  readonly region: string;
  readonly credentials: Credentials;
  readonly profile?: string;
  /** Whether S3 has bucket names in the path: by default everywhere but at AWS itself. */
  readonly forcePathStyle?: boolean;
}

interface Way {
  readonly transport: Transport;
  readonly onSlowed: ClientOptions['onSlowed'];
  readonly help: () => Promise<CredentialsHelp>;
  /** Of credentials that may take long, and can be cancelled. */
  readonly waiters?: CredentialWaiters;
}

function clientsOf(
  { forcePathStyle, ...rest }: ClientConfig,
  { transport, onSlowed, help, waiters }: Way,
  configured: ConfiguredEndpoints,
): AwsClients {
  const patience = openPatience(onSlowed ?? (() => undefined));
  const taught = <
    Client extends { readonly config: RetryConfig },
    Input extends object,
    Output extends object,
  >(
    client: Client & { readonly middlewareStack: MiddlewareStack<Input, Output> },
  ): Client => {
    patience.teach(client.config);
    noteHelp(client.middlewareStack, help);
    if (waiters !== undefined) endWhileWaiting(client, waiters);
    return client;
  };
  const own = (service: ServiceName) => ({
    ...rest,
    maxAttempts: mostAttempts,
    requestHandler: transport.requestHandler(),
    ...placeOf(configured[service]),
  });
  const sts = taught(new STSClient(own('sts')));
  // One credentials cache, so that all clients switch to renewed credentials at the same time.
  const { credentials } = sts.config;
  const at = (service: ServiceName) => ({ ...own(service), credentials });
  // Only AWS's own endpoint supports bucket names in the host name.
  const bucketOwners: BucketOwners = new Map();
  const newS3 = (more: { readonly region?: string; readonly endpoint?: string }) => {
    const client = taught(
      new S3Client({
        ...at('s3'),
        forcePathStyle: forcePathStyle ?? configured.s3 !== undefined,
        ...more,
      }),
    );
    expectBucketOwners(client, bucketOwners);
    noteRequestedArns(client, more.region ?? rest.region);
    return client;
  };
  const s3 = newS3({});
  const sagemaker = taught(new SageMakerClient(at('sagemaker')));
  const runtime = taught(new SageMakerRuntimeClient(at('sagemaker_runtime')));
  const logs = taught(new CloudWatchLogsClient(at('cloudwatch_logs')));
  const { region } = rest;
  const bucketRegions = new Map<string, string>();
  const s3Of = s3OfRegions(s3, { region, bucketRegions }, (other) => newS3({ region: other }));
  const s3At = (endpoint: string) => newS3({ endpoint });
  const endpointUrl: AwsClients['endpointUrl'] = async (service) => {
    const own = service === 'sagemaker' ? sagemaker.config : runtime.config;
    const [UseFIPS, UseDualStack] = await Promise.all([own.useFipsEndpoint(), own.useDualstackEndpoint()]);
    const url =
      configured[service] ?? own.endpointProvider({ Region: region, UseFIPS, UseDualStack }).url.href;
    return url.replace(/\/$/, '');
  };
  const current = () =>
    credentials().catch(async (error: unknown) => {
      throw await helped(error, help);
    });
  const waited = (signal: AbortSignal | undefined) =>
    signal === undefined || waiters === undefined ? current() : waiters.until(signal, current);
  const accessKeyId = async (signal?: AbortSignal) => (await waited(signal)).accessKeyId;
  const credentialsEndAtMs = async (signal?: AbortSignal) => (await waited(signal)).expiration?.getTime();
  const destroy = () => transport.release();
  const iam = once(() => taught(new IAMClient(at('iam'))));
  const quotas = once(() => taught(new ServiceQuotasClient(at('service_quotas'))));
  const scheduler = once(() => taught(new SchedulerClient(at('scheduler'))));
  const cloudWatch = once(() => taught(new CloudWatchClient(at('cloudwatch'))));
  const pricing = once(() =>
    taught(new PricingClient({ ...at('pricing'), region: pricingRegion(region) ?? region })),
  );
  const costExplorer = once(() => taught(new CostExplorerClient(at('cost_explorer'))));
  const later = { iam, quotas, scheduler, cloudWatch, pricing, costExplorer };
  const all = { s3, s3Of, s3At, bucketRegions, sagemaker, runtime, logs, sts, ...later };
  const ends = { accessKeyId, credentialsEndAtMs, destroy };
  return { region, ...all, takesWholeFiles: false, bucketOwners, configured, endpointUrl, ...ends };
}

function once<Client extends object>(make: () => Client): () => Client {
  let made: Client | undefined;
  return () => (made ??= make());
}

/** One client a region. */
function s3OfRegions(
  own: S3Client,
  { region, bucketRegions }: Pick<AwsClients, 'region' | 'bucketRegions'>,
  newClient: (region: string) => S3Client,
): AwsClients['s3Of'] {
  const clients = new Map([[region, own]]);
  return (bucket) => {
    const wanted = bucketRegions.get(bucket) ?? region;
    const client = clients.get(wanted) ?? newClient(wanted);
    clients.set(wanted, client);
    return client;
  };
}
