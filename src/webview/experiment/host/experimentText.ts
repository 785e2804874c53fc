import * as z from 'zod/mini';
import { parseExperiment } from '../../../data/experiment/parseExperiment.ts';
import { columnEncodings, columnsOf } from '../../../data/shapes/encoders/feature.ts';
import type { Feature } from '../../../data/shapes/encoders/feature.ts';
import { lossesOf } from '../../../learner/hyperparameters/spec.ts';
import type { PredictorType } from '../../../learner/hyperparameters/spec.ts';
import type { Difference, RefusedEdit } from '../contract.ts';
import { predictorTypes } from '../../contract/predictorTypes.ts';
import { encodingSwitched } from './encodingSwitched.ts';
import { withListChanges } from '../../host/jsonText.ts';
import type { KeyPath, ListChanges } from '../../host/jsonText.ts';
import { withKey as withPlainKey } from '../../host/withKey.ts';

/** The text of an experiment after an edit, or why the edit cannot be made. */
export type EditedText = { readonly text: string } | { readonly refused: RefusedEdit };

/** Makes one edit after the other, each of the text that the one before has left. */
export function editsInTurn(document: { readonly read: () => string; write(text: string): Promise<void> }) {
  let last: Promise<unknown> = Promise.resolve();
  const make = async (change: (text: string) => EditedText): Promise<RefusedEdit | undefined> => {
    const edited = change(document.read());
    if ('refused' in edited) return edited.refused;
    await document.write(edited.text);
    return undefined;
  };
  return {
    /** Answers why the edit cannot be made, if it cannot. */
    edit(change: (text: string) => EditedText): Promise<RefusedEdit | undefined> {
      const turn = last.then(() => make(change));
      last = turn.catch(() => undefined);
      return turn;
    },
    /** Once no edit is under way. */
    settled: async (): Promise<void> => void (await last),
  };
}

/**
 * The text with one key set, or removed when `value` is undefined; of a list, one element. A problem takes the loss with it that does
 * not go with it.
 */
export function withEdit(text: string, file: string, path: KeyPath, value: unknown): EditedText {
  const switched = withEncoding(text, file, path, value);
  if (switched !== undefined) return checked(switched, file);
  const problem = path.join() === 'predictorType' ? predictorTypes.find((type) => type === value) : undefined;
  return checked(problem === undefined ? withKey(text, path, value) : withProblem(text, file, problem), file);
}

/** The text with another encoding of a feature: settings that it does not take go. Undefined for any other edit. */
function withEncoding(text: string, file: string, path: KeyPath, value: unknown): string | undefined {
  const [list, index, key] = path;
  const encode = columnEncodings.find((one) => one === value);
  if (list !== 'features' || key !== 'encode' || typeof index !== 'number' || encode === undefined)
    return undefined;
  const feature = parseExperiment(text, file).features?.[index];
  if (feature === undefined || 'product' in feature) return undefined;
  return withKey(text, [list, index], encodingSwitched(feature, encode));
}

/** The text with another target and its problem; features that the target is a part of go. */
export function withTarget(
  text: string,
  file: string,
  target: string,
  predictorType: PredictorType,
): EditedText {
  const { features = [] } = parseExperiment(text, file);
  const replaced = new Map(
    features.flatMap((feature, index) =>
      columnsOf(feature).includes(target) ? [[index, undefined] as const] : [],
    ),
  );
  const changed = withProblem(withKey(text, ['target'], target), file, predictorType);
  return checked(
    features.length > 0 && replaced.size === features.length
      ? withKey(changed, ['features'], undefined)
      : (withListChanges(changed, ['features'], { replaced }) ?? changed),
    file,
  );
}

/** The text with its features listed, as they are without a list. */
export function withFeaturesListed(text: string, file: string, features: readonly Feature[]): string {
  return parseExperiment(text, file).features === undefined ? withKey(text, ['features'], features) : text;
}

/** The text with many features changed. */
export const withFeatures = (text: string, file: string, changes: ListChanges): EditedText =>
  checked(withListChanges(text, ['features'], changes) ?? text, file);

/** The text with another column, or none, in the places that name one which the table does not have. */
export function withDifferences(
  text: string,
  file: string,
  differences: readonly Difference[],
  how: 'nearest' | 'leaveOut',
): EditedText {
  const resolved = how === 'leaveOut' ? differences : differences.filter(({ near }) => near !== undefined);
  const inLists = ['features', 'rows'].reduce((now, list) => withListed(now, list, resolved, how), text);
  const changed = resolved.reduce((now, { path, name, near = '' }) => {
    const [place] = path;
    if (place === 'target') return how === 'leaveOut' ? now : withKey(now, path, near);
    if (place !== 'columns') return now;
    const options = valueAt(JSON.parse(now), path);
    const without = withKey(now, path, undefined);
    return how === 'leaveOut' ? without : withKey(without, [place, near === '' ? name : near], options);
  }, inLists);
  return checked(changed, file);
}

