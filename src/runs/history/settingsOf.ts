import { canonical } from '../../data/comparison/json.ts';
import { columnsOf } from '../../data/shapes/encoders/feature.ts';
import type { Experiment } from '../../data/shapes/experiment.ts';
import type { Preparation } from '../../data/shapes/preparation.ts';
import { hashOf } from '../runRecords.ts';

/** What a row has a place of its own for, and where things are rather than what they are. */
const elsewhere = ['$schema', 'version', 'target', 'predictorType', 'output', 'endpoint', 'features'];

/**
 * What an experiment sets, flat: 'split.seed' → '0'. Features are a word that differs where they do: '12 columns #3f9a1c'.
 * Hyperparameters that keep their default are absent.
 */
export function settingsOf(
  experiment: Experiment,
  { features }: Preparation,
): Readonly<Record<string, string>> {
  const given = Object.entries(experiment).filter(([key]) => !elsewhere.includes(key));
  const planned = features.map(({ planned: feature, encode }) => ({ ...feature, encode }));
  const count = new Set(features.flatMap(({ planned: feature }) => columnsOf(feature))).size;
  const mark = hashOf(canonical(planned)).slice(0, 6);
  return {
    ...Object.fromEntries(given.flatMap(([key, value]) => flat(key, value))),
    features: `${count} ${count === 1 ? 'column' : 'columns'} #${mark}`,
  };
}

/** Longer ones are told apart by a hash, as features are. */
const mostCharacters = 200;

function flat(key: string, value: unknown): readonly (readonly [string, string])[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'object' && !Array.isArray(value))
    return Object.entries(value).flatMap(([name, inner]) => flat(`${key}.${name}`, inner));
  const text = typeof value === 'string' ? value : canonical(value);
  const shown =
    text.length > mostCharacters ? `${text.slice(0, mostCharacters)}… #${hashOf(text).slice(0, 6)}` : text;
  return [[key, shown]];
}
