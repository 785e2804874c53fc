import { columnsOf } from '../shapes/encoders/feature.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import type { Experiment } from '../shapes/experiment.ts';
import type { RowRule } from '../shapes/rowRules.ts';
import { canonical, isSameJson } from './json.ts';
import { applyToList, listDifference } from './listDifference.ts';
import type { Align, EntryEdit, OrderEdit } from './listDifference.ts';

/** One thing that another experiment has otherwise; `path` is where: ['hyperparameters', 'wd'], ['features', 'Age']. */
export type ExperimentEdit = ValueEdit | FeatureEdit | RuleEdit | ListOrderEdit;

interface ValueEdit {
  readonly kind: 'value';
  readonly path: readonly string[];
  /** Absent where it is not set. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** A feature by the columns that it is made of, whatever its place in the list. */
interface FeatureEdit extends EntryEdit<Feature> {
  readonly kind: 'feature';
  readonly path: readonly ['features', string];
}

interface RuleEdit extends EntryEdit<RowRule> {
  readonly kind: 'rule';
  readonly path: readonly ['rows', string];
}

/** What both lists have is in another order. */
interface ListOrderEdit extends OrderEdit {
  readonly kind: 'order';
  readonly path: readonly ['features' | 'rows'];
}

/** What turns the experiment `before` into `after`: applying the edits to `before` gives `after`. */
export function experimentDifference(before: Experiment, after: Experiment): readonly ExperimentEdit[] {
  const { features, rows, ...others } = before;
  const { features: laterFeatures, rows: laterRows, ...laterOthers } = after;
  return [
    ...valueEdits([], others, laterOthers),
    ...featureEdits(features, laterFeatures),
    ...ruleEdits(rows, laterRows),
  ];
}

export function applyDifference(edits: readonly ExperimentEdit[], before: Experiment): Experiment {
  let after: Readonly<Record<string, unknown>> = before;
  for (const edit of edits) if (edit.kind === 'value') after = withValue(after, edit.path, edit.after);
  const features = edits.flatMap((edit) => (edit.kind === 'feature' ? [edit] : []));
  const rules = edits.flatMap((edit) => (edit.kind === 'rule' ? [edit] : []));
  const orderOf = (list: 'features' | 'rows') =>
    edits.flatMap((edit) => (edit.kind === 'order' && edit.path[0] === list ? [edit] : [])).at(0);
  if (features.length > 0 || orderOf('features') !== undefined)
    after = { ...after, features: applyToList(features, orderOf('features'), before.features ?? []) };
  if (rules.length > 0 || orderOf('rows') !== undefined)
    after = { ...after, rows: applyToList(rules, orderOf('rows'), before.rows ?? []) };
  // SAFETY: the edits lead from one experiment to another.
  return after as Experiment;
}

const alignFeatures: Align<Feature> = {
  nameOf: (feature) => columnsOf(feature).join(' × '),
  likeness: [
    canonical,
    (feature) => JSON.stringify([columnsOf(feature), feature.encode ?? 'number']),
    (feature) => JSON.stringify(columnsOf(feature)),
  ],
};

const alignRules: Align<RowRule> = {
  nameOf: ({ column }) => column,
  likeness: [canonical, ({ column }) => column],
};

function featureEdits(before: Experiment['features'], after: Experiment['features']): ExperimentEdit[] {
  if (before === undefined || after === undefined) return valueEdits(['features'], before, after);
  const { entries, order } = listDifference(alignFeatures, before, after);
  return [
    ...entries.map((edit): FeatureEdit => ({
      kind: 'feature',
      path: ['features', nameIn(alignFeatures, edit)],
      ...edit,
    })),
    ...(order === undefined ? [] : [{ kind: 'order', path: ['features'], ...order } as const]),
  ];
}

function ruleEdits(before: Experiment['rows'], after: Experiment['rows']): ExperimentEdit[] {
  if (before === undefined || after === undefined) return valueEdits(['rows'], before, after);
  const { entries, order } = listDifference(alignRules, before, after);
  return [
    ...entries.map((edit): RuleEdit => ({ kind: 'rule', path: ['rows', nameIn(alignRules, edit)], ...edit })),
    ...(order === undefined ? [] : [{ kind: 'order', path: ['rows'], ...order } as const]),
  ];
}

function nameIn<Entry>({ nameOf }: Align<Entry>, { before, after }: EntryEdit<Entry>): string {
  const entry = after ?? before;
  return entry === undefined ? '' : nameOf(entry);
}

function valueEdits(path: readonly string[], before: unknown, after: unknown): ValueEdit[] {
  if (isSameJson(before, after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => valueEdits([...path, key], ownValue(before, key), ownValue(after, key)));
  }
  return [
    {
      kind: 'value',
      path,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}

/** The object with a value at `path`, or without it where the value is undefined. */
function withValue(
  object: Readonly<Record<string, unknown>>,
  path: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  const [key, ...rest] = path;
  if (key === undefined) return object;
  const inner = ownValue(object, key);
  const next = rest.length === 0 ? value : withValue(isRecord(inner) ? inner : {}, rest, value);
  const others = Object.entries(object).filter(([name]) => name !== key);
  // A column may have the name of a property that every object has.
  return Object.fromEntries(next === undefined ? others : [...others, [key, next]]);
}

const ownValue = (object: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
