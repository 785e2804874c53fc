import * as z from 'zod/mini';
import type { EstimatedProgress } from '../../data/shapes/progress.ts';
import type { PairRelation, TargetRanking } from '../../data/shapes/pairs.ts';
import type { CorrelationMatrix, FoundColumns, Profile, RegressionFit } from '../../data/shapes/profile.ts';
import { tableEditsSchema } from '../../data/shapes/tableEdits.ts';
import type { TableEdits } from '../../data/shapes/tableEdits.ts';
import { sharedRequests } from '../contract/messages.ts';
import type { Answers, FailureMessage, SharedRequests } from '../contract/messages.ts';
import { rowGridRequests } from '../contract/rowGrid.ts';
import type { RowGridChoices, RowGridRequests } from '../contract/rowGrid.ts';

const column = z.string().check(z.maxLength(10_000));

const ownRequests = {
  regression: z.object({ target: column, feature: column }),
  /** Columns ranked by their relation with the target. */
  rankRelations: z.object({ target: column }),
  /** How two columns are related, over all rows; `target` is the page's target. */
  relatePair: z.object({ x: column, y: column, target: z.optional(column) }),
  /** Opens or makes the experiment of this table; `target` is the one chosen on the page. */
  train: z.object({ target: z.optional(column) }),
  split: z.object({}),
  upload: z.object({}),
  convert: z.object({}),
  copyAsPandas: z.object({}),
  /** Saves a copy of a table in S3. */
  download: z.object({}),
  /** Opens the table in a text editor. */
  openAsText: z.object({}),
  /** Opens all rows in the Table editor. */
  openAsTable: z.object({}),
  /** Reads the table with these edits in place of the ones before. Fails, and keeps those, when it cannot be read so. */
  edit: z.object({ edits: tableEditsSchema }),
  /** Shows the columns from `firstColumn` on, related to `target`. */
  turn: z.object({
    firstColumn: z.int().check(z.nonnegative(), z.maximum(1_000_000)),
    target: z.optional(column),
  }),
  findColumns: z.object({ text: column }),
  /** Of a page of columns that has too many pairs to relate them all. */
  correlations: z.object({ names: z.array(column).check(z.maxLength(60)) }),
  /** Writes the rows that were set aside to a file beside the table, and opens it. */
  saveWrongRows: z.object({}),
  /** Reads the file again; the states follow as pushes. */
  readAgain: z.object({}),
  /** Stops reading. */
  cancel: z.object({}),
};

/** The Data page: one table, looked at. */
export const dataRequests = { ...sharedRequests, ...rowGridRequests, ...ownRequests };

export type DataContract = {
  readonly requests: SharedRequests &
    RowGridRequests &
    Answers<
      typeof ownRequests,
      {
        regression: RegressionFit;
        rankRelations: TargetRanking;
        relatePair: PairRelation;
        train: void;
        split: void;
        upload: void;
        convert: void;
        copyAsPandas: void;
        download: void;
        openAsText: void;
        openAsTable: void;
        edit: void;
        turn: void;
        findColumns: FoundColumns;
        correlations: CorrelationMatrix;
        saveWrongRows: void;
        readAgain: void;
        cancel: void;
      }
    >;
  readonly pushes: { readonly state: DataState; readonly update: DataUpdate };
};

/** What changes often, without the rest of the state. */
export interface DataUpdate {
  readonly progress: EstimatedProgress;
}

/** What is known of the table; each push replaces the last. */
export type DataState = DataUnread | DataReady | DataFailed;

/** Being read, or cancelled. */
interface DataUnread {
  readonly kind: 'loading' | 'cancelled';
  readonly fileName: string;
  /** Of a table in S3. */
  readonly s3Uri?: string;
  readonly sizeBytes?: number;
  readonly progress?: EstimatedProgress;
}

/** What is kept with a table that was read, or could not be. */
interface Edited {
  readonly edits: TableEdits;
  /** The experiment that the edits are part of; absent while they are only this page's. */
  readonly experiment?: { readonly name: string; readonly target: string };
  /** The column that the user chose to predict. */
  readonly target?: string;
}

export interface DataReady extends Edited {
  readonly kind: 'ready';
  /** Of a table in S3. */
  readonly s3Uri?: string;
  readonly profile: Profile;
  /** When the file was read, ISO 8601. */
  readonly readAt: string;
  /** The file on disk has changed since it was read. */
  readonly stale?: 'changed' | 'deleted';
  /** It is being read again, as it is on disk now or with other edits. */
  readonly isReading?: boolean;
  /** More rows of it are being read; without, a profile of a sample is one of a reading that was given up. */
  readonly isPartial?: boolean;
  /** Of the reading that is under way, once it is known. */
  readonly progress?: EstimatedProgress;
}

export interface DataFailed extends Edited {
  readonly kind: 'failed';
  readonly fileName: string;
  /** Of a table in S3. */
  readonly s3Uri?: string;
  readonly sizeBytes?: number;
  readonly failure: FailureMessage;
  /** Lines of the file around the place, 1-based. */
  readonly excerpt?: readonly { readonly line: number; readonly text: string }[];
}

/** What the user chose on this page; restored after a reload. */
export type DataChoices = {
  /** The column of numbers that relations are about while the target is none. */
  lineTarget?: string;
  feature?: string;
  /** Of the rows. */
  grid?: RowGridChoices;
  /** The drawn pair of columns, for this target. */
  pair?: { readonly x: string; readonly y: string; readonly target?: string | undefined };
};
