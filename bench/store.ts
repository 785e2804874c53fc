// Times the embedded server on a state folder with many objects and jobs, against a bare Node server that echoes; prints medians in
// milliseconds. Arguments: the server's module and a scratch folder.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openDatabaseFile } from '../src/local/store/openDatabaseFile.ts';
import { statements } from '../src/local/store/statements.ts';
import type { RawRequest } from '../test/fuzz/wire.ts';
import { describeRequest, s3Request, send, startServer, stopServer } from './serverProcess.ts';
import type { Started } from './serverProcess.ts';

const [serverModule = '', scratch = ''] = process.argv.slice(2);
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

const echoProgram = `
  const answer = Buffer.alloc(1024, 'x');
  const echo = require('node:http').createServer((message, reply) => {
    message.resume();
    message.on('end', () => reply.writeHead(200, { 'content-type': 'application/octet-stream' }).end(answer));
  });
  echo.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + echo.address().port));
`;

/** A bare Node server in a process of its own, which reads the request and answers as many bytes as the server. */
async function startEcho() {
  const child = spawn(process.execPath, ['-e', echoProgram], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { port: Number(new URL(String(line)).port), child };
}

const results: Record<string, number> = {};
const small = join(scratch, 'small-state');
const large = join(scratch, 'large-state');
rmSync(small, { recursive: true, force: true });
rmSync(large, { recursive: true, force: true });

fill(small, 200_000, 100);
{
  const server = await startServer(serverModule, small);
  const after = (index: number) => `folder-${(index * 37) % 100}/part-0001`;
  const page = (index: number, keys: string) =>
    time(
      server.port,
      s3Request('/bench', [
        ['list-type', '2'],
        ['max-keys', keys],
        ['start-after', after(index)],
      ]),
    );
  results['page of 1000 of 200000 objects'] = await medianOf(60, (index) => page(index, '1000'));
  results['page of 1 of 200000 objects'] = await medianOf(400, (index) => page(index, '1'));
  results['folders of 200000 objects'] = await medianOf(60, () =>
    time(
      server.port,
      s3Request('/bench', [
        ['list-type', '2'],
        ['delimiter', '/'],
      ]),
    ),
  );
  const kilobyte = Buffer.alloc(1024, 'x');
  results['Put of 1 KB'] = await medianOf(200, (index) =>
    time(server.port, s3Request(`/bench/kb-${index}`, [], kilobyte)),
  );
  const get = s3Request('/bench/kb-0');
  const describe = describeRequest('job-1');
  const echo = await startEcho();
  const times = { get: [] as number[], describe: [] as number[], echo: [] as number[] };
  for (let round = 0; round < 20; round += 1) {
    times.echo.push(await medianOf(200, () => time(echo.port, get)));
    times.get.push(await medianOf(200, () => time(server.port, get)));
    times.describe.push(await medianOf(200, () => time(server.port, describe)));
  }
  results['echo'] = median(times.echo);
  results['Get of 1 KB'] = median(times.get);
  results['DescribeTrainingJob'] = median(times.describe);
  echo.child.kill();
  await stopServer(server);
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
writeFileSync(1, `${JSON.stringify({ results })}\n`);
