import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { billsMoney, connectionLabel, localConnection, parseConnection } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { decimalOf } from './decimal.ts';
import { headlessFailure } from './errors.ts';
import { parseLimit } from './limits.ts';
import type { Limit } from './limits.ts';

export const usage = `Usage: linear-learner-run TABLE_OR_EXPERIMENT [options]

Trains Linear Learner on a table, or runs an experiment (NAME.linear.json), and evaluates the model on held-out rows.

  --target COLUMN   predict this column; by default, the likeliest one
  --out FOLDER      keep the model, the experiment, the channels, preparation.json, evaluation.json and the held-out predictions
  --json            print one line of JSON instead of a summary
  --profile-only    describe how the table is read and what its columns are, without training
  --help            show this text

Where it trains:
  --connection local|PROFILE@REGION
                    this machine, for free (the default), or AWS with a profile of the shared config
  --yes-up-to USD   agree to pay: without it, or if the training may cost more, nothing is started
  --bucket NAME     bucket of the data and the model; by default, the one that VS Code uses for the connection, or
                    linear-learner-REGION-ACCOUNT
  --bucket-owner ACCOUNT
                    confirm that --bucket belongs to this account: required if it is not yours
  --role ARN        execution role that SageMaker assumes; by default, the one that VS Code uses for the connection

What it must reach:
  --fail-below METRIC=VALUE
  --fail-above METRIC=VALUE
                    exit with 2 if the model does worse on the held-out rows, as in --fail-below r2=0.9 --fail-above rmse=5000
  --cross-validate FOLDS
                    also train one model per fold on this machine, for free; the limits then apply to the means over the folds
  --compare-with JOB_OR_FOLDER
                    show what has changed since another run: a training job of the connection, or what --out has kept

Exit codes: 0; 1 for a failure; 2 if a limit is missed; 3 if the training is not started because of what it may cost.`;

export type Asked = { readonly kind: 'help' } | AskedRun;

export interface AskedRun {
  readonly kind: 'run';
  /** Absolute. */
  readonly path: string;
  readonly target: string | undefined;
  /** Absolute. */
  readonly out: string | undefined;
  readonly profileOnly: boolean;
  readonly connection: Connection;
  /** US dollars. */
  readonly yesUpToUsd: number | undefined;
  readonly bucket: string | undefined;
  /** Of an account. */
  readonly bucketOwner: string | undefined;
  readonly roleArn: string | undefined;
  readonly limits: readonly Limit[];
  /** Of a cross-validation, if one is wanted. */
  readonly folds: number | undefined;
  /** A training job or a folder. */
  readonly compareWith: string | undefined;
}

export const isExperiment = (path: string) => path.endsWith('.linear.json');

/** Throws 'usage'. */
export function parseArguments(given: readonly string[]): Asked {
  const { values, positionals, tokens } = parsed(given);
  if (values.help === true) return { kind: 'help' };
  requireOnce(tokens);
  const [path, ...more] = positionals;
  if (path === undefined || path === '') throw refused('Which table or experiment?');
  if (more.length > 0) throw refused(`One table or experiment at a time: what is ${more.join(' ')}?`);
  const { target, out } = values;
  const profileOnly = values['profile-only'] === true;
  if (out === '') throw refused('--out needs a folder.');
  if (isExperiment(path) && target !== undefined)
    throw refused(`${path} is an experiment, which says itself what to predict: leave --target out.`);
  const [trainingOption] = trainingOptions.filter((name) => values[name] !== undefined);
  if (profileOnly && trainingOption !== undefined)
    throw refused(`--profile-only trains nothing: leave --${trainingOption} out.`);
  const connection = connectionOf(values.connection ?? 'local');
  return {
    kind: 'run',
    path: resolve(path),
    target,
    out: out === undefined ? undefined : resolve(out),
    profileOnly,
    connection,
    yesUpToUsd: usdOf(values['yes-up-to']),
    bucket: ofAws(connection, 'bucket', values.bucket),
    bucketOwner: ownerOf(ofAws(connection, 'bucket-owner', values['bucket-owner']), values.bucket),
    roleArn: roleOf(ofAws(connection, 'role', values.role)),
    limits: [
      ...(values['fail-below'] ?? []).map((text) => parseLimit('below', text)),
      ...(values['fail-above'] ?? []).map((text) => parseLimit('above', text)),
    ],
    folds: foldsOf(values['cross-validate']),
    compareWith: textOf('compare-with', values['compare-with']),
  };
}

