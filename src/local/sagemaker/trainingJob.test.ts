import { expect, test } from 'vitest';
import { readInput } from '../protocols/serviceModel.ts';
import { sagemakerProtocol } from './protocol.ts';
import { trainingJobSchema } from './trainingJob.ts';

const request = {
  TrainingJobName: 'salary',
  RoleArn: 'arn:aws:iam::111122223333:role/any',
  AlgorithmSpecification: { TrainingImage: 'linear-learner:1', TrainingInputMode: 'File' },
  HyperParameters: { loss: 'x'.repeat(3000) },
  OutputDataConfig: { S3OutputPath: 's3://bucket/output' },
  ResourceConfig: { InstanceType: 'local', InstanceCount: 1 },
};

test('stored job is read even if its request would be rejected today', () => {
  const { model, validationCode } = sagemakerProtocol;
  expect(() => readInput(model, 'CreateTrainingJob', request, validationCode)).toThrow(
    /^2 validation errors detected: .*'hyperParameters\.loss'.*'resourceConfig\.instanceType'/,
  );
  const stored = {
    name: 'salary',
    request,
    status: 'Failed',
    secondaryStatus: 'Failed',
    transitions: [],
    createdAt: 1,
    modifiedAt: 1,
    finalMetrics: [],
  };
  expect(trainingJobSchema.safeParse(stored).success).toBe(true);
});
