import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { headlessFailure } from './errors.ts';

export const usage = `Usage: run TABLE_OR_EXPERIMENT [--target COLUMN] [--out FOLDER] [--json] [--profile-only]

Trains Linear Learner on a table, or runs an experiment (NAME.linear.json), on this machine, and evaluates the model on held-out rows.

  --target COLUMN   predict this column; by default, the likeliest one
  --out FOLDER      keep the model, the experiment, the channels, preparation.json, evaluation.json and the held-out predictions
  --json            print one line of JSON instead of a summary
  --profile-only    describe how the table is read and what its columns are, without training
  --help            show this text`;

export type Asked =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'run';
      /** Absolute. */
      readonly path: string;
      readonly target: string | undefined;
      /** Absolute. */
      readonly out: string | undefined;
      readonly profileOnly: boolean;
    };

export const isExperiment = (path: string) => path.endsWith('.linear.json');

/** Throws 'usage'. */
export function parseArguments(given: readonly string[]): Asked {
  const { values, positionals } = parsed(given);
  if (values.help === true) return { kind: 'help' };
  const [path, ...more] = positionals;
  if (path === undefined || path === '') throw refused('Which table or experiment?');
  if (more.length > 0) throw refused(`One table or experiment at a time: what is ${more.join(' ')}?`);
  const { target, out } = values;
  const profileOnly = values['profile-only'] === true;
  if (out === '') throw refused('--out needs a folder.');
  if (isExperiment(path) && target !== undefined)
    throw refused(`${path} is an experiment, which says itself what to predict: leave --target out.`);
  if (profileOnly && (target !== undefined || out !== undefined))
    throw refused('--profile-only trains nothing: leave --target and --out out.');
  return {
    kind: 'run',
    path: resolve(path),
    target,
    out: out === undefined ? undefined : resolve(out),
    profileOnly,
  };
}

/** Also known where the arguments cannot be parsed: an error is then JSON too. */
export const wantsJson = (given: readonly string[]) => given.includes('--json');

function parsed(given: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { target: text, out: text, json: flag, 'profile-only': flag, help: flag };
  try {
    return parseArgs({ args: [...given], options, allowPositionals: true });
  } catch (error) {
    throw refused(error instanceof Error ? error.message : String(error));
  }
}

const refused = (problem: string) => headlessFailure('usage', { problem }, problem);
