import { Failure } from '../errors.ts';

export type HyperparameterFailure =
  | Failure<'hyperparameter-unknown', { readonly name: string; readonly suggestion?: string }>
  | Failure<
      'hyperparameter-range',
      { readonly name: string; readonly found: string; readonly expected: string }
    >
  | Failure<'hyperparameter-missing', { readonly name: string }>;

export const hyperparameterUnknown = (name: string, suggestion?: string): HyperparameterFailure =>
  new Failure(
    'hyperparameter-unknown',
    suggestion === undefined ? { name } : { name, suggestion },
    `Unknown hyperparameter ${name}${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`,
  );

export const hyperparameterRange = (name: string, found: string, expected: string): HyperparameterFailure =>
  new Failure(
    'hyperparameter-range',
    { name, found, expected },
    `Invalid value ${found} for ${name}: expected ${expected}`,
  );

export const hyperparameterMissing = (name: string): HyperparameterFailure =>
  new Failure('hyperparameter-missing', { name }, `Hyperparameter ${name} is required`);
