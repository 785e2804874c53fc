import { columnsOf } from '../../../data/shapes/encoders/feature.ts';
import type { Feature } from '../../../data/shapes/encoders/feature.ts';
import type { Experiment } from '../../../data/shapes/experiment.ts';
import type {
  ColumnFeatureRow,
  ColumnList,
  ColumnQuery,
  ColumnRow,
  ColumnSelection,
  FeaturesFacts,
  DescribedColumn,
} from '../contract.ts';

/** The columns of a table, and what its experiment makes of them. Wide tables have many: a page gets them in parts. */
export interface KnownColumns {
  readonly facts: readonly DescribedColumn[];
  readonly experiment: Pick<Experiment, 'target' | 'features' | 'columns'>;
  /** As listed, or those of a new experiment. */
  readonly features: readonly Feature[];
  /** Output columns of each feature that the preflight has looked at, by `featureKey`. */
  readonly outputCounts: ReadonlyMap<string, number>;
}

/** Equal for features that are made alike. */
export const featureKey = (feature: Feature) => JSON.stringify(feature);

/** What is trained on: as listed, or every usable column but the target as it is by default. */
export const featuresOf = (
  { features, target }: Pick<Experiment, 'features' | 'target'>,
  facts: readonly DescribedColumn[],
): readonly Feature[] =>
  features ?? facts.flatMap(({ name, suggested }) => (name === target ? [] : (suggested ?? [])));

/** The column of a feature that is made of one alone. */
export const onlyColumnOf = (feature: Feature): string | undefined =>
  'product' in feature ? undefined : feature.column;

/** The features made of one column each, by its name. */
function featuresByColumn({
  features,
  outputCounts,
}: Pick<KnownColumns, 'features' | 'outputCounts'>): ReadonlyMap<string, readonly ColumnFeatureRow[]> {
  const found = new Map<string, ColumnFeatureRow[]>();
  for (const [index, feature] of features.entries()) {
    const column = onlyColumnOf(feature);
    if (column === undefined) continue;
    const row = featureRow(feature, index, outputCounts);
    const others = found.get(column);
    if (others === undefined) found.set(column, [row]);
    else others.push(row);
  }
  return found;
}

function featureRow(
  feature: Feature,
  index: number,
  outputCounts: KnownColumns['outputCounts'],
): ColumnFeatureRow {
  const outputCount = outputCounts.get(featureKey(feature));
  return { index, feature, ...(outputCount === undefined ? {} : { outputCount }) };
}

type RowOf = (facts: DescribedColumn) => ColumnRow;

function rowsBy(known: KnownColumns): RowOf {
  const { target, columns } = known.experiment;
  const byColumn = featuresByColumn(known);
  return (facts) => {
    const features = byColumn.get(facts.name) ?? [];
    const options = columns !== undefined && Object.hasOwn(columns, facts.name) && columns[facts.name];
    const role = facts.name === target ? 'target' : features.length > 0 ? 'feature' : 'unused';
    return { ...facts, role, features, ...(options ? { options } : {}) };
  };
}

export function columnRow(known: KnownColumns, name: string): ColumnRow | null {
  const facts = known.facts.find((one) => one.name === name);
  return facts === undefined ? null : rowsBy(known)(facts);
}

/** The columns that match, in the table's order. */
function matching(known: KnownColumns, { search, show, meaning }: ColumnQuery): readonly ColumnRow[] {
  const wanted = search.trim().toLocaleLowerCase();
  const rowOf = rowsBy(known);
  return known.facts.flatMap((facts) => {
    if (meaning !== undefined && facts.meaning !== meaning) return [];
    if (!facts.name.toLocaleLowerCase().includes(wanted)) return [];
    const row = rowOf(facts);
    return show === 'all' || (show === 'used') === (row.role !== 'unused') ? [row] : [];
  });
}

/** A part of the columns that match, of at most `count`. */
export function listColumns(
  known: KnownColumns,
  { query, from, count }: { readonly query: ColumnQuery; readonly from: number; readonly count: number },
): ColumnList {
  const all = matching(known, query);
  return {
    from,
    rows: all.slice(from, from + count),
    matchingCount: all.length,
    usedCount: all.filter(({ role }) => role !== 'unused').length,
  };
}

/** The rows that a change is about. */
export function selectedColumns(known: KnownColumns, selection: ColumnSelection): readonly ColumnRow[] {
  if ('query' in selection) return matching(known, selection.query);
  const names = new Set(selection.names);
  return known.facts.filter(({ name }) => names.has(name)).map(rowsBy(known));
}

const mostSuggested = 50;

/** Names with a text in them; those that begin with it first. */
export function suggestColumns({ facts }: Pick<KnownColumns, 'facts'>, text: string): readonly string[] {
  const wanted = text.trim().toLocaleLowerCase();
  const names = facts.map(({ name }) => name);
  const lower = (name: string) => name.toLocaleLowerCase();
  const begins = names.filter((name) => lower(name).startsWith(wanted));
  const holds = names.filter((name) => lower(name).includes(wanted) && !lower(name).startsWith(wanted));
  return [...begins, ...holds].slice(0, mostSuggested);
}

const mostExtras = 100;

/** What the page always knows of the features. */
export function featuresFacts(known: Omit<KnownColumns, 'facts'>): FeaturesFacts {
  const { features, experiment, outputCounts } = known;
  const seen = new Set<string>();
  const extras: ColumnFeatureRow[] = [];
  for (const [index, feature] of features.entries()) {
    const column = onlyColumnOf(feature);
    if (column === undefined || seen.has(column)) extras.push(featureRow(feature, index, outputCounts));
    else seen.add(column);
  }
  const counts = features.map((feature) => outputCounts.get(featureKey(feature)));
  const isCounted = counts.every((count) => count !== undefined);
  return {
    count: features.length,
    isListed: experiment.features !== undefined,
    columnCount: new Set(features.flatMap(columnsOf)).size,
    ...(isCounted ? { outputCount: counts.reduce((sum, count) => sum + count, 0) } : {}),
    extras: extras.slice(0, mostExtras),
    extraCount: extras.length,
  };
}
