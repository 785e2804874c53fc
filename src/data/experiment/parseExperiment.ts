import { basename } from 'node:path';
import { Failure } from '../../learner/errors.ts';
import { settableHyperparameters } from '../../learner/hyperparameters/table.ts';
import {
  nearest,
  validateHyperparameter,
  validateHyperparameters,
} from '../../learner/hyperparameters/validate.ts';
import { dataFailure } from '../errors.ts';
import { experimentSchema } from './schema.ts';
import type { Experiment } from './schema.ts';

/** Parses an experiment file. Throws DataFailure with the line of broken JSON, or the key and what would be right. */
export function parseExperiment(text: string, path: string): Experiment {
  const file = basename(path);
  const raw = parseJson(text, file);
  const result = experimentSchema.safeParse(raw);
  if (!result.success) throw firstProblem(result.error.issues[0], file);
  checkHyperparameters(file, result.data);
  return result.data;
}

/** Hyperparameters as SageMaker takes them: strings. */
export function hyperparameterStrings({ hyperparameters }: Experiment): Record<string, string> {
  const given = Object.entries(hyperparameters).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    const before = text.slice(0, positionOf(found, text));
    const line = before.split('\n').length;
    const column = before.length - before.lastIndexOf('\n');
    throw dataFailure('experiment-json', { file, line, column, found }, `${file}, line ${line}: ${found}`, {
      cause,
    });
  }
}

/** Where the engine says the JSON breaks; the end of the text when it says it ended too early. */
function positionOf(message: string, text: string): number {
  const found = /at position (\d+)/.exec(message);
  return found === null ? text.length : Number(found[1]);
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

function firstProblem(issue: Issue | undefined, file: string): Failure {
  const path = (issue?.path ?? []).map(String);
  const unknown = issue?.keys?.[0];
  if (unknown !== undefined) {
    const key = [...path, unknown].join('.');
    const known =
      path[0] === 'hyperparameters' ? settableHyperparameters().map(({ name }) => name) : knownKeys;
    const suggestion = nearest(unknown, known) ?? '';
    return dataFailure(
      'experiment-key',
      { file, key, suggestion },
      `${file} has the unknown key ${key}${suggestion === '' ? '' : `; did you mean ${suggestion}?`}`,
    );
  }
  const key = path.join('.');
  const found = issue?.message ?? '';
  return dataFailure('experiment-value', { file, key, found }, `${file}: ${key}: ${found}`);
}

const knownKeys = [
  'version',
  'dataset',
  'target',
  'predictorType',
  'features',
  'column',
  'split',
  'test',
  'validation',
  'seed',
  'shuffle',
  'format',
  'hyperparameters',
  'training',
  'instanceType',
  'instanceCount',
  'maxRuntimeSeconds',
  'output',
  'bucket',
  'prefix',
  'endpoint',
];

/** Each value by itself, then all of them for the predictor type: a loss of another type is refused here. */
function checkHyperparameters(file: string, experiment: Experiment): void {
  const given = hyperparameterStrings(experiment);
  try {
    for (const [name, value] of Object.entries(given)) validateHyperparameter(name, value);
    validateHyperparameters({ ...given, predictor_type: experiment.predictorType });
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    const name = cause instanceof Failure && 'name' in cause.facts ? String(cause.facts.name) : '';
    throw dataFailure(
      'experiment-value',
      { file, key: `hyperparameters.${name}`, found },
      `${file}: ${found}`,
      { cause },
    );
  }
}
