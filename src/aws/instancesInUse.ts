import { DescribeEndpointCommand, DescribeEndpointConfigCommand } from '@aws-sdk/client-sagemaker';
import type { AwsClients } from './connections/clients.ts';
import type { Use } from './costs.ts';
import { listEndpoints } from './endpoints.ts';
import { call, unlessMissing } from './failures/call.ts';
import { eachOf } from './s3/eachOf.ts';
import { describeTrainingJob, listTrainingJobs } from './trainingJobs.ts';

/** How many instances of each type are in use; undefined where there are too many jobs or endpoints to look at each. */
export type InstancesInUse = ReadonlyMap<string, number> | undefined;

interface Instances {
  readonly instanceType: string;
  readonly count: number;
}

/** Each is described by a call or two of its own. */
const mostDescribed = 20;
const atOnce = 4;

/** Counts the instances in use against a quota, from the jobs and endpoints of the region. Throws the calls' errors. */
export async function instancesInUse(
  clients: AwsClients,
  use: Use,
  signal?: AbortSignal,
): Promise<InstancesInUse> {
  const names =
    use === 'training' ? await runningJobs(clients, signal) : await liveEndpoints(clients, signal);
  if (names === undefined || names.length > mostDescribed) return undefined;
  const instancesOf = use === 'training' ? ofJob : ofEndpoint;
  const counts = new Map<string, number>();
  await eachOf(names, { atOnce, signal }, async (name) => {
    for (const { instanceType, count } of await instancesOf(clients, name, signal))
      counts.set(instanceType, (counts.get(instanceType) ?? 0) + count);
  });
  return counts;
}

/** Undefined where one page does not hold them. */
async function runningJobs(
  clients: AwsClients,
  signal: AbortSignal | undefined,
): Promise<readonly string[] | undefined> {
  const pages = await Promise.all(
    (['InProgress', 'Stopping'] as const).map((status) =>
      listTrainingJobs(clients, { status, pageSize: 100 }, signal),
    ),
  );
  return pages.some(({ nextToken }) => nextToken !== undefined)
    ? undefined
    : pages.flatMap(({ jobs }) => jobs.map(({ trainingJobName }) => trainingJobName));
}

async function ofJob(
  clients: AwsClients,
  name: string,
  signal: AbortSignal | undefined,
): Promise<readonly Instances[]> {
  const { instanceType, instanceCount } = await describeTrainingJob(clients, name, signal);
  return [{ instanceType, count: instanceCount }];
}

const liveEndpoints = async (clients: AwsClients, signal: AbortSignal | undefined) =>
  (await listEndpoints(clients, signal))
    .filter(({ status }) => status !== 'Deleting')
    .map(({ endpointName }) => endpointName);

/** Of all variants with instances; a serverless variant counts towards no instance quota. */
async function ofEndpoint(
  clients: AwsClients,
  EndpointName: string,
  signal: AbortSignal | undefined,
): Promise<readonly Instances[]> {
  const { sagemaker } = clients;
  const endpoint = await unlessMissing(() =>
    call('DescribeEndpoint', signal, (options) =>
      sagemaker.send(new DescribeEndpointCommand({ EndpointName }), options),
    ),
  );
  // It was deleted since the list was read.
  if (endpoint === undefined) return [];
  const { EndpointConfigName = EndpointName, EndpointStatus } = endpoint;
  // A failed endpoint uses at most the instances it still reports.
  const isFailed = EndpointStatus === 'Failed';
  const config = await call('DescribeEndpointConfig', signal, (options) =>
    sagemaker.send(new DescribeEndpointConfigCommand({ EndpointConfigName }), options),
  );
  return (config.ProductionVariants ?? []).flatMap(
    ({ VariantName, InstanceType: instanceType, InitialInstanceCount }) => {
      const now = endpoint.ProductionVariants?.find((variant) => variant.VariantName === VariantName);
      const planned = now?.DesiredInstanceCount ?? InitialInstanceCount ?? 1;
      const count = now?.CurrentInstanceCount ?? (isFailed ? 0 : planned);
      return instanceType === undefined ? [] : [{ instanceType, count }];
    },
  );
}