/** Also known where the arguments cannot be parsed: an error is then JSON too. */
export const wantsJson = (given: readonly string[]) => given.includes('--json');

const trainingOptions = [
  'target',
  'out',
  'connection',
  'yes-up-to',
  'bucket',
  'bucket-owner',
  'role',
  'fail-below',
  'fail-above',
  'cross-validate',
  'compare-with',
] as const;

function parsed(given: readonly string[]) {
  const text = { type: 'string' } as const;
  const texts = { type: 'string', multiple: true } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    target: text,
    out: text,
    json: flag,
    'profile-only': flag,
    help: flag,
    connection: text,
    'yes-up-to': text,
    bucket: text,
    'bucket-owner': text,
    role: text,
    'fail-below': texts,
    'fail-above': texts,
    'cross-validate': text,
    'compare-with': text,
  };
  try {
    return parseArgs({ args: [...given], options, allowPositionals: true, tokens: true });
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error));
  }
}

/** Which of two values is meant is for the user to say, above all of what may be billed. */
function requireOnce(tokens: ReturnType<typeof parsed>['tokens']): void {
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option' || token.value === undefined || repeatable.includes(token.name)) continue;
    if (seen.has(token.name)) throw refused(`--${token.name} is given more than once.`);
    seen.add(token.name);
  }
}

const repeatable: readonly string[] = ['fail-below', 'fail-above'];

function connectionOf(given: string): Connection {
  if (given === 'local') return localConnection;
  const at = given.lastIndexOf('@');
  const [profile, region] = [given.slice(0, Math.max(0, at)), given.slice(at + 1)];
  const connection = parseConnection({ kind: 'aws', profile, region });
  if (connection !== undefined) return connection;
  throw refused(`--connection is local or PROFILE@REGION, such as default@us-east-1: what is ${given}?`);
}

/** As --connection takes it. */
export const connectionName = (connection: Connection): string =>
  billsMoney(connection) ? connectionLabel(connection) : 'local';

function usdOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const usd = decimalOf(given);
  if (Number.isFinite(usd) && usd >= 0) return usd;
  throw refused(`--yes-up-to takes US dollars, such as 0.25: what is ${given}?`);
}

const mostFolds = 100;

function foldsOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const folds = /^\d+$/.test(given) ? Number(given) : 0;
  if (folds >= 2 && folds <= mostFolds) return folds;
  throw refused(`--cross-validate takes a number of folds from 2 to ${mostFolds}: what is ${given}?`);
}

/** Local has a bucket and a role of its own. */
function ofAws(connection: Connection, name: string, given: string | undefined): string | undefined {
  if (given !== undefined && !billsMoney(connection))
    throw refused(`--${name} is for AWS: name the --connection, or leave it out.`);
  return textOf(name, given);
}

function ownerOf(given: string | undefined, bucket: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (bucket === undefined) throw refused('--bucket-owner is about --bucket: name both.');
  if (/^\d{12}$/.test(given)) return given;
  throw refused(`--bucket-owner takes the 12 digits of an account: what is ${given}?`);
}

function roleOf(given: string | undefined): string | undefined {
  if (given === undefined || /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/.test(given)) return given;
  throw refused(`--role takes an ARN, such as arn:aws:iam::123456789012:role/NAME: what is ${given}?`);
}

function textOf(name: string, given: string | undefined): string | undefined {
  if (given === '') throw refused(`--${name} needs a value.`);
  return given;
}

const refused = (problem: string) => headlessFailure('usage', { problem }, problem);
