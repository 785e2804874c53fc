import { ProductionVariantInstanceType, TrainingInstanceType } from '@aws-sdk/client-sagemaker';
import { expect, test } from 'vitest';
import { shippedRates } from './costs.ts';
import { offeredInstanceTypes, pricedInstanceTypes } from './instanceTypes.ts';

test('offered instance types exist in SageMaker and include types without a price', () => {
  const trained: readonly string[] = Object.values(TrainingInstanceType);
  const served: readonly string[] = Object.values(ProductionVariantInstanceType);
  expect(offeredInstanceTypes('training').filter((type) => !trained.includes(type))).toEqual([]);
  expect(offeredInstanceTypes('hosting').filter((type) => !served.includes(type))).toEqual([]);
  expect(offeredInstanceTypes('training')).toContain('ml.c5.xlarge');
});

test("priced instance types are the region's CPU types", () => {
  expect(pricedInstanceTypes({ kind: 'local' }, 'training', shippedRates)).toEqual(['ml.m5.large']);
  const ireland = { kind: 'aws', profile: 'default', region: 'eu-west-1' } as const;
  expect(pricedInstanceTypes(ireland, 'training', shippedRates)).toEqual(['ml.m5.xlarge']);
  expect(pricedInstanceTypes({ ...ireland, region: 'ap-south-1' }, 'hosting', shippedRates)).toEqual([]);
});
