import { isMissing } from '../../source/missing.ts';
import { onlyColumn } from './encoder.ts';
import type { Encoder } from './encoder.ts';
import { hotEncoder } from './hot.ts';
import { kindOf, levelReader } from './levels.ts';
import { murmur3 } from './murmur3.ts';
import { remember } from './remember.ts';

const defaultBuckets = 64;
const leastInt32 = -(2 ** 31);

/** 1 or -1 in the column that the value's hash gives, a missing value in none; as FeatureHasher(alternate_sign=True) of one word. */
export const hashEncoder: Encoder<'hash'> = {
  fit: (training, { buckets = defaultBuckets }) => ({ buckets, ...kindOf(onlyColumn(training)) }),
  open({ column }, { buckets, ...kind }) {
    const read = levelReader(kind);
    const names = Array.from({ length: buckets }, (_, bucket) => `${column}#${bucket}`);
    const encoder = hotEncoder(
      names,
      remember((cell) => {
        const level = read(cell);
        if (isMissing(level)) return 0;
        const hash = murmur3(level);
        const place = 1 + bucketOf(hash, buckets);
        return hash < 0 ? -place : place;
      }),
    );
    return { ...encoder, hasIdleOutputs: true };
  },
};

/** FeatureHasher avoids the absolute value of the least number, which int32 does not have. */
const bucketOf = (hash: number, buckets: number) =>
  hash === leastInt32 ? (2 ** 31 - 1 - (buckets - 1)) % buckets : Math.abs(hash) % buckets;
