import * as z from 'zod/mini';
import type { MetricName } from '../../learner/metrics/metricNames.ts';
import { sharedRequests } from '../contract/messages.ts';
import type { Answers, FailureMessage, SharedRequests } from '../contract/messages.ts';
import { comparable, runCommandIds } from '../contract/runColumns.ts';
import type { RunColumnId } from '../contract/runColumns.ts';

const columnId = z.custom<RunColumnId>(
  (given) => typeof given === 'string' && given.length > 0 && given.length <= 500,
);
const time = z.number().check(z.minimum(-8.64e15), z.maximum(8.64e15));

/** Identifies a run. */
const runKey = z.object({
  connectionId: z.string().check(z.maxLength(2000)),
  trainingJobName: z.string().check(z.minLength(1), z.maxLength(200)),
});
export type RunKey = z.infer<typeof runKey>;

/** When days, weeks and months begin where the user is; ms since 1970. */
const calendar = z.object({ yesterday: time, today: time, week: time, month: time });
export type Calendar = z.infer<typeof calendar>;

const runsQuery = z.object({
  /** In the language of the filter; empty for all runs. */
  filter: z.string().check(z.maxLength(2000)),
  calendar,
  sort: z.object({ column: columnId, direction: z.enum(['ascending', 'descending']) }),
  isGrouped: z.boolean(),
  /** Columns with one value for all runs are folded, settings with several are shown. */
  onlyDiffering: z.boolean(),
  /** All settings that differ, however many. */
  allSettings: z.boolean(),
  /** Columns that the user wants to see, or not to see, whatever the runs are. */
  shown: z.array(columnId).check(z.maxLength(500)),
  hidden: z.array(columnId).check(z.maxLength(500)),
});
export type RunsQuery = z.infer<typeof runsQuery>;

const ownRequests = {
  /** What the table shows, and its first lines. */
  view: z.object({ query: runsQuery }),
  /** Lines of the view, from the one at `from` on. */
  lines: z.object({ query: runsQuery, from: z.int().check(z.minimum(0), z.maximum(100_000_000)) }),
  /** Saves all lines of the view as CSV. */
  saveLines: z.object({ query: runsQuery }),
  openRun: runKey,
  runCommand: z.object({ command: z.enum(runCommandIds), run: runKey }),
  compare: z.object({
    runs: z.array(runKey).check(z.minLength(comparable.least), z.maxLength(comparable.most)),
  }),
  /** Looks up how runs ended, and evaluates those that were not. */
  catchUp: z.object({}),
  /** Looks for runs of other machines on the current connection. */
  findRuns: z.object({}),
  /** Stops that. */
  cancel: z.object({}),
  /** Reads the runs again from their records. */
  readAgain: z.object({}),
  /** Trains the experiment of the page, or opens it. */
  openExperiment: z.object({}),
  openSample: z.object({}),
  showAll: z.object({}),
};

/** The Runs page: the runs of one experiment, of a folder, or all of them. */
export const runsRequests = { ...sharedRequests, ...ownRequests };

export type RunsContract = {
  readonly requests: SharedRequests &
    Answers<
      typeof ownRequests,
      {
        view: RunsView;
        lines: RunsLines;
        saveLines: void;
        openRun: void;
        runCommand: void;
        compare: void;
        catchUp: void;
        findRuns: void;
        cancel: void;
        readAgain: void;
        openExperiment: void;
        openSample: void;
        showAll: void;
      }
    >;
  readonly pushes: { readonly state: RunsState };
};

/** Which runs the page is about; `name` is the experiment's or the folder's. */
export type RunsScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'experiment' | 'folder'; readonly name: string };

export type RunsState =
  | { readonly kind: 'loading'; readonly scope: RunsScope }
  | { readonly kind: 'failed'; readonly scope: RunsScope; readonly failure: FailureMessage }
  | RunsReady;

