import * as z from 'zod/mini';

export const targetTransformSchema = z.enum(['log1p', 'sqrt']);

/** A function of the target that is learned in its place and undone in every prediction. */
export type TargetTransform = z.infer<typeof targetTransformSchema>;
