// Times the embedded server on a state folder with many objects and jobs, against bare Node servers and versitygw's posix backend; prints
// medians in milliseconds. Arguments: the server's module, a scratch folder, and the program of versitygw where there is one.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { openDatabaseFile } from '../src/local/store/openDatabaseFile.ts';
import { statements } from '../src/local/store/statements.ts';
import type { RawRequest } from '../test/fuzz/wire.ts';
import { describeRequest, s3Request, send, startServer, stopServer } from './serverProcess.ts';
import type { Started } from './serverProcess.ts';
import { serveBare, startBare } from './storeBare.ts';
import { startPeer } from './storePeer.ts';

const [serverModule = '', scratch = '', peerProgram] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

/** A state folder with objects that have no bytes, and with jobs. */
function fill(folder: string, objectCount: number, jobCount: number): void {
  mkdirSync(folder, { recursive: true });
  const database = openDatabaseFile(join(folder, 'state.db'), join(folder, 'backups'));
  database.exec('BEGIN');
  const bucket = { name: 'bench', region: 'us-east-1', createdAt: '2026-01-01T00:00:00.000Z' };
  const putResource = database.prepare(statements.putResource);
  putResource.run('bucket', 'bench', 0, 0, '', JSON.stringify(bucket));
  const putObject = database.prepare(statements.putObject);
  const body = JSON.stringify({ contentType: 'text/csv', headers: {}, metadata: { origin: 'bench' } });
  for (let index = 0; index < objectCount; index += 1) {
    const name = String(index).padStart(9, '0');
    const etag = `"${name.padStart(32, '0')}"`;
    putObject.run(
      'bench',
      `folder-${index % 100}/part-${name}`,
      `bench/${name}`,
      1000,
      etag,
      bucket.createdAt,
      body,
    );
  }
  for (let index = 0; index < jobCount; index += 1) {
    const job = jobOf(`job-${index}`, 1_700_000_000 + index);
    putResource.run('training job', job.name, job.createdAt, job.createdAt, job.status, JSON.stringify(job));
  }
  database.exec('COMMIT');
  database.close();
}

function jobOf(name: string, createdAt: number) {
  const transition = {
    Status: 'Completed',
    StartTime: createdAt,
    EndTime: createdAt,
    StatusMessage: 'A message',
  };
  const source = {
    S3DataType: 'S3Prefix',
    S3Uri: 's3://bench/train/',
    S3DataDistributionType: 'FullyReplicated',
  };
  return {
    name,
    request: {
      TrainingJobName: name,
      RoleArn: 'arn:aws:iam::111122223333:role/LinearLearnerLocalExecutionRole',
      AlgorithmSpecification: { TrainingImage: 'linear-learner:1', TrainingInputMode: 'File' },
      HyperParameters: Object.fromEntries(
        Array.from({ length: 20 }, (_, index) => [`parameter_${index}`, '0.5']),
      ),
      InputDataConfig: [{ ChannelName: 'train', DataSource: { S3DataSource: source } }],
      OutputDataConfig: { S3OutputPath: 's3://bench/output' },
      ResourceConfig: { InstanceType: 'ml.c4.xlarge', InstanceCount: 1, VolumeSizeInGB: 30 },
      StoppingCondition: { MaxRuntimeInSeconds: 3600 },
      Tags: [],
    },
    status: 'Completed',
    secondaryStatus: 'Completed',
    transitions: Array.from({ length: 5 }, () => transition),
    createdAt,
    modifiedAt: createdAt,
    hasArtifact: true,
    finalMetrics: [{ MetricName: 'train:objective_loss', Value: 1, Timestamp: createdAt }],
  };
}

const residentMb = ({ child }: Started) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;

/** Milliseconds from a request to the end of its response. Throws for another status than 200. */
async function time(port: number, sent: RawRequest): Promise<number> {
  const { status, ms } = await send({ port, agent }, sent);
  if (status !== 200) throw new Error(`${sent.method} ${sent.path}: ${status}`);
  return ms;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

async function medianOf(count: number, act: (index: number) => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) times.push(await act(index));
  return median(times.slice(count >> 2)); // the first quarter warms up
}

const objectCount = 200_000;
const kilobyte = Buffer.alloc(1024, 'x');

const listRequest = (maxKeys: string, startAfter: string) =>
  s3Request('/bench', [
    ['list-type', '2'],
    ['max-keys', maxKeys],
    ['start-after', startAfter],
  ]);

