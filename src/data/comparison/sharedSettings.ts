import type { Experiment } from '../shapes/experiment.ts';
import { canonical } from './json.ts';

/** A value of an experiment; of features and row rules how many there are. */
export interface Setting {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Where an experiment is and what it bills later, which says nothing about the model. */
const left = ['$schema', 'version', 'output', 'endpoint'];

/** What all experiments set to the same value. */
export function sharedSettings(experiments: readonly Experiment[]): readonly Setting[] {
  const [first, ...others] = experiments.map(settingsByPath);
  if (first === undefined) return [];
  return [...first].flatMap(([path, setting]) =>
    others.every((settings) => settings.get(path)?.text === setting.text)
      ? [{ path: setting.path, value: setting.value }]
      : [],
  );
}

interface Written extends Setting {
  /** The whole value, so that equal ones can be told. */
  readonly text: string;
}

function settingsByPath(experiment: Experiment): ReadonlyMap<string, Written> {
  const entries = Object.entries(experiment).filter(([key]) => !left.includes(key));
  return new Map(entries.flatMap(([key, value]) => settingsIn([key], value)));
}

function settingsIn(path: readonly string[], value: unknown): (readonly [string, Written])[] {
  if (value === undefined) return [];
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.entries(value).flatMap(([key, inner]) => settingsIn([...path, key], inner));
  const isCounted = Array.isArray(value) && (path[0] === 'features' || path[0] === 'rows');
  const shown: unknown = isCounted ? value.length : value;
  return [[JSON.stringify(path), { path, value: shown, text: canonical(value) }]];
}
