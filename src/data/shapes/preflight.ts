import type { PreflightItem } from './findings.ts';
import type { PreparedRun } from './preparation.ts';

export interface Preflight {
  /** Of the table as it was looked at. */
  readonly tableSha256: string;
  readonly items: readonly PreflightItem[];
  readonly rowCounts: PreparedRun['rowCounts'];
  readonly featureCount: number;
  /** How many of them each feature makes, in the order of the features. */
  readonly outputCounts: readonly number[];
  readonly miniBatchSize: number;
  readonly droppedRowCount: number;
  /** Of a classifier's target, over all rows; the first names in their order. */
  readonly classes?: { readonly count: number; readonly names: readonly string[] };
}
