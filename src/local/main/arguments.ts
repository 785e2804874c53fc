import { parseArgs } from 'node:util';
import { accountOf } from '../account.ts';
import type { Account } from '../account.ts';

export const usage = `Usage: npm run local -- --state DIR [options]

Serves S3, SageMaker, SageMaker Runtime, CloudWatch Logs, STS and IAM on this machine. When it is ready it prints one line of JSON: endpoint, region, accessKeyId, secretAccessKey and roleArn.

  --state DIR        where buckets, jobs and endpoints are kept
  --port N           listen on this port of 127.0.0.1, 0 for any; by default on a socket only
  --access-key K     access key id and secret key of clients,
  --secret-key S       instead of those in the state folder
  --account ID       answer as this account: 12 digits
  --idle-minutes N   end after so many minutes without a request or a job; by default never
  --max-jobs N       train so many jobs at a time, others wait; by default half as many as cores
  --max-log-megabytes N  keep so much of the logs, the newest; by default 256
  --help             show this text`;

export type Arguments =
  | { readonly kind: 'help' }
  | { readonly kind: 'invalid'; readonly reason: string }
  | {
      readonly kind: 'serve';
      readonly stateFolder: string;
      readonly account: Account;
      readonly port: number | undefined;
      readonly accessKeyId: string | undefined;
      readonly secretAccessKey: string | undefined;
      readonly idleMinutes: number;
      readonly maxTrainingJobs: number | undefined;
      readonly maxLogBytes: number | undefined;
      /** Of the window that starts it. */
      readonly build: string | undefined;
      /** Replaces the server that holds the state folder, once its jobs have ended. */
      readonly takesOver: boolean;
    };

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const options = {
  state: text,
  port: text,
  'access-key': text,
  'secret-key': text,
  account: text,
  'idle-minutes': text,
  'max-jobs': text,
  'max-log-megabytes': text,
  build: text,
  'take-over': flag,
  help: { ...flag, short: 'h' },
} as const;

/** The arguments of the server's process. */
export function parseArguments(args: readonly string[]): Arguments {
  try {
    const { values } = parseArgs({ args: [...args], options });
    if (values.help === true) return { kind: 'help' };
    if (values.state === undefined || values.state === '')
      return {
        kind: 'invalid',
        reason: '--state DIR is required: the folder where buckets, jobs and endpoints are kept',
      };
    return {
      kind: 'serve',
      stateFolder: values.state,
      account: accountOf(values.account),
      port: wholeNumber('port', values.port, 65_535),
      accessKeyId: values['access-key'],
      secretAccessKey: values['secret-key'],
      idleMinutes: wholeNumber('idle-minutes', values['idle-minutes'], 1_000_000) ?? 0,
      maxTrainingJobs: wholeNumber('max-jobs', values['max-jobs'], 1000, 1),
      maxLogBytes: bytesOf(wholeNumber('max-log-megabytes', values['max-log-megabytes'], 1_000_000, 1)),
      build: values.build,
      takesOver: values['take-over'] === true,
    };
  } catch (error) {
    return { kind: 'invalid', reason: error instanceof Error ? error.message : String(error) };
  }
}

const bytesOf = (megabytes: number | undefined) =>
  megabytes === undefined ? undefined : megabytes * 2 ** 20;

function wholeNumber(name: string, given: string | undefined, most: number, least = 0): number | undefined {
  if (given === undefined) return undefined;
  const value = Number(given);
  if (given.trim() === '' || !Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${name} ${given}: expected a whole number from ${least} to ${most}`);
  return value;
}
