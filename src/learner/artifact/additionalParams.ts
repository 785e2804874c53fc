import * as z from 'zod/mini';
import type { LinearLearnerSettings } from '../hyperparameters/settings.ts';
import type { LinearModel } from '../model.ts';
import { pythonJson } from '../pythonRepr.ts';
import { artifactCorrupt } from './errors.ts';

/** Facts about the training that an artifact contains besides the model. */
export interface TrainingFacts {
  readonly settings: LinearLearnerSettings;
  /** Weight of each class in the loss, `[class]`; undefined if all are 1. */
  readonly classWeights: Float64Array | undefined;
}

/** additional-params.json with the service's keys, formatted as by Python's json.dumps; values that do not apply are null. */
export function additionalParamsJson(model: LinearModel, { settings, classWeights }: TrainingFacts): string {
  const threshold = pythonJson(model.predictorType === 'binary_classifier' ? model.threshold : 0.5);
  return object({
    threshold,
    loss_type: JSON.stringify(settings.loss.name),
    predictor_type: JSON.stringify(model.predictorType),
    metrics_params: object({
      eps_insensitive_loss_type: orNull(insensitiveTo(settings), JSON.stringify),
      class_weights:
        settings.predictorType === 'multiclass_classifier'
          ? orNull(classWeights, (weights) => `[${Array.from(weights, pythonJson).join(', ')}]`)
          : 'null',
      huber_delta: orNull('delta' in settings.loss ? settings.loss.delta : undefined, pythonJson),
      quantile: orNull('quantile' in settings.loss ? settings.loss.quantile : undefined, pythonJson),
      loss_insensitivity: orNull(
        'insensitivity' in settings.loss ? settings.loss.insensitivity : undefined,
        pythonJson,
      ),
      positive_example_weight_mult: pythonJson(
        settings.predictorType === 'binary_classifier' ? (classWeights?.[1] ?? 1) : 1,
      ),
      accuracy_top_k: String(settings.accuracyTopK),
      threshold,
      f_beta: orNull(settings.predictorType === 'binary_classifier' ? settings.fBeta : undefined, pythonJson),
      margin: orNull('margin' in settings.loss ? settings.loss.margin : undefined, pythonJson),
    }),
  });
}

/** The kind of eps_insensitive loss, as in its name; no published artifact has one. */
const insensitiveTo = ({ loss }: LinearLearnerSettings): string | undefined =>
  /^eps_insensitive_(squared|absolute)_loss$/.exec(loss.name)?.[1];

const orNull = <T>(value: T | undefined, write: (value: T) => string) =>
  value === undefined ? 'null' : write(value);

const object = (entries: Readonly<Record<string, string>>) =>
  `{${Object.entries(entries)
    .map(([key, json]) => `"${key}": ${json}`)
    .join(', ')}}`;

const additionalSchema = z.object({
  predictor_type: z.optional(z.enum(['regressor', 'binary_classifier', 'multiclass_classifier'])),
  threshold: z.nullish(z.number()),
  /** Only in artifacts of this extension's first versions. */
  score_kind: z.optional(z.enum(['probability', 'margin'])),
});
export type AdditionalParams = z.infer<typeof additionalSchema>;

/** Throws artifact-corrupt. */
export function readAdditionalParams(json: unknown): AdditionalParams {
  const { data, error } = additionalSchema.safeParse(json ?? {});
  if (data !== undefined) return data;
  const { path, message } = error.issues[0] ?? { path: [], message: '' };
  throw artifactCorrupt(`${path.join('.')} of additional-params.json is unexpected: ${message}`, error);
}
