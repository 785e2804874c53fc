import * as z from 'zod/mini';
import type { PackedOutputs } from '../../data/fields/packedOutputs.ts';
import type { RowCounts } from '../../data/shapes/preparation.ts';
import type { Evaluation } from '../../learner/metrics/evaluation.ts';
import { runCommandIds } from '../contract/runColumns.ts';
import { sharedRequests } from '../contract/messages.ts';
import type { Answers, FailureMessage, SharedRequests } from '../contract/messages.ts';
import type { Price } from '../contract/price.ts';

const twinText = z.string().check(z.maxLength(1000));

/** A picture of the page, and the first rows of its table twin. */
const reportPictureSchema = z.object({
  key: z.string().check(z.regex(/^[\w-]{1,100}$/)),
  title: z.string().check(z.maxLength(2000)),
  caption: z.optional(z.string().check(z.maxLength(5000))),
  format: z.enum(['svg', 'png']),
  content: z.string().check(z.maxLength(1_000_000), z.regex(/^(?:<svg |[A-Za-z0-9+/]+=*$)/)),
  twin: z.object({
    columns: z.array(z.object({ label: twinText, isNumeric: z.optional(z.boolean()) })),
    rows: z.array(z.array(twinText)).check(z.maxLength(100)),
    rowCount: z.int(),
  }),
});
export type DrawnPicture = z.infer<typeof reportPictureSchema>;

/** The Run page: one training job, live and done. */
export const runRequests = {
  ...sharedRequests,
  /** Stops the job. */
  stop: z.object({}),
  deploy: z.object({}),
  /** Runs a command about this run. */
  runCommand: z.object({ command: z.enum(runCommandIds) }),
  /** Opens the page of the run's endpoint. */
  predict: z.object({}),
  openExperiment: z.object({}),
  /** Opens the Spending page. */
  showSpend: z.object({}),
  /** Sets what `advice.longer` says in the experiment, and offers to train it. */
  trainLonger: z.object({}),
  /** Copies the preparation as Python. */
  copyPreparation: z.object({}),
  /** Selects the training data in the tree. */
  showInTree: z.object({}),
  /** The log as the container wrote it, from line `from` (counted from 0) on. */
  rawLog: z.object({ from: z.int().check(z.nonnegative()) }),
  /** Of a binary classifier: with the answers at this threshold. */
  saveAsCsv: z.object({ threshold: z.optional(z.number()) }),
  /** One of the pictures that `report` of the state wants, in the order of the page. */
  reportPicture: z.object({ report: z.int(), picture: reportPictureSchema }),
  /** All pictures have been sent, or why that was not possible. */
  reportDrawn: z.object({ report: z.int(), failure: z.optional(z.string().check(z.maxLength(1000))) }),
};

export type RunContract = {
  readonly requests: SharedRequests &
    Answers<
      Omit<typeof runRequests, keyof typeof sharedRequests>,
      {
        stop: void;
        deploy: void;
        runCommand: void;
        predict: void;
        openExperiment: void;
        showSpend: void;
        trainLonger: void;
        copyPreparation: void;
        showInTree: void;
        /** At most 5,000 lines at once; none where the log has no more. */
        rawLog: { readonly lines: readonly string[] };
        saveAsCsv: void;
        reportPicture: void;
        reportDrawn: void;
      }
    >;
  readonly pushes: { readonly state: RunState; readonly update: RunUpdate };
};

/** What is known of the run; it replaces all that was known. During a run, `update` carries what changed. */
export type RunState =
  | { readonly kind: 'loading'; readonly title: string }
  | { readonly kind: 'failed'; readonly title: string; readonly failure: FailureMessage }
  | RunFollowed;

export interface RunFollowed {
  readonly kind: 'run';
  /** Name of the experiment, or of the job when it was made elsewhere. */
  readonly title: string;
  readonly connection: string;
  readonly job: JobFacts;
  readonly phases: readonly RunPhase[];
  readonly curves: LossCurves;
  /** Newest first, at most 200. */
  readonly events: readonly ReadableEvent[];
  readonly logLineCount: number;
  /** Why the log may not be read; absent where it may. */
  readonly logFailure?: FailureMessage;
  /** What this machine knows of the run; absent for a job made elsewhere. */
  readonly data?: RunData;
  readonly model?: RunModel;
  /** The job has ended and its model is being evaluated here, on so many held-out rows. */
  readonly evaluating?: { readonly rowCount: number };
  /** Of a finished model, on the held-out rows; of many, `pairs` holds a part. */
  readonly evaluation?: Evaluation;
  readonly evaluationFailure?: FailureMessage;
  /** Of a finished model. */
  readonly advice?: TrainingAdvice;
  /** What this machine's history has of the run; absent for one that it does not have. */
  readonly own?: OwnRun;
  /** What has become of the table that it was trained on. */
  readonly datasetChange?: 'changed' | 'missing';
  /** The newest endpoint that was made of this job and may live. */
  readonly endpointName?: string;
  /** Every hyperparameter that the experiment could set with effect, and those of the job, by name. */
  readonly known: Readonly<Record<string, { readonly default: string; readonly hint: string }>>;
  /** Of the training. */
  readonly price: Price;
  /** Of the endpoint that the experiment describes; absent for a job made elsewhere. */
  readonly endpointPrice?: Price;
  /** A report waits for the pictures of the page. */
  readonly report?: { readonly id: number; readonly format: DrawnPicture['format'] };
  /** The connection was lost and is being tried again. */
  readonly lost?: FailureMessage;
}

