import type * as z from 'zod/mini';
import { Failure } from '../../learner/errors.ts';
import {
  nearest,
  validateHyperparameter,
  validateHyperparameters,
} from '../../learner/hyperparameters/validate.ts';
import { dataFailure } from '../shapes/failures.ts';
import { firstJsonProblem, placeOfKey } from './places.ts';
import { experimentSchema, hyperparameterStrings, knownKeys } from '../shapes/experiment.ts';
import type { Experiment } from '../shapes/experiment.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import { isPlainFeature } from './plainFeatures.ts';

/** Parses an experiment file. Throws DataFailure with the line of the syntax error, or with the key, its line and the expected value. */
export function parseExperiment(text: string, file: string): Experiment {
  try {
    return parsed(text, file);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    // More levels, or more errors, than the stack takes.
    const facts = { file, line: 1, column: 1, problem: 'TooMuch' };
    throw dataFailure('experiment-json', facts, `${file}: too deeply nested or too large`, { cause });
  }
}

function parsed(text: string, file: string): Experiment {
  const raw = parseJson(text, file);
  const result = checkedBySchema(raw);
  if (!result.success) {
    const { issues } = result.error;
    throw problemOf(tellingOf(issues), raw, text, file);
  }
  checkHyperparameters(result.data, text, file);
  return result.data;
}

/** As the schema has it; features without anything special are checked apart, since a wide table has thousands. */
function checkedBySchema(raw: unknown) {
  const features: unknown =
    typeof raw === 'object' && raw !== null && 'features' in raw ? raw.features : undefined;
  const special = Array.isArray(features)
    ? features.filter((feature) => !isPlainFeature(feature))
    : undefined;
  if (!Array.isArray(features) || special === undefined || special.length === features.length)
    return experimentSchema.safeParse(raw);
  // One stays, since an experiment has no empty list.
  const shorter = { ...Object(raw), features: special.length > 0 ? special : features.slice(0, 1) };
  const result = experimentSchema.safeParse(shorter);
  // What is wrong is reported at its place in the whole list.
  if (!result.success) return experimentSchema.safeParse(raw);
  const left = special.length > 0 ? [...(result.data.features ?? [])] : [];
  const all = features.flatMap((feature): readonly Feature[] =>
    isPlainFeature(feature) ? [feature] : left.splice(0, 1),
  );
  return { ...result, data: { ...result.data, features: all } };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const facts = { file, ...firstJsonProblem(text) };
    throw dataFailure('experiment-json', facts, `${file}, line ${facts.line}: ${facts.problem}`, { cause });
  }
}

type Issue = z.core.$ZodIssue;

/** The issue to report. A misspelled key is also reported as missing; the spelling is the useful message. */
function tellingOf(issues: readonly Issue[]): Issue | undefined {
  const found = issues.map(ofNearestForm);
  return found.find(({ code }) => code === 'unrecognized_keys') ?? found[0];
}

/** Of the forms that an object can have, the one with the fewest problems is what was meant. */
function ofNearestForm(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const ofObjects = issue.errors.filter((errors) =>
    errors.some(({ code, path }) => code === 'unrecognized_keys' || path.length > 0),
  );
  const [nearestForm = []] = ofObjects.toSorted((a, b) => a.length - b.length);
  const telling = tellingOf(nearestForm);
  return telling === undefined ? issue : { ...telling, path: [...issue.path, ...telling.path] };
}

function problemOf(issue: Issue | undefined, raw: unknown, text: string, file: string): Failure {
  const path = (issue?.path ?? []).filter((part) => typeof part !== 'symbol');
  if (issue?.code === 'unrecognized_keys') {
    const [unknown = ''] = issue.keys;
    const { line } = placeOfKey(text, [...path, unknown]);
    const suggestion = nearest(short(unknown), knownKeys(path)) ?? '';
    const key = short([...path, unknown].join('.'));
    return dataFailure(
      'experiment-key',
      { file, line, key, suggestion },
      `${file}, line ${line}: unknown key ${key}`,
    );
  }
  const value = valueAt(raw, path);
  return badValue({
    file,
    line: placeOfKey(text, path).line,
    key: path.join('.'),
    found: value === undefined ? '' : short(JSON.stringify(value)),
    expected: issue === undefined ? '' : expectedBy(issue),
  });
}

/** As much of a text as a message can show. */
const short = (text: string) => (text.length <= 200 ? text : `${text.slice(0, 200)}…`);

function badValue(facts: {
  readonly file: string;
  readonly line: number;
  readonly key: string;
  readonly found: string;
  readonly expected: string;
}): Failure {
  const { file, line, key, found, expected } = facts;
  return dataFailure(
    'experiment-value',
    facts,
    `${file}, line ${line}: ${key} is ${found === '' ? 'missing' : found}, expected ${expected}`,
  );
}

function valueAt(raw: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).find(([key]) => key === String(part))?.[1]
        : undefined,
    raw,
  );
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object in braces',
  array: 'a list in brackets',
  never: 'nothing',
};

/** The expected value, in words. */
function expectedBy(issue: Issue): string {
  if (issue.code === 'invalid_type') return typeWords[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value)).join(' or ');
  if (issue.code === 'too_small')
    return issue.origin === 'array' ? `a list of at least ${issue.minimum}` : `${issue.minimum} or more`;
  if (issue.code === 'too_big')
    return issue.origin === 'string' ? `at most ${issue.maximum} character` : `at most ${issue.maximum}`;
  if (issue.code === 'invalid_union')
    return issue.path[0] === 'hyperparameters' ? 'a text, a number, true or false' : eitherOf(issue.errors);
  return issue.message ?? '';
}

function eitherOf(errors: readonly (readonly Issue[])[]): string {
  const each = errors.flatMap(([first]) => (first === undefined ? [] : [expectedBy(first)]));
  return [...new Set(each)].join(' or ');
}

/** num_classes is counted in the table; any valid value serves for validation here. */
export const countedLater = { num_classes: '3' };

/** Checks each value, then all values against the predictor type, so that a loss of another type is refused. */
function checkHyperparameters(experiment: Experiment, text: string, file: string): void {
  const given = hyperparameterStrings(experiment);
  try {
    for (const [name, value] of Object.entries(given)) validateHyperparameter(name, value);
    validateHyperparameters({ ...countedLater, ...given, predictor_type: experiment.predictorType });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const name = 'name' in error.facts ? String(error.facts.name) : '';
    const expected = 'expected' in error.facts ? String(error.facts.expected) : '';
    const path = ['hyperparameters', name];
    const { line } = placeOfKey(text, path);
    throw badValue({ file, line, key: path.join('.'), found: short(given[name] ?? ''), expected });
  }
}
