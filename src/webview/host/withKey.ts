import { experimentSchema } from '../../data/shapes/experiment.ts';
import { withValue } from './jsonText.ts';
import type { KeyPath } from './jsonText.ts';

/** As the schema has them, so that a new key is near those that it belongs to. */
const keyOrder = Object.keys(experimentSchema.def.shape);

/** The text of an experiment with one key set, or removed when `value` is undefined; the rest keeps its formatting. */
export const withKey = (text: string, path: KeyPath, value: unknown): string =>
  withValue(text, path, value, keyOrder);
