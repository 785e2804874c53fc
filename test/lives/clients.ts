import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  AddTagsCommand,
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  DeleteEndpointCommand,
  DeleteEndpointConfigCommand,
  DeleteModelCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  ListEndpointConfigsCommand,
  ListEndpointsCommand,
  ListTagsCommand,
  SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { retryMiddleware, retryMiddlewareOptions, StandardRetryStrategy } from '@smithy/core/retry';
import type { DeserializeHandler, MetadataBearer, MiddlewareStack } from '@smithy/types';
import type { AwsClients } from '../../src/aws/connections/clients.ts';
import { mostAttempts, openPatience, type RetryConfig } from '../../src/aws/connections/patience.ts';
import {
  arnIn,
  bills,
  type Cloud,
  type Endpoint,
  endpointIn,
  isCreating,
  region,
  type TagList,
} from './cloud.ts';
import { type Program, type World, whenKilled } from './world.ts';

/** Who a program is signed in as, and where. */
interface SignIn {
  readonly callerArn: string;
  readonly cloud: Cloud;
}

/** What happens to one call. Those that lose an answer do so before or after the service has done its work. */
export type CallFault = 'killed' | 'throttled' | 'denied' | 'lost-before' | 'lost-after';

export interface Calls {
  readonly world: World;
  readonly program: Program;
  readonly signIn: () => SignIn;
  /** What happens to the next call. */
  readonly faultOf: (operation: string) => CallFault | undefined;
  readonly onDeleted: (endpoint: Endpoint, cloud: Cloud) => void;
}

/** What an operation works on. */
interface Place extends SignIn {
  readonly nowMs: number;
  readonly calls: Calls;
}

type Answer = (input: never, place: Place) => object;
const answers = new Map<unknown, { readonly operation: string; readonly answer: Answer }>();

function on<Input extends object>(
  Command: { readonly name: string; new (input: Input): { readonly input: Input } },
  answer: (input: Input, place: Place) => object | void,
): void {
  const operation = Command.name.replace(/Command$/, '');
  answers.set(Command, { operation, answer: (input, place) => answer(input, place) ?? {} });
}

const failed = (name: string, message: string, status = 400) =>
  Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: status } });
const invalid = (message: string) => failed('ValidationException', message);
const at = (ms: number) => new Date(ms);

const found = <T>(value: T | undefined, what: string, arn: string): T => {
  if (value === undefined) throw invalid(`Could not find ${what} "${arn}".`);
  return value;
};

function newResource<T>(all: Map<string, T>, [what, arn]: readonly [string, string], name: string, made: T) {
  if (all.has(name)) throw invalid(`Cannot create already existing ${what} "${arn}".`);
  all.set(name, made);
}

on(CreateModelCommand, ({ ModelName = '', Tags = [] }, { cloud, nowMs }) => {
  const ModelArn = arnIn(cloud, 'model', ModelName);
  const made = { arn: ModelArn, createdAtMs: nowMs, tags: Tags };
  newResource(cloud.models, ['model', ModelArn], ModelName, made);
  return { ModelArn };
});
on(DescribeModelCommand, ({ ModelName = '' }, { cloud }) => {
  const model = found(cloud.models.get(ModelName), 'model', arnIn(cloud, 'model', ModelName));
  return { ModelName, ModelArn: model.arn, CreationTime: at(model.createdAtMs) };
});
on(DeleteModelCommand, ({ ModelName = '' }, { cloud }) => {
  found(cloud.models.get(ModelName), 'model', arnIn(cloud, 'model', ModelName));
  cloud.models.delete(ModelName);
});
on(
  CreateEndpointConfigCommand,
  ({ EndpointConfigName: name = '', ProductionVariants = [], Tags = [] }, { cloud, nowMs }) => {
    const EndpointConfigArn = arnIn(cloud, 'endpoint-config', name);
    const modelName = ProductionVariants[0]?.ModelName ?? '';
    found(cloud.models.get(modelName), 'model', arnIn(cloud, 'model', modelName));
    const made = { arn: EndpointConfigArn, createdAtMs: nowMs, tags: Tags, modelName };
    newResource(cloud.configs, ['endpoint configuration', EndpointConfigArn], name, made);
    return { EndpointConfigArn };
  },
);
on(DescribeEndpointConfigCommand, ({ EndpointConfigName: name = '' }, { cloud }) => {
  const arn = arnIn(cloud, 'endpoint-config', name);
  const { modelName, createdAtMs } = found(cloud.configs.get(name), 'endpoint configuration', arn);
  const variant = { VariantName: 'AllTraffic', ModelName: modelName, InitialInstanceCount: 1 };
  return {
    EndpointConfigName: name,
    EndpointConfigArn: arn,
    ProductionVariants: [{ ...variant, InstanceType: 'ml.m5.large' }],
    CreationTime: at(createdAtMs),
  };
});
on(DeleteEndpointConfigCommand, ({ EndpointConfigName: name = '' }, { cloud }) => {
  found(cloud.configs.get(name), 'endpoint configuration', arnIn(cloud, 'endpoint-config', name));
  cloud.configs.delete(name);
});
on(ListEndpointConfigsCommand, (_, { cloud }) => ({
  EndpointConfigs: [...cloud.configs].map(([name, { arn, createdAtMs }]) => ({
    EndpointConfigName: name,
    EndpointConfigArn: arn,
    CreationTime: at(createdAtMs),
  })),
}));
on(
  CreateEndpointCommand,
  ({ EndpointName: name = '', EndpointConfigName: configName = '', Tags = [] }, place) => {
    const { cloud, nowMs, calls } = place;
    const EndpointArn = arnIn(cloud, 'endpoint', name);
    found(
      cloud.configs.get(configName),
      'endpoint configuration',
      arnIn(cloud, 'endpoint-config', configName),
    );
    if (endpointIn(cloud, name, nowMs) !== undefined)
      throw invalid(`Cannot create already existing endpoint "${EndpointArn}".`);
    const inServiceAtMs = nowMs + calls.world.between(2, 9) * 60_000;
    const times = { createdAtMs: nowMs, inServiceAtMs };
    cloud.endpoints.set(name, { name, arn: EndpointArn, configName, ...times, tags: Tags, invokedAtMs: [] });
    return { EndpointArn };
  },
);
const requireEndpoint = ({ cloud, nowMs }: Place, name: string): Endpoint =>
  found(endpointIn(cloud, name, nowMs), 'endpoint', arnIn(cloud, 'endpoint', name));
