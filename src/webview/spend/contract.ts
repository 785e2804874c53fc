import * as z from 'zod/mini';
import type { Price } from '../contract/price.ts';
import { sharedRequests } from '../contract/messages.ts';
import type { Answers, FailureMessage, SharedRequests } from '../contract/messages.ts';

/** "2026-12", of months in UTC. */
const month = z.string().check(z.regex(/^\d{4}-(?:0[1-9]|1[0-2])$/));

/** The tables of the page: an endpoint or a training job has a row in one of them, and one in that of its run. */
const spendTables = ['runs', 'endpoints', 'trainingJobs'] as const;
export type SpendTable = (typeof spendTables)[number];

const ownRequests = {
  showMonth: z.object({ month }),
  /** Shows as many rows of a table as a page shows at most. */
  showMore: z.object({ table: z.enum(spendTables) }),
  /** Saves every endpoint and training job of the month as CSV. */
  saveLines: z.object({ month }),
  /** Reads the journal again. */
  readAgain: z.object({}),
  openRun: z.object({
    connectionId: z.string().check(z.maxLength(2000)),
    trainingJobName: z.string().check(z.minLength(1), z.maxLength(200)),
  }),
  manageEndpoints: z.object({}),
  openSample: z.object({}),
  setCap: z.object({}),
  /** For prices that are unknown. */
  refreshPrices: z.object({}),
  setRate: z.object({}),
  /** What AWS billed in the month, from Cost Explorer, which bills the request. */
  readBill: z.object({ month }),
};

/** The Spending page: what was billed in a month, by run, endpoint and day. */
export const spendRequests = { ...sharedRequests, ...ownRequests };

export type SpendContract = {
  readonly requests: SharedRequests &
    Answers<
      typeof ownRequests,
      {
        showMonth: void;
        showMore: void;
        saveLines: void;
        readAgain: void;
        openRun: void;
        manageEndpoints: void;
        openSample: void;
        setCap: void;
        refreshPrices: void;
        setRate: void;
        readBill: void;
      }
    >;
  readonly pushes: { readonly state: SpendState };
};

export type SpendState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: FailureMessage }
  | SpendReady;

export interface SpendReady {
  readonly kind: 'ready';
  readonly month: string;
  /** Of which something is known, and the current one; the newest first. */
  readonly months: readonly string[];
  readonly isCurrent: boolean;
  /** ISO 8601. */
  readonly asOf: string;
  readonly total: SpendTotal;
  /** The monthly spend cap; only of the current month, as no other is checked. */
  readonly capUsd?: number;
  readonly running: SpendRunning;
  readonly days: readonly SpendDay[];
  readonly tables: SpendParts;
  /** Records that cannot be read: what they are about may be missing. */
  readonly unreadableCount: number;
  readonly bill: SpendBill;
  /** What is shown is from before: the journal could not be read again. */
  readonly lookFailure?: FailureMessage;
}

/** Of several resources: what is known of their cost, and how many are free or of unknown price. */
export interface Cost {
  readonly usd: number;
  readonly count: number;
  readonly freeCount: number;
  readonly unpricedCount: number;
}

export interface SpendTotal {
  readonly endpoints: Cost;
  readonly trainingJobs: Cost;
}

/** What had not ended by `asOf`. */
export interface SpendRunning {
  /** The first ones. */
  readonly rows: readonly ResourceRow[];
  readonly count: number;
  /** Of those whose price is known. */
  readonly usdPerHour: number;
  readonly freeCount: number;
  readonly unpricedCount: number;
  /** What they may still cost within the month, until leases and time limits end; those of unknown price left out. */
  readonly committedUsd: number;
}

/** A day in UTC; numbers of endpoints and of training jobs. */
export interface SpendDay {
  /** "2026-12-01" */
  readonly day: string;
  readonly endpointsUsd: number;
  readonly trainingUsd: number;
  readonly endpointsSeconds: number;
  readonly trainingSeconds: number;
  /** Of both, at an unknown price. */
  readonly unpricedSeconds: number;
}

/** The first rows of a table, and how many it has. */
export interface SpendPart<Row> {
  readonly rows: readonly Row[];
  readonly count: number;
}

interface SpendParts {
  readonly runs: SpendPart<RunSpendRow>;
  readonly endpoints: SpendPart<ResourceRow>;
  readonly trainingJobs: SpendPart<ResourceRow>;
}

export interface RunKey {
  readonly connectionId: string;
  readonly trainingJobName: string;
}

export interface RunSpendRow {
  /** Undefined where it is unknown whose model the endpoints serve. */
  readonly run?: RunKey;
  readonly experiment?: string;
  readonly connection: string;
  readonly training: Cost & { readonly seconds: number };
  readonly endpoints: Cost & { readonly seconds: number };
}

/** A price with its origin. */
export type SourcedPrice =
  | Exclude<Price, { readonly kind: 'hourly' }>
  | (Extract<Price, { readonly kind: 'hourly' }> & {
      readonly source: 'shipped' | 'price-file' | 'pricing-api' | 'typed';
      /** An ISO day. */
      readonly publishedOn: string;
    });

/** An endpoint or a training job, as far as it falls into the month. */
export interface ResourceRow {
  readonly kind: 'endpoint' | 'trainingJob';
  readonly name: string;
  readonly connection: string;
  /** Of a training job, its own; of an endpoint, that of its model. */
  readonly run?: RunKey;
  readonly experiment?: string;
  /** '' where it is unknown. */
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly price: SourcedPrice;
  /** ISO 8601; before the month for what runs into it. */
  readonly startedAt: string;
  /** Absent while it runs. */
  readonly endedAt?: string;
  readonly endedBy?: 'user' | 'window' | 'start-up' | 'schedule' | 'idle' | 'elsewhere' | 'job';
  readonly seconds: number;
  /** From its start to the end of its lease; absent without one. */
  readonly leaseMinutes?: number;
  /** When its lease or its time limit ends, while it runs. */
  readonly until?: string;
  /** Those of `seconds` after the end of its lease. */
  readonly pastLeaseSeconds: number;
  /** US dollars; absent where the price is unknown. */
  readonly usd?: number;
}

/** What AWS says that it billed, on the current connection. */
export type SpendBill =
  /** The connection is not to AWS. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'known';
      readonly connection: string;
      readonly isReading: boolean;
      readonly answer?: BillAnswer;
      /** Of the last attempt. */
      readonly failure?: FailureMessage;
    };

export interface BillAnswer {
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly accountId: string;
  /** AWS may still change it. */
  readonly isEstimated: boolean;
  /** ISO 8601. */
  readonly readAt: string;
  /** It is read at most once a day. */
  readonly isOfToday: boolean;
}

export type SpendChoices = { readonly measure?: 'usd' | 'hours' };
