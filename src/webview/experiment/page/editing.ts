import { createContext } from 'preact';
import { useContext, useMemo, useRef, useState } from 'preact/hooks';
import type { ColumnChange, ColumnSelection, ExperimentContract, RefusedEdit } from '../contract.ts';
import type { Port } from '../../kit/page/port.ts';
import { afterEdit, keyOf } from './refusals.ts';
import type { KeyPath, Refusals } from './refusals.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

interface EditedField {
  /** The field's name; the last part of the path by default. */
  readonly label?: string;
  /** What was typed, where the file has it in another unit. */
  readonly typed?: string;
}

/** How the form changes its file, and which changes the file could not take. */
export interface Editing {
  readonly refusals: Refusals;
  /** Sets one key of the file, or removes it. */
  readonly edit: (path: KeyPath, value: Json | undefined, field?: EditedField) => void;
  /** Changes features of one column each. */
  readonly changeColumns: (columns: ColumnSelection, change: ColumnChange, label: string) => void;
  /** Repairs a place, or all of them, that names a column which the table does not have. */
  readonly resolveDifference: (how: 'nearest' | 'leaveOut', path?: KeyPath) => void;
  readonly chooseTarget: (
    body: ExperimentContract['requests']['chooseTarget']['request'],
    label: string,
  ) => void;
  /** Lets the user pick the table in a dialog. */
  readonly chooseDataset: (label: string) => void;
  /** Lets the user choose or create the bucket of this experiment. */
  readonly chooseBucket: (label: string) => void;
  readonly confirmDataset: () => void;
  /** A field has given up its refused value. */
  readonly dismiss: (path: KeyPath) => void;
  /** Trains once every edit was answered, and only if the file took them all. */
  readonly train: () => void;
  /** Train was pressed and is not answered yet. */
  readonly isTraining: boolean;
}

const EditingContext = createContext<Editing | undefined>(undefined);
export const EditingProvider = EditingContext.Provider;

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (editing === undefined) throw new Error('A field of the experiment stands in its form');
  return editing;
}

/** The editing of one form; what fails for another reason than its value goes to `run`. */
export function useFormEditing(
  port: Port<ExperimentContract>,
  run: (request: Promise<unknown>) => void,
): Editing {
  const [refusals, setRefusals] = useState<Refusals>(new Map());
  const [isTraining, setTraining] = useState(false);
  // Edits are answered between two renders: what they left behind must not be read from the last one.
  const now = useRef(refusals);
  const pending = useRef<Promise<unknown>>(Promise.resolve());
  const newest = useRef(new Map<string, Promise<RefusedEdit | null>>());
  const runNow = useRef(run);
  runNow.current = run;
  const actions = useMemo(() => {
    const show = (path: KeyPath, label: string, refused: RefusedEdit | null) => {
      now.current = afterEdit(now.current, { path, label }, refused);
      setRefusals(now.current);
    };
    const send = (
      path: KeyPath,
      { label = String(path.at(-1) ?? ''), typed }: EditedField,
      request: Promise<RefusedEdit | null>,
    ) => {
      const key = keyOf(path);
      newest.current.set(key, request);
      const answer = async () => {
        const refused = await request;
        // A later edit of the field, or giving it up, may have overtaken this one.
        if (newest.current.get(key) === request)
          show(path, label, refused && typed !== undefined ? { ...refused, found: typed } : refused);
      };
      const answered = answer();
      pending.current = Promise.allSettled([pending.current, answered]);
      runNow.current(answered);
    };
    const trainIfTaken = async () => {
      setTraining(true);
      try {
        await pending.current;
        if (now.current.size === 0) await port.request('train', {});
      } finally {
        setTraining(false);
      }
    };
    return {
      edit: (path: KeyPath, value: Json | undefined, field: EditedField = {}) =>
        send(
          path,
          field,
          port.request('edit', value === undefined ? { path: [...path] } : { path: [...path], value }),
        ),
      chooseTarget: (body: ExperimentContract['requests']['chooseTarget']['request'], label: string) =>
        send(['target'], { label }, port.request('chooseTarget', body)),
      changeColumns: (columns: ColumnSelection, change: ColumnChange, label: string) =>
        send(['features'], { label }, port.request('changeColumns', { columns, change })),
      resolveDifference: (how: 'nearest' | 'leaveOut', path?: KeyPath) =>
        send(
          path ?? ['features'],
          {},
          port.request('resolveDifference', path === undefined ? { how } : { how, path: [...path] }),
        ),
      chooseDataset: (label: string) => send(['dataset'], { label }, port.request('chooseDataset', {})),
      chooseBucket: (label: string) =>
        send(['output', 'bucket'], { label }, port.request('chooseBucket', {})),
      confirmDataset: () => runNow.current(port.request('confirmDataset', {})),
      dismiss: (path: KeyPath) => {
        newest.current.delete(keyOf(path));
        show(path, '', null);
      },
      train: () => runNow.current(trainIfTaken()),
    };
  }, [port]);
  return { ...actions, refusals, isTraining };
}