interface OwnRun {
  readonly isPinned: boolean;
  readonly note?: string;
}

/** What a finished training leaves to gain. */
export interface TrainingAdvice {
  /** Hyperparameters of a training that goes on for longer; absent where nothing says that it would gain. */
  readonly longer?: Readonly<Record<string, number>>;
  /** The mean error on the held-out rows, where it is far from zero, and whether it is on the training rows too. */
  readonly meanError?: { readonly value: number; readonly isTrained: boolean };
}

export interface JobFacts {
  readonly name: string;
  /** SageMaker's own word. */
  readonly status: string;
  readonly secondaryStatus: string;
  readonly failureReason?: string;
  /** What to do about the reason. */
  readonly failureAdvice?: string;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly endedAt?: string;
  readonly imageUri: string;
  readonly roleArn: string;
  readonly trainS3Uri: string;
  readonly outputS3Uri: string;
  readonly modelS3Uri?: string;
  readonly instanceType: string;
  readonly instanceCount: number;
  readonly maxRuntimeSeconds: number;
  readonly hyperparameters: Readonly<Record<string, string>>;
}

export interface RunPhase {
  readonly name: 'prepare' | 'upload' | 'start' | 'train' | 'save';
  readonly state: 'done' | 'now' | 'todo' | 'failed' | 'stopped';
  /** Of a phase that has ended. */
  readonly durationMs?: number;
  /** Milliseconds since 1970, of a phase that runs. */
  readonly startedAt?: number;
}

export interface LossCurves {
  /** `losses[model][i]` is the loss after epoch `epochs[i]`; models from 0. */
  readonly losses: readonly (readonly number[])[];
  /** From 1; at most 300 of `epochCount`, evenly spaced, and the last. */
  readonly epochs: readonly number[];
  readonly epochCount: number;
  readonly lossOf: 'train' | 'validation';
  /** The lowest loss, of the winner once it is known; models from 0, epochs from 1; absent before the first epoch. */
  readonly best?: { readonly model: number; readonly loss: number; readonly epoch: number };
  /** The best model's loss after the last epoch and the one before. */
  readonly latest: readonly number[];
  readonly plannedEpochs: number;
  readonly stillFalling: boolean;
  readonly stoppedEarly: boolean;
  /** What the models differ in most, where it is known. */
  readonly models?: readonly { readonly learningRate: number; readonly wd: number }[];
  /** The winner's hyperparameters as the log names them. */
  readonly winner?: Readonly<Record<string, string | number>>;
}

export interface ReadableEvent {
  /** ISO 8601 */
  readonly at: string;
  readonly event:
    | {
        readonly kind: 'improved' | 'no-gain';
        readonly epoch: number;
        readonly loss?: number;
        readonly model?: number;
        /** Of `no-gain`: so many epochs in a row, of which this is the last. */
        readonly inARow?: number;
      }
    | { readonly kind: 'early-stop' }
    | { readonly kind: 'status'; readonly status: string; readonly message: string };
}

/** What the columns of a model mean, so that its coefficients can be read. */
export interface RunModel {
  /** Absent for a model that would need too much room to describe. */
  readonly outputs?: PackedOutputs;
}

interface RunData {
  readonly datasetName: string;
  readonly datasetSha256: string;
  readonly rowCounts: RowCounts;
  readonly seed: number;
  readonly shuffled: boolean;
  /** The column that says which rows are held out; absent where none does. */
  readonly splitColumn?: string;
  readonly uploadedBytes: number;
  readonly format: 'recordio' | 'csv';
  /** The hyperparameters set in the experiment; others of the job follow from the data. */
  readonly chosen: readonly string[];
}

/** What the user chose on this page; restored after a reload. */
export type RunChoices = {
  feature?: string;
  raw?: boolean;
  /** Of a binary classifier: from this score on the answer is class 1. */
  threshold?: number;
  costs?: { falsePositive: number; falseNegative: number };
};

/** The facts of a run, without its curves and events. */
export type RunFacts = Omit<RunFollowed, 'kind' | 'curves' | 'events'>;

/** What changed in a run since the last push: a long training is not sent again with every look at it. */
export interface RunUpdate {
  /** The facts that are other than before, each whole. */
  readonly changed: Partial<RunFacts>;
  /** Names of the facts that are no longer known. */
  readonly gone: readonly (keyof RunFacts)[];
  /** New events, newest first; of those before, the first `kept` stay. */
  readonly events: { readonly added: readonly ReadableEvent[]; readonly kept: number };
  /** Every loss from the index `kept` on is new. */
  readonly curves: LossCurves & { readonly kept: number };
}
