import * as z from 'zod/mini';

const flag = z._default(z.boolean(), false);
export const blockSchema = z.object({
  BlockPublicAcls: flag,
  IgnorePublicAcls: flag,
  BlockPublicPolicy: flag,
  RestrictPublicBuckets: flag,
});
export const bucketSchema = z.object({
  name: z.string(),
  region: z.string(),
  createdAt: z.string(),
  publicAccessBlock: z.optional(blockSchema),
  tags: z.optional(z.record(z.string(), z.string())),
});

export type Bucket = z.infer<typeof bucketSchema>;
