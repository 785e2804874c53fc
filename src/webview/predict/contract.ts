import * as z from 'zod/mini';
import type { Field } from '../../data/fields/field.ts';
import type { TargetTransform } from '../../learner/targetTransform.ts';
import type { UnpredictableRows } from '../../data/shapes/predictions.ts';
import type { RemarkedRows } from '../../data/fields/predictionBatch.ts';
import type { PredictorType } from '../../learner/hyperparameters/spec.ts';
import type { Answer, BinaryEvaluation, Evaluation } from '../../learner/metrics/evaluation.ts';
import { sharedRequests } from '../contract/messages.ts';
import type { Answers, FailureMessage, SharedRequests } from '../contract/messages.ts';

const cell = z.union([z.number(), z.string().check(z.maxLength(10_000))]);

/** The Predict page: one endpoint. */
export const predictRequests = {
  ...sharedRequests,
  predict: z.object({
    /** One object a row, by column name. */
    rows: z.array(z.record(z.string(), cell)).check(z.minLength(1), z.maxLength(1000)),
    contentType: z.enum(['text/csv', 'application/json']),
  }),
  /** The model along a column of numbers, the others as in `row`. */
  curve: z.object({
    column: z.string(),
    numbers: z.array(z.number()).check(z.minLength(1), z.maxLength(200)),
    row: z.record(z.string(), cell),
  }),
  predictHeldOut: z.object({}),
  /** Lets the user choose a table, writes NAME.predicted.csv next to it. */
  predictFile: z.object({}),
  cancelFile: z.object({}),
  openLastFile: z.object({}),
  openRun: z.object({}),
  /** Confirms on the host, then deletes; fails as cancelled when the user declines. */
  deleteEndpoint: z.object({}),
  extendLease: z.object({}),
  deployAgain: z.object({}),
  refresh: z.object({}),
};

export type PredictContract = {
  readonly requests: SharedRequests &
    Answers<
      Omit<typeof predictRequests, keyof typeof sharedRequests>,
      {
        predict: Exchange;
        curve: Curve;
        predictHeldOut: HeldOutAnswer;
        /** Null when no file was chosen. */
        predictFile: PredictedFile | null;
        cancelFile: void;
        openLastFile: void;
        openRun: void;
        deleteEndpoint: void;
        extendLease: void;
        deployAgain: void;
        refresh: void;
      }
    >;
  /** `update` is how far a file is, which changes more often than all else. */
  readonly pushes: { readonly state: PredictState; readonly update: Pick<PredictReady, 'fileWork'> };
};

/** What is known of the endpoint; each push replaces the one before. */
export type PredictState =
  | { readonly kind: 'loading'; readonly endpointName: string; readonly connection: string }
  | PredictReady
  | {
      readonly kind: 'gone';
      readonly endpointName: string;
      readonly connection: string;
      readonly target?: string;
      /** The last prediction, if this page made one. */
      readonly lastAsked?: Exchange;
      /** Of the run whose model it served, where that is known. */
      readonly trainingJobName?: string;
    }
  | {
      readonly kind: 'failed';
      readonly endpointName: string;
      readonly connection: string;
      readonly failure: FailureMessage;
    };

export interface PredictReady {
  readonly kind: 'ready';
  readonly endpoint: EndpointFacts;
  readonly model: PredictModel;
  /** Newest first, at most 20. */
  readonly asked: readonly Exchange[];
  readonly lastFile?: PredictedFile;
  /** The file that is being predicted. */
  readonly fileWork?: FileWork | undefined;
  /** The endpoint could not be looked at since then (ISO 8601): all of this is from before. */
  readonly lost?: { readonly failure: FailureMessage; readonly since: string };
}

export interface EndpointFacts {
  readonly name: string;
  /** As the status bar names it: "Local", "default@us-east-1". */
  readonly connection: string;
  /** SageMaker's own word: InService, Creating, Failed, Deleting, … */
  readonly status: string;
  readonly failureReason?: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly price: EndpointPrice;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly lease: EndpointLease;
}

