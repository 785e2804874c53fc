import * as z from 'zod/mini';
import { targetTransforms } from '../../learner/targetTransform.ts';

export const targetTransformSchema = z.enum(targetTransforms);