const describedEndpoint = (endpoint: Endpoint, nowMs: number) => ({
  EndpointName: endpoint.name,
  EndpointArn: endpoint.arn,
  EndpointStatus: statusOf(endpoint, nowMs),
  CreationTime: at(endpoint.createdAtMs),
  LastModifiedTime: at(endpoint.createdAtMs),
});
const statusOf = (endpoint: Endpoint, nowMs: number) => {
  if (!bills(endpoint)) return 'Deleting';
  return isCreating(endpoint, nowMs) ? 'Creating' : 'InService';
};
on(DescribeEndpointCommand, ({ EndpointName: name = '' }, place) => {
  const endpoint = requireEndpoint(place, name);
  return { ...describedEndpoint(endpoint, place.nowMs), EndpointConfigName: endpoint.configName };
});
on(ListEndpointsCommand, (_, { cloud, nowMs }) => ({
  Endpoints: [...cloud.endpoints.keys()].flatMap((name) => {
    const endpoint = endpointIn(cloud, name, nowMs);
    return endpoint === undefined ? [] : [describedEndpoint(endpoint, nowMs)];
  }),
}));
on(DeleteEndpointCommand, ({ EndpointName: name = '' }, place) => {
  const endpoint = requireEndpoint(place, name);
  const { cloud, nowMs, calls } = place;
  if (!bills(endpoint) || isCreating(endpoint, nowMs))
    throw invalid(`Cannot update in-progress endpoint "${endpoint.arn}".`);
  endpoint.deletedAtMs = nowMs;
  calls.onDeleted(endpoint, cloud);
});

function tagged({ cloud, nowMs }: Place, arn: string): { tags: TagList } {
  const [kind = '', name = ''] = arn.split(':').at(-1)?.split('/') ?? [];
  const all = { endpoint: endpointIn(cloud, name, nowMs), 'endpoint-config': cloud.configs.get(name) };
  const resource = kind === 'endpoint' || kind === 'endpoint-config' ? all[kind] : cloud.models.get(name);
  return found(resource?.arn === arn ? resource : undefined, kind, arn);
}
on(ListTagsCommand, ({ ResourceArn = '' }, place) => ({ Tags: tagged(place, ResourceArn).tags }));
on(AddTagsCommand, ({ ResourceArn = '', Tags = [] }, place) => {
  const resource = tagged(place, ResourceArn);
  const keys = new Set(Tags.map(({ Key }) => Key));
  resource.tags = [...resource.tags.filter(({ Key }) => !keys.has(Key)), ...Tags];
});

