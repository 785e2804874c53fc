import * as z from 'zod/mini';
import type { EstimatedProgress } from '../../data/shapes/progress.ts';
import { sharedRequests } from '../contract/messages.ts';
import type { Answers, FailureMessage, SharedRequests } from '../contract/messages.ts';
import { rowGridRequests } from '../contract/rowGrid.ts';
import type { RowGridChoices, RowGridRequests } from '../contract/rowGrid.ts';

const ownRequests = {
  /** Reads the file again; the states follow as pushes. */
  readAgain: z.object({}),
  /** Stops reading. */
  cancel: z.object({}),
  exploreData: z.object({}),
  /** Opens or creates the experiment of this table. */
  train: z.object({}),
  /** Opens the table in a text editor. */
  openAsText: z.object({}),
};

/** The Table editor: all rows of one file. */
export const tableRequests = { ...sharedRequests, ...rowGridRequests, ...ownRequests };

export type TableContract = {
  readonly requests: SharedRequests &
    RowGridRequests &
    Answers<
      typeof ownRequests,
      { readAgain: void; cancel: void; exploreData: void; train: void; openAsText: void }
    >;
  readonly pushes: { readonly state: TableState };
};

interface TableFile {
  readonly fileName: string;
  readonly sizeBytes?: number;
}

/** What is known of the table; each push replaces the last. */
export type TableState = TableUnread | TableReady | TableFailed;

/** Being read, or cancelled. */
interface TableUnread extends TableFile {
  readonly kind: 'loading' | 'cancelled';
  readonly progress?: EstimatedProgress;
}

export interface TableReady extends TableFile {
  readonly kind: 'ready';
  readonly rowCount: number;
  /** Of the file that was read. */
  readonly sha256: string;
  /** When it was read, ISO 8601. */
  readonly readAt: string;
  /** The file on disk has changed since it was read. */
  readonly stale?: 'changed' | 'deleted';
  /** It is being read again. */
  readonly isReading?: boolean;
  readonly progress?: EstimatedProgress;
}

export interface TableFailed extends TableFile {
  readonly kind: 'failed';
  readonly failure: FailureMessage;
  /** Lines of the file around the place, 1-based. */
  readonly excerpt?: readonly { readonly line: number; readonly text: string }[];
}

/** What the user chose on this page; restored after a reload. */
export type TableChoices = { grid?: RowGridChoices };
