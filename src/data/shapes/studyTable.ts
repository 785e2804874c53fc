import type { Feature } from './encoders/feature.ts';
import type { PreflightItem } from './findings.ts';

/** What a study needs to know of its table before it is planned. */
export interface StudyTable {
  readonly tableSha256: string;
  /** What preflight refuses. */
  readonly failure?: PreflightItem | undefined;
  /** As listed, or as a run of the experiment would have them. */
  readonly features: readonly Feature[];
  /** Rows of each fold, where folds were requested. */
  readonly foldSizes?: readonly number[] | undefined;
  /** Rows that are trained on or held out. */
  readonly usedRowCount: number;
  readonly testRowCount: number;
}
