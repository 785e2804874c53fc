import type { HyperparameterSpec, PredictorType } from './spec.ts';
import type { HyperparameterRow } from './table.ts';

/** `lr_scheduler_step` as `lrSchedulerStep`. */
type CamelCase<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;
export const camelCase = (name: string) =>
  name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

type Words<Row> = Row extends { readonly choices: readonly (infer Choice)[] }
  ? Exclude<Choice, 'auto'>
  : never;
type HasAuto<Row> = Row extends { readonly allowsAuto: true }
  ? true
  : Row extends { readonly choices: readonly (infer Choice)[] }
    ? 'auto' extends Choice
      ? true
      : false
    : false;
/** `auto` without a value of its own is undefined. */
type Open<Row> = Row extends { readonly auto: unknown }
  ? never
  : HasAuto<Row> extends true
    ? undefined
    : never;
type ValueOf<Row extends HyperparameterRow> = {
  readonly integer: number | Words<Row> | Open<Row>;
  readonly number: number | Words<Row> | Open<Row>;
  readonly boolean: boolean;
  readonly choice: Words<Row> | Open<Row>;
  readonly text: string;
}[Row['kind']];

/** Values of all hyperparameters but the internal ones, typed by their row of the table. */
export type ParsedHyperparameters = {
  readonly [
    Row in HyperparameterRow as Row extends { readonly isInternal: true } ? never : CamelCase<Row['name']>
  ]: ValueOf<Row>;
};

/**
 * One value from SageMaker's map of strings, with defaults filled in; `auto` is its value, or undefined if the parallel models try
 * several. `given` is expected to be valid: an invalid number is NaN.
 */
export function hyperparameterValue(
  { name, kind, auto, choices, default: standard = '' }: HyperparameterSpec,
  given: Readonly<Record<string, string>>,
  predictorType: PredictorType,
): string | number | boolean | undefined {
  const text = given[name] ?? standard;
  if (text === 'auto') return typeof auto === 'object' ? auto[predictorType] : auto;
  if (kind === 'boolean') return text.toLowerCase() === 'true';
  if (kind === 'choice' || kind === 'text' || choices?.includes(text) === true) return text;
  return Number(text);
}