export interface RunsReady {
  readonly kind: 'ready';
  readonly scope: RunsScope;
  /** Changes whenever the runs do. */
  readonly revision: number;
  readonly runCount: number;
  /** Runs whose records cannot be read; the first ones by name. */
  readonly unreadable: { readonly count: number; readonly first: readonly UnreadableLine[] };
  /** Runs of which it is not known how they ended, or how good their model is. */
  readonly incompleteCount: number;
  /** Tables of which it is not known yet whether they have changed. */
  readonly uncheckedTables: number;
  readonly catchingUp?: CatchingUp;
  readonly catchUpFailure?: FailureMessage;
  /** The runs have changed and could not be read: what is shown is from before. */
  readonly lookFailure?: FailureMessage;
}

/** What is being looked up, and how far that is; 0 of 0 while it is not known how much there is. */
export interface CatchingUp {
  readonly step: 'finding' | 'describing' | 'evaluating';
  readonly done: number;
  readonly of: number;
}

export interface UnreadableLine {
  readonly name: string;
  readonly reason: string;
}

/** A metric of held-out rows with its 95 % interval. */
export interface MetricCell {
  readonly name: MetricName;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** A text, a number in the unit of its column, tags, or a metric; null where a run has none. */
export type RunCell = null | string | number | readonly string[] | MetricCell;

/** The table that a run was trained on is no longer as it was, or no longer there. */
export type TableChange = 'changed' | 'missing';

export interface RunLine {
  readonly kind: 'run';
  readonly run: RunKey;
  readonly title: string;
  readonly isPinned: boolean;
  /** What has become of its table, once that is known. */
  readonly tableChange?: TableChange;
  /** In the order of the view's columns. */
  readonly cells: readonly RunCell[];
}

/** The head of the runs of one experiment. */
export interface GroupLine {
  readonly kind: 'group';
  readonly name: string;
  readonly path: string;
  readonly runCount: number;
}

export interface RunsLines {
  readonly from: number;
  readonly lines: readonly (RunLine | GroupLine)[];
}

/** What a filter says that cannot be understood, in its own words. */
export type FilterProblem =
  | { readonly kind: 'name'; readonly text: string; readonly near?: string }
  | { readonly kind: 'number'; readonly text: string; readonly name: string }
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'comparison'; readonly text: string; readonly name: string }
  | { readonly kind: 'or' };

export interface SameValue {
  readonly column: RunColumnId;
  readonly cell: Exclude<RunCell, null>;
}

/** What a query finds, besides the lines themselves. */
export interface RunsFound {
  /** Runs that match the filter. */
  readonly matchCount: number;
  readonly columns: readonly RunColumnId[];
  /** What all of them have in common, instead of columns. */
  readonly same: readonly SameValue[];
  /** Settings that differ and are not shown. */
  readonly moreSettings: number;
  /** Every column that could be shown. */
  readonly choosable: readonly RunColumnId[];
  /** The metric that the runs are ranked by, if it is one for all. */
  readonly metric: MetricName | null;
  readonly problems: readonly FilterProblem[];
  readonly history: MetricHistory | null;
}

export interface RunsView extends RunsFound, RunsLines {
  readonly lineCount: number;
}

/** The main metric over time, of the newest runs that match; oldest first. */
export interface MetricHistory {
  readonly metric: MetricName;
  readonly points: readonly HistoryPoint[];
  /** Runs with this metric that match. */
  readonly runCount: number;
  /** Runs that match and are measured by another metric. */
  readonly otherCount: number;
}

export interface HistoryPoint extends RunKey {
  readonly title: string;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  readonly isPinned: boolean;
}

/** What the user chose on this page; restored after a reload. */
export type RunsChoices = {
  filter?: string;
  sort?: RunsQuery['sort'];
  isGrouped?: boolean;
  onlyDiffering?: boolean;
  shown?: readonly RunColumnId[];
  hidden?: readonly RunColumnId[];
  hasChart?: boolean;
};