const scheduleOf = (cloud: Cloud, name: string) => {
  const schedule = cloud.schedules.get(name);
  if (schedule === undefined)
    throw failed('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
  return schedule;
};
on(CreateScheduleGroupCommand, () => {
  throw failed('ConflictException', 'Schedule group already exists.', 409);
});
on(CreateScheduleCommand, (input, { cloud }) => {
  const { Name = '', StartDate } = input;
  if (!cloud.hasDeleterRole)
    throw invalid('The execution role you provide must allow AWS EventBridge Scheduler to assume the role.');
  if (cloud.schedules.has(Name)) throw failed('ConflictException', `Schedule ${Name} already exists.`, 409);
  cloud.schedules.set(Name, { dueAtMs: StartDate?.getTime() ?? NaN, stored: input });
});
on(GetScheduleCommand, ({ Name = '' }, { cloud }) => scheduleOf(cloud, Name).stored);
on(UpdateScheduleCommand, (input, { cloud }) => {
  const { Name = '', StartDate } = input;
  scheduleOf(cloud, Name);
  cloud.schedules.set(Name, { dueAtMs: StartDate?.getTime() ?? NaN, stored: input });
});
on(DeleteScheduleCommand, ({ Name = '' }, { cloud }) => {
  scheduleOf(cloud, Name);
  cloud.schedules.delete(Name);
});
on(GetCallerIdentityCommand, (_, { callerArn, cloud }) => ({ Account: cloud.accountId, Arn: callerArn }));
on(GetMetricDataCommand, ({ MetricDataQueries = [], StartTime, EndTime }, { cloud, nowMs }) => ({
  MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
    const name = MetricStat?.Metric?.Dimensions?.[0]?.Value ?? '';
    const endpoint = endpointIn(cloud, name, nowMs);
    const [from, to] = [StartTime?.getTime() ?? NaN, EndTime?.getTime() ?? NaN];
    const sum = endpoint?.invokedAtMs.filter((ms) => ms >= from && ms < to).length ?? 0;
    return { Id, Values: sum > 0 || cloud.countsZero ? [sum] : [] };
  }),
}));

const lost = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

interface Command {
  readonly input: object;
  readonly middlewareStack: MiddlewareStack<object, MetadataBearer>;
}

/** The retries of the SDK, as a connection configures them, waiting on the clock of the world. */
function retriesOf(world: World) {
  const standard = new StandardRetryStrategy(mostAttempts);
  const config: RetryConfig = { retryStrategy: async () => standard };
  const clock = {
    now: () => world.nowMs(),
    after(ms: number, run: () => void) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
  openPatience(() => undefined, clock).teach(config);
  return retryMiddleware({ ...config, maxAttempts: async () => mostAttempts });
}

/** A call of a program: it takes a while, its effect comes in between, and a fault may strike before or after that. */
async function send(command: Command, calls: Calls, retries: ReturnType<typeof retriesOf>): Promise<object> {
  const { world, program, signIn, faultOf } = calls;
  const known = answers.get(command.constructor);
  if (known === undefined) throw new Error(`${command.constructor.name} is not simulated`);
  const { operation, answer } = known;
  const attempt: DeserializeHandler<object, MetadataBearer> = async () => {
    await whenKilled(program);
    const fault = faultOf(operation);
    const signedIn = signIn();
    const die = async () => {
      program.isAlive = false;
      await whenKilled(program);
    };
    await world.sleep(world.between(20, 400));
    if (fault === 'throttled') throw failed('ThrottlingException', 'Rate exceeded');
    if (fault === 'denied')
      throw failed('AccessDeniedException', `User is not authorized to perform: ${operation}`);
    if (fault === 'lost-before') throw lost();
    if (fault === 'killed' && world.chance(0.5)) await die();
    const nowMs = world.nowMs();
    // SAFETY: `on` has paired it with the class of this command.
    const output = answer(command.input as never, { ...signedIn, nowMs, calls });
    await world.sleep(world.between(20, 400));
    if (fault === 'killed') await die();
    if (fault === 'lost-after') throw lost();
    const response = { headers: { date: new Date(nowMs).toUTCString() } };
    return { output: { ...output, $metadata: {} }, response };
  };
  // What watches attempts and answers of a command has its say, as with the SDK.
  const stack = command.middlewareStack.clone();
  stack.add(retries, retryMiddlewareOptions);
  const { output } = await stack.resolve(attempt, {})({ input: command.input });
  return output;
}

/** The SDK's clients of a program, whose `send` is a simulated service. */
export function simulatedClients(calls: Calls): AwsClients {
  const retries = retriesOf(calls.world);
  // Paginators check the class.
  const clientOf = <Client extends object>(Client: { readonly prototype: Client }): Client =>
    // SAFETY: whoever has a client only sends with it.
    Object.assign(Object.create(Client.prototype) as Client, {
      send: (command: Command) => send(command, calls, retries),
    });
  const [scheduler, cloudWatch] = [clientOf(SchedulerClient), clientOf(CloudWatchClient)];
  const clients: Partial<AwsClients> = {
    region,
    sagemaker: clientOf(SageMakerClient),
    sts: clientOf(STSClient),
    scheduler: () => scheduler,
    cloudWatch: () => cloudWatch,
    accessKeyId: async () => calls.signIn().callerArn,
  };
  // SAFETY: leases need no other service.
  return clients as AwsClients;
}
