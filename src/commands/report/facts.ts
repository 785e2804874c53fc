import type { Profile } from '../../data/shapes/profile.ts';
import type { RunRow } from '../../data/shapes/runRow.ts';
import type { Evaluation } from '../../learner/metrics/evaluation.ts';
import type { ReportPicture } from '../../runs/report/document.ts';
import type { RunRecord } from '../../runs/runRecords.ts';

/** What a report is made of. */
export interface ReportFacts {
  readonly record: RunRecord;
  /** As the history has the run, with what the user says about it; absent where it has been removed there. */
  readonly row?: Pick<RunRow, 'title' | 'note' | 'tags' | 'intervals'> | undefined;
  readonly evaluation: Evaluation;
  readonly pictures: readonly ReportPicture[];
  /** Of the connection. */
  readonly label: string;
  /** Of the table that the run was trained on; absent with why where it is no longer there. */
  readonly data:
    | { readonly kind: 'profile'; readonly profile: Profile }
    | { readonly kind: 'changed' | 'missing' };
  /** As the job ran. */
  readonly job: {
    readonly imageUri: string;
    readonly instanceType: string;
    readonly instanceCount: number;
    /** ISO 8601 */
    readonly createdAt: string;
    readonly hyperparameters: Readonly<Record<string, string>>;
  };
}
