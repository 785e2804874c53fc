import { expect, test } from 'vitest';
import { mainMetricOf, metricNames, metricNamesOf } from './metricNames.ts';

const types = ['regressor', 'binary_classifier', 'multiclass_classifier'] as const;

test('every metric belongs to a type of model, and the main one of a type to that type', () => {
  expect(new Set(types.flatMap(metricNamesOf))).toEqual(new Set(metricNames));
  for (const type of types) expect(metricNamesOf(type)).toContain(mainMetricOf(type));
});
