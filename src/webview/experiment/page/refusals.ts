import type { RefusedEdit } from '../contract.ts';
import { t } from '../../kit/language/language.ts';

/** Keys, and indices into lists, from the file's root. */
export type KeyPath = readonly (string | number)[];

/** A value that was typed or chosen and that the file could not take. */
export interface Refusal extends RefusedEdit {
  readonly path: KeyPath;
  /** The field's name on the page. */
  readonly label: string;
}

/** By the path that was edited, joined by dots. */
export type Refusals = ReadonlyMap<string, Refusal>;

export const keyOf = (path: KeyPath) => path.join('.');

/** The element of the field that edits a path. */
export const fieldId = (path: KeyPath) => `field-${keyOf(path)}`;

/** What is refused after an edit was answered; the same map where nothing changed. */
export function afterEdit(
  refusals: Refusals,
  { path, label }: Pick<Refusal, 'path' | 'label'>,
  refused: RefusedEdit | null,
): Refusals {
  const key = keyOf(path);
  if (refused === null && !refusals.has(key)) return refusals;
  const next = new Map(refusals);
  if (refused === null) next.delete(key);
  else next.set(key, { ...refused, path, label });
  return next;
}

/** "learning_rate cannot be abc: it must be auto or a number above 0." */
export function refusalText({ path, label, key, found, expected }: Refusal): string {
  const name = key === keyOf(path) ? label : (key.split('.').at(-1) ?? key);
  return t('{0} cannot be {1}: it must be {2}.', name, found, expected);
}
