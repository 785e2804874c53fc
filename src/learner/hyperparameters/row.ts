import { predictorTypes } from './spec.ts';
import type { HyperparameterSpec, PerModel, PredictorType } from './spec.ts';

type Bounds = Pick<HyperparameterSpec, 'minimum' | 'maximum' | 'exclusiveMinimum' | 'exclusiveMaximum'>;
type More = Bounds &
  Pick<
    HyperparameterSpec,
    'choices' | 'allowsAuto' | 'auto' | 'autoMeans' | 'dependsOn' | 'perModel' | 'worthTrying' | 'isInternal'
  > & {
    readonly appliesTo?: readonly PredictorType[];
  };

export const spec = <
  const Name extends string,
  const Kind extends HyperparameterSpec['kind'],
  const Extra extends More = object,
>(
  name: Name,
  kind: Kind,
  defaultValue: string | undefined,
  meaning: string | readonly [meaning: string, advice: string],
  // SAFETY: an absent argument has no properties, which is what `object` says.
  more: Extra = {} as Extra,
) => ({
  appliesTo: predictorTypes,
  ...more,
  name,
  kind,
  ...(typeof meaning === 'string' ? { meaning } : { meaning: meaning[0], advice: meaning[1] }),
  ...(defaultValue === undefined ? {} : { default: defaultValue }),
});

export const inWords = (usual: string, multiclass = usual) => ({
  regressor: usual,
  binary_classifier: usual,
  multiclass_classifier: multiclass,
});
/** `auto` that means a single value. */
export const automatic = <const Value extends number | boolean | string>(auto: Value, words = String(auto)) =>
  ({ allowsAuto: true, auto, autoMeans: inWords(words) }) as const;
/** `auto` that depends on the data or varies between the parallel models. */
export const open = (usual: string, multiclass = usual) =>
  ({ allowsAuto: true, autoMeans: inWords(usual, multiclass) }) as const;
/** A hyperparameter that varies between the parallel models. */
export const varying = (
  valueOf: PerModel['valueOf'],
  loggedAt?: number,
  ofMulticlass = loggedAt,
): { readonly perModel: PerModel } => ({
  perModel: {
    valueOf,
    ...(loggedAt === undefined || ofMulticlass === undefined
      ? {}
      : {
          loggedAt: {
            regressor: loggedAt,
            binary_classifier: loggedAt,
            multiclass_classifier: ofMulticlass,
          },
        }),
  },
});
export const modelCounts = { regressor: 32, binary_classifier: 32, multiclass_classifier: 28 } as const;
export const aroundBase = 'values around 0.02 are tried';
export const positive = { exclusiveMinimum: 0 } as const;
export const fraction = { exclusiveMinimum: 0, exclusiveMaximum: 1 } as const;
export const rate = { minimum: 0, exclusiveMaximum: 1 } as const;
export const count = { minimum: 1 } as const;

export const binary = { appliesTo: ['binary_classifier'] } as const;
export const regressor = { appliesTo: ['regressor'] } as const;
export const multiclass = { appliesTo: ['multiclass_classifier'] } as const;
export const when = (name: string, ...values: string[]) => ({ dependsOn: { name, values } });
export const adam = when('optimizer', 'auto', 'adam');
export const biased = when('use_bias', 'true');
export const scheduled = when('use_lr_scheduler', 'true');
export const internal = { isInternal: true } as const;
