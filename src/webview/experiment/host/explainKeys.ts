import { columnFeatureSchema } from '../../../data/shapes/encoders/feature.ts';
import { descriptionOf } from '../../../data/shapes/described.ts';
import { translated } from '../../host/translated.ts';

/** What each key of a feature means, in the user's language. */
export const explainKeys = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(columnFeatureSchema.def.shape).map(([key, schema]) => [
      key,
      translated(descriptionOf(schema)),
    ]),
  );
