import {
  type CloudWatchLogsClient,
  GetLogEventsCommand,
  paginateDescribeLogStreams,
} from '@aws-sdk/client-cloudwatch-logs';
import { call, callOptions, unlessMissing } from './failures/call.ts';
import type { AwsClients } from './connections/clients.ts';

export interface LogLine {
  /** milliseconds since 1970 */
  readonly timestamp: number;
  readonly message: string;
  /** Last part of the stream's name, such as 'algo-1-1700000000'. */
  readonly stream: string;
}

export interface GrowingLog {
  /**
   * The lines since the previous call; the first call returns all of them. `mostPages` limits the pages read per stream: a stream
   * that grows as fast as it is read never ends.
   */
  newLines(signal?: AbortSignal, mostPages?: number): Promise<readonly LogLine[]>;
}

export function openTrainingLog(clients: AwsClients, trainingJobName: string): GrowingLog {
  return openLog(clients.logs, '/aws/sagemaker/TrainingJobs', `${trainingJobName}/`);
}

function openLog(client: CloudWatchLogsClient, group: string, streamPrefix: string): GrowingLog {
  const tokens = new Map<string, string | undefined>();
  return {
    async newLines(signal, mostPages = Infinity) {
      const lines: LogLine[][] = [];
      for (const stream of await listStreams(client, group, streamPrefix, signal)) {
        const read = await readNewEvents(client, group, stream, tokens.get(stream), { signal, mostPages });
        tokens.set(stream, read.token);
        lines.push(read.lines);
      }
      return lines.flat().sort((a, b) => a.timestamp - b.timestamp);
    },
  };
}

/** Names of the streams; empty while the group or the streams do not exist yet. */
async function listStreams(
  client: CloudWatchLogsClient,
  group: string,
  streamPrefix: string,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const found = await unlessMissing(() =>
    call('DescribeLogStreams', signal, async (options) => {
      const names: string[] = [];
      const request = { logGroupName: group, logStreamNamePrefix: streamPrefix };
      for await (const page of paginateDescribeLogStreams({ client }, request, options)) {
        for (const { logStreamName } of page.logStreams ?? []) {
          if (logStreamName !== undefined) names.push(logStreamName);
        }
      }
      return names;
    }),
  );
  return found ?? [];
}

/** Reads from `token` on until the service repeats its token, which marks the end, or `mostPages` are read. */
async function readNewEvents(
  client: CloudWatchLogsClient,
  group: string,
  stream: string,
  token: string | undefined,
  { signal, mostPages }: { readonly signal: AbortSignal | undefined; readonly mostPages: number },
): Promise<{ lines: LogLine[]; token: string | undefined }> {
  const lines: LogLine[] = [];
  const shortName = stream.slice(stream.lastIndexOf('/') + 1);
  let at = token;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await call('GetLogEvents', signal, () =>
      client.send(
        new GetLogEventsCommand({
          logGroupName: group,
          logStreamName: stream,
          startFromHead: true,
          nextToken: at,
        }),
        callOptions(signal),
      ),
    );
    for (const { timestamp, message } of answer.events ?? []) {
      if (message !== undefined) lines.push({ timestamp: timestamp ?? 0, message, stream: shortName });
    }
    const next = answer.nextForwardToken;
    if (next === undefined || next === at) return { lines, token: at };
    at = next;
  }
  return { lines, token: at };
}