/** All elements of a list that differ at once: there can be as many as the table has columns. */
function withListed(
  text: string,
  list: string,
  differences: readonly Difference[],
  how: 'nearest' | 'leaveOut',
): string {
  const elements = valueAt(JSON.parse(text), [list]);
  if (!Array.isArray(elements)) return text;
  const replaced = new Map<number, unknown>();
  for (const { path, near } of differences) {
    const [place, index, ...rest] = path;
    if (place !== list || typeof index !== 'number') continue;
    const before: unknown = replaced.get(index) ?? elements[index];
    replaced.set(index, how === 'leaveOut' ? undefined : withValueAt(before, rest, near));
  }
  if (replaced.size === elements.length && how === 'leaveOut' && list !== 'features')
    return withKey(text, [list], undefined);
  return withListChanges(text, [list], { replaced }) ?? text;
}

const refusalSchema = z.object({
  code: z.literal('experiment-value'),
  facts: z.object({ key: z.string(), found: z.string(), expected: z.string() }),
});

/** A value that the experiment cannot have is refused; any other failure is thrown. */
function checked(text: string, file: string): EditedText {
  try {
    parseExperiment(text, file);
    return { text };
  } catch (error) {
    const refusal = refusalSchema.safeParse(error);
    if (!refusal.success) throw error;
    return { refused: refusal.data.facts };
  }
}

/** The text with one key set or removed; what then says nothing any more goes. */
function withKey(text: string, path: KeyPath, value: unknown): string {
  const [list, index, ...rest] = path;
  if (typeof list === 'string' && typeof index === 'number')
    return withElement(text, list, index, rest, value);
  const changed = withPlainKey(text, path, value);
  const outer = path.slice(0, -1);
  return value === undefined && mayGo(outer) && isEmpty(valueAt(JSON.parse(changed), outer))
    ? withKey(changed, outer, undefined)
    : changed;
}

/** What is said of the reading and of columns has no meaning when it is empty. */
const mayGo = (path: KeyPath) => path[0] === 'read' || path[0] === 'columns';
const isEmpty = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** The text with an element of a list changed, added at its end, or taken out; what is then empty goes. */
function withElement(text: string, list: string, index: number, rest: KeyPath, value: unknown): string {
  const elements = valueAt(JSON.parse(text), [list]);
  if (!Array.isArray(elements)) return value === undefined ? text : withKey(text, [list], [value]);
  if (index >= elements.length) {
    const inserted = new Map([[elements.length, [value]]]);
    return withListChanges(text, [list], { inserted }) ?? text;
  }
  const next = rest.length === 0 ? value : withValueAt(elements[index], rest, value);
  if (next === undefined && elements.length === 1 && list !== 'features')
    return withKey(text, [list], undefined);
  return withListChanges(text, [list], { replaced: new Map([[index, next]]) }) ?? text;
}

function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>(
    (now, key) =>
      typeof now === 'object' && now !== null
        ? Object.entries(now).find(([name]) => name === String(key))?.[1]
        : undefined,
    value,
  );
}

/** A copy of a value with another one in a place, or without that place. */
function withValueAt(value: unknown, [key, ...rest]: KeyPath, next: unknown): unknown {
  if (key === undefined) return next;
  if (Array.isArray(value))
    return value.map((one: unknown, index) => (index === key ? withValueAt(one, rest, next) : one));
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const before: unknown = entries.find(([name]) => name === key)?.[1];
  const changed = withValueAt(before, rest, next);
  const others = entries.map(([name, one]): [string, unknown] => [name, name === key ? changed : one]);
  const all = before === undefined ? [...others, [String(key), changed] as const] : others;
  return Object.fromEntries(all.filter(([, one]) => one !== undefined));
}

/** The text with another problem; a loss that does not go with it is left to SageMaker, what is for another problem goes. */
function withProblem(text: string, file: string, predictorType: PredictorType): string {
  const { loss } = parseExperiment(text, file).hyperparameters;
  const allowed: readonly unknown[] = ['auto', ...lossesOf[predictorType]];
  const idle = predictorType === 'regressor' ? ['positiveClass'] : ['positiveClass', 'targetTransform'];
  const without = idle.reduce((now, key) => withKey(now, [key], undefined), text);
  const changed = withKey(without, ['predictorType'], predictorType);
  return loss === undefined || allowed.includes(loss)
    ? changed
    : withKey(changed, ['hyperparameters', 'loss'], undefined);
}
