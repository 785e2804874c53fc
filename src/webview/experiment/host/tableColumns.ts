import type { Engine } from '../../../data/engine/calls.ts';
import type { ColumnOutlines } from '../../../data/engine/profiles.ts';
import { featureAnyway } from '../../../data/experiment/featureAnyway.ts';
import { guessPredictorType } from '../../../data/experiment/guessPredictorType.ts';
import { suggestFeature } from '../../../data/experiment/suggestFeatures.ts';
import { whyUnusable } from '../../../data/experiment/usable.ts';
import { meaningOf } from '../../../data/findings/meaning.ts';
import type { ColumnOutline } from '../../../data/shapes/profile.ts';
import type { Experiment } from '../../../data/shapes/experiment.ts';
import type { DatasetState, DescribedColumn } from '../contract.ts';
import { differencesOf } from './differences.ts';

/** A table as the form knows it. */
export interface TableColumns extends Pick<ColumnOutlines, 'rowCount' | 'read'> {
  readonly columns: readonly DescribedColumn[];
}

/** Every column of the table: of a wide one in several answers. */
export async function readColumns(
  engine: Pick<Engine, 'describeColumns'>,
  path: string,
  { read, columns, target }: Pick<Experiment, 'read' | 'columns' | 'target'>,
  signal: AbortSignal,
): Promise<TableColumns> {
  const found: DescribedColumn[] = [];
  for (;;) {
    const request = { path, read, columns, target, firstColumn: found.length };
    const part = await engine.describeColumns(request, { signal });
    for (const column of part.columns) found.push(described(column, target));
    if (found.length >= part.columnCount || part.columns.length === 0)
      return { rowCount: part.rowCount, read: part.read, columns: found };
  }
}

function described(
  { min, max, correlation, leak, ...facts }: ColumnOutline,
  target: string,
): DescribedColumn {
  const unusable = whyUnusable(facts);
  const suggested = suggestFeature(facts);
  const isTarget = facts.name === target;
  return {
    ...facts,
    meaning: meaningOf(facts),
    wanted: featureAnyway(facts),
    problem: guessPredictorType(facts),
    ...(unusable === undefined ? {} : { unusable }),
    ...(suggested === undefined ? {} : { suggested }),
    ...(!isTarget || min === undefined || max === undefined ? {} : { range: [min, max] }),
    ...(isTarget || correlation === null ? {} : { correlation }),
    ...(leak === undefined ? {} : { isLeak: true }),
  };
}

const mostDifferences = 20;
/** More options than this are no menu. */
const mostTargets = 200;

/** What the page always knows of the table. */
export function datasetOf({ rowCount, read, columns }: TableColumns, experiment: Experiment): DatasetState {
  const names = columns.map(({ name }) => name);
  const target = columns.find(({ name }) => name === experiment.target);
  const targets = columns.filter(({ distinctCount }) => distinctCount > 1).map(({ name }) => name);
  const meanings = new Map<DescribedColumn['meaning'], number>();
  for (const { meaning } of columns) meanings.set(meaning, (meanings.get(meaning) ?? 0) + 1);
  const differences = differencesOf(experiment, names);
  return {
    kind: 'known',
    rowCount,
    columnCount: columns.length,
    missingCount: columns.reduce((sum, { missingCount }) => sum + missingCount, 0),
    read,
    ...(target === undefined ? {} : { target }),
    ...(targets.length > mostTargets ? {} : { targets }),
    meanings: [...meanings].map(([meaning, count]) => ({ meaning, count })),
    hasCorrelations: columns.some(({ correlation }) => correlation !== undefined),
    differences: differences.slice(0, mostDifferences),
    differenceCount: differences.length,
    breakingCount: differences.filter(({ path }) => path[0] !== 'columns').length,
  };
}