export type EndpointLease =
  /** Its tags could not be read. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'none' }
  /** `endsAt` in ISO 8601, by the clock of this machine. `keepers`: all that may delete the endpoint then. */
  | { readonly kind: 'until'; readonly endsAt: string; readonly keepers: readonly EndpointKeeper[] };

export interface EndpointKeeper {
  readonly who: 'embedded-server' | 'open-window' | 'next-start' | 'aws';
  /** Whether it will, or why not. */
  readonly state: 'on' | 'not-yours' | 'no-schedule' | 'no-role' | 'unknown';
}

export type EndpointPrice =
  | { readonly kind: 'free' }
  /** US dollars: an hour, all instances together. */
  | { readonly kind: 'hourly'; readonly usdPerHour: number; readonly source: string }
  | { readonly kind: 'unknown'; readonly instanceType: string };

export interface PredictModel {
  readonly predictorType: PredictorType;
  readonly target: string;
  /** The model learned this function of the target; answers are of the target itself. */
  readonly targetTransform?: TargetTransform | undefined;
  /** Of a classifier: class i is called `classNames[i]`. */
  readonly classNames: readonly string[];
  /** Of a binary classifier: its own threshold, and where the held-out rows lie. */
  readonly binary?: Pick<BinaryEvaluation, 'threshold' | 'scoreKind'> &
    Pick<BinaryEvaluation['judgement'], 'histogram'>;
  /** The columns that it needs. */
  readonly fields: readonly PredictField[];
  readonly trainingRowCount?: number;
  /** Root mean square error of the held-out rows, in the target's unit. */
  readonly rmse?: number;
  /** Whether `curve` has an answer. */
  readonly hasCurve: boolean;
  readonly hasHeldOutRows: boolean;
  /** Of the run that it comes from. */
  readonly trainingJobName: string;
}

export interface PredictField extends Field {
  /** So many known values are not among `levels`, which are the most frequent ones. */
  readonly moreLevels?: number;
}

export interface Curve {
  /** The model's predictions at the numbers requested. */
  readonly line: readonly At[];
  /** Training rows, at most 2,000. */
  readonly points: readonly At[];
}

interface At {
  readonly x: number;
  readonly y: number;
}

/** One request as sent and its response as received. */
export interface Exchange {
  readonly askedAt: string;
  readonly rows: readonly Readonly<Record<string, number | string>>[];
  /** One a row. */
  readonly answers: readonly Answer[];
  readonly request: { readonly path: string; readonly contentType: string; readonly body: string };
  readonly response: {
    readonly status: number;
    readonly contentType: string;
    readonly body: string;
    readonly milliseconds: number;
  };
  /** The same request for a terminal and for Python. */
  readonly curl: string;
  readonly boto3: string;
}

export interface HeldOutAnswer {
  /** Its predictions and metrics are the endpoint's. */
  readonly evaluation: Evaluation;
  /** max |endpoint − local evaluation| over the rows; null when there is no local evaluation. */
  readonly largestDifference: number | null;
  /** Rows that were sent; the evaluation may hold a part of them. */
  readonly rowCount: number;
  readonly requestCount: number;
}

export interface FileWork {
  readonly fileName: string;
  /** From 0 to 1, of reading it or of predicting its rows; absent while that is not known. */
  readonly share?: number;
  /** Absent while the file is read. */
  readonly rows?: { readonly done: number; readonly of: number };
  readonly remainingMs?: number | undefined;
}

export interface PredictedFile {
  readonly fileName: string;
  readonly rowCount: number;
  readonly predictedCount: number;
  readonly requestCount: number;
  /** Rows without a prediction, by column and what is the matter with its cells. */
  readonly unpredicted: readonly (UnpredictableRows & { readonly line?: number })[];
  /** Values that are not as those of the training rows. */
  readonly remarks: readonly RemarkedRows[];
}

/** What the user chose on this page; restored after a reload. */
export type PredictChoices = {
  values?: Record<string, string>;
  contentType?: 'text/csv' | 'application/json';
  axis?: string;
};