/** What both servers do. */
async function measureObjects(port: number): Promise<Record<string, number>> {
  const page = (index: number, keys: string) =>
    time(port, listRequest(keys, `folder-${(index * 37) % 100}/part-0001`));
  const folders = s3Request('/bench', [
    ['list-type', '2'],
    ['delimiter', '/'],
  ]);
  const put = (index: number) => time(port, s3Request(`/bench/kb-${index}`, [], kilobyte));
  const putsAtOnce = async () => {
    const began = performance.now();
    await Promise.all(Array.from({ length: 64 }, (_, index) => put(1000 + index)));
    return (performance.now() - began) / 64;
  };
  return {
    [`page of 1000 of ${objectCount} objects`]: await medianOf(60, (index) => page(index, '1000')),
    [`page of 1 of ${objectCount} objects`]: await medianOf(400, (index) => page(index, '1')),
    [`folders of ${objectCount} objects`]: await medianOf(60, () => time(port, folders)),
    'Put of 1 KB': await medianOf(200, put),
    'Put of 1 KB, 64 at once, each': await medianOf(8, putsAtOnce),
  };
}

/** Client and servers on one core: on a virtual machine, waking a second one takes as long as the request. */
function pin(pids: readonly (number | undefined)[], cores: string): void {
  for (const pid of pids) spawnSync('taskset', ['-acp', cores, String(pid)]);
}

async function measureAgainstBare(server: Started): Promise<Record<string, number>> {
  const get = s3Request('/bench/kb-0');
  const describe = describeRequest('job-1');
  const [echo, signed] = [await startBare('echo'), await startBare('signed')];
  const pids = [process.pid, server.child.pid, echo.child.pid, signed.child.pid];
  pin(pids, '0');
  const cases = {
    'echo of the Get': () => time(echo.port, get),
    'bare server that checks the signature of the Get': () => time(signed.port, get),
    'Get of 1 KB': () => time(server.port, get),
    'echo of the DescribeTrainingJob': () => time(echo.port, describe),
    'bare server that checks the signature of the DescribeTrainingJob': () => time(signed.port, describe),
    DescribeTrainingJob: () => time(server.port, describe),
  };
  const times = new Map<string, number[]>(Object.keys(cases).map((name) => [name, []]));
  // Until V8 has compiled everything.
  for (let index = 0; index < 5000; index += 1) for (const act of Object.values(cases)) await act();
  for (let round = 0; round < 20; round += 1)
    for (const [name, act] of Object.entries(cases)) times.get(name)?.push(await medianOf(200, act));
  pin(pids, `0-${cpus().length - 1}`);
  echo.child.kill();
  signed.child.kill();
  return Object.fromEntries([...times].map(([name, values]) => [name, median(values)]));
}

/** The longest of the DescribeTrainingJob that follow each other while `act` runs. */
async function longestWhile(port: number, act: () => Promise<unknown>): Promise<number> {
  const describe = describeRequest('job-1');
  let longest = 0;
  const running = new AbortController();
  const done = act().finally(() => running.abort());
  while (!running.signal.aborted) longest = Math.max(longest, await time(port, describe));
  await done;
  return longest;
}

if (serverModule === 'bare') serveBare(scratch);
else await measureAll();

async function measureAll(): Promise<void> {
  const results: Record<string, number> = {};
  const small = join(scratch, 'small-state');
  const large = join(scratch, 'large-state');
  rmSync(small, { recursive: true, force: true });
  rmSync(large, { recursive: true, force: true });

  fill(small, objectCount, 100);
  {
    const server = await startServer(serverModule, small);
    const { port } = server;
    Object.assign(results, await measureObjects(port), await measureAgainstBare(server));
    results['longest DescribeTrainingJob while pages of 1000 are read'] = await longestWhile(
      port,
      async () => {
        for (let index = 0; index < 100; index += 1)
          await time(port, listRequest('1000', `folder-${index}/`));
      },
    );
    results['longest DescribeTrainingJob while 100 Puts run'] = await longestWhile(port, () =>
      Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          time(port, s3Request(`/bench/while-${index}`, [], kilobyte)),
        ),
      ),
    );
    await stopServer(server);
  }

  let peer: Record<string, number> | undefined;
  if (peerProgram !== undefined) {
    const gateway = await startPeer(peerProgram, join(scratch, 'peer'), objectCount);
    peer = await measureObjects(gateway.port);
    const get = s3Request('/bench/kb-0');
    peer['Get of 1 KB'] = await medianOf(1000, () => time(gateway.port, get));
    await gateway.stop();
  }

  fill(large, 1_000_000, 10_000);
  {
    await stopServer(await startServer(serverModule, large)); // as after a fresh boot it would be read from the disk
    const server = await startServer(serverModule, large);
    results['restart, 1000000 objects and 10000 jobs'] = server.startMs;
    results['memory at start, MB'] = residentMb(server);
    for (let index = 0; index < 100; index += 1)
      await time(
        server.port,
        s3Request('/bench', [
          ['list-type', '2'],
          ['start-after', `folder-${index}/`],
        ]),
      );
    results['memory after 100 pages, MB'] = residentMb(server);
    await stopServer(server);
  }
  agent.destroy();
  writeFileSync(1, `${JSON.stringify({ results, peer })}\n`);
}
