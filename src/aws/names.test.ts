import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketNameProblem, defaultBucketName } from './bucketNames.ts';
import { joinKey, parseS3Uri, s3Uri } from './s3/s3Uri.ts';
import { newEndpointName, newJobName } from './names.ts';
import { guardOf, guardTagsOf, originOf, ownerTagOf, tagsOf } from './tags.ts';

test("job name has the form of the SageMaker Python SDK's", () => {
  expect(newJobName(new Date('2026-11-24T08:05:09.007Z'))).toBe('linear-learner-2026-11-24-08-05-09-007');
});

test('endpoint name is valid for any stem', () => {
  expect(newEndpointName('Données de Salaire')).toMatch(/^donnees-de-salaire-[0-9a-f]{8}$/);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (stem) => {
      const name = newEndpointName(stem);
      expect(name).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/);
    }),
  );
});

test.each([
  ['ab', 'length'],
  ['a'.repeat(64), 'length'],
  ['My-Bucket', 'characters'],
  ['-bucket', 'edges'],
  ['my..bucket', 'dots'],
  ['192.168.0.1', 'ip-address'],
  ['xn--bucket', 'reserved'],
  ['bucket-s3alias', 'reserved'],
  [defaultBucketName('us-east-1', '123456789012'), undefined],
])('bucket name %s: %s', (name, problem) => {
  expect(bucketNameProblem(name)).toBe(problem);
});

test('S3 URI round-trips through its parts', () => {
  expect(parseS3Uri('s3://bucket')).toEqual({ bucket: 'bucket', key: '' });
  expect(() => parseS3Uri('https://bucket/key')).toThrow("'https://bucket/key'");
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      expect(parseS3Uri(s3Uri({ bucket: 'bucket', key }))).toEqual({ bucket: 'bucket', key });
    }),
  );
  expect(joinKey('linear-learner/', '', '/train', 'linear-train-data')).toBe(
    'linear-learner/train/linear-train-data',
  );
});

test('origin round-trips through tags, within their limits', () => {
  const origin = { experiment: 'salary.linear.json', trainingJobName: 'job-1' };
  expect(originOf(tagsOf(origin))).toEqual(origin);
  expect(tagsOf({ experiment: 'a (1).json' })).toEqual([
    { Key: 'linear-learner:experiment', Value: 'a _1_.json' },
  ]);
  expect(tagsOf({})).toEqual([]);
});

test('owner and lease survive a round trip through tags', () => {
  const ownerArn = 'arn:aws:sts::111122223333:assumed-role/R&D, Ops/ada@example.com';
  const expiresAtMs = Date.UTC(2026, 11, 1, 13, 30, 5);
  const tags = guardTagsOf({ ownerArn, expiresAtMs });
  expect(tags).toEqual([
    { Key: 'linear-learner:owner', Value: ownerTagOf(ownerArn) },
    { Key: 'linear-learner:expires', Value: '2026-12-01T13:30:05Z' },
  ]);
  expect(guardOf(tags)).toEqual({ owner: ownerTagOf(ownerArn), expiresAtMs });
  expect(guardTagsOf({})).toEqual([]);
});

test('a tag that is not a time gives no lease', () => {
  for (const Value of ['', 'never', 'tomorrow', '2026-12-01', '2026-13-01T00:00:00Z', '1e400'])
    expect(guardOf([{ Key: 'linear-learner:expires', Value }]).expiresAtMs).toBeUndefined();
});
