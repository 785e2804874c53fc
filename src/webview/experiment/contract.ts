import * as z from 'zod/mini';
import type { Preflight } from '../../data/shapes/preflight.ts';
import type { Experiment } from '../../data/shapes/experiment.ts';
import type { Feature } from '../../data/shapes/encoders/feature.ts';
import type { Unusable } from '../../data/shapes/findings.ts';
import type { HyperparameterSpec, PredictorType } from '../../learner/hyperparameters/spec.ts';
import type { ColumnProfile } from '../../data/shapes/profile.ts';
import { sharedRequests } from '../contract/messages.ts';
import type { Answers, FailureMessage, SharedRequests } from '../contract/messages.ts';
import { predictorTypes } from '../contract/predictorTypes.ts';
import type { Price } from '../contract/price.ts';

const value = z.json();
const columnName = z.string().check(z.maxLength(10_000));

/** The Experiment page: one `*.linear.json`, as a form over the text. */
export const experimentRequests = {
  ...sharedRequests,
  /** Sets one key of the file, or removes it when `value` is absent; answered with the reason when the file cannot take it. */
  edit: z.object({
    path: z.array(z.string().check(z.maxLength(200))).check(z.minLength(1), z.maxLength(4)),
    value: z.optional(value),
  }),
  /** Sets the target with the problem it poses; a target is no feature. */
  chooseTarget: z.object({ target: columnName, predictorType: z.enum(predictorTypes) }),
  /** Saves the file and starts a training job. */
  train: z.object({}),
  /** Gives up the training whose job is not created yet. */
  cancelTraining: z.object({}),
  exploreData: z.object({}),
  /** Opens the Run page of the newest run. */
  openNewestRun: z.object({}),
  /** Opens the table as text, at a line counted from 1. */
  openTable: z.object({ line: z.int().check(z.minimum(1)) }),
  chooseDataset: z.object({}),
  editAsText: z.object({}),
  switchConnection: z.object({}),
  readAgain: z.object({}),
};

export type ExperimentContract = {
  readonly requests: SharedRequests &
    Answers<
      Omit<typeof experimentRequests, keyof typeof sharedRequests>,
      {
        edit: RefusedEdit | null;
        chooseTarget: RefusedEdit | null;
        train: void;
        cancelTraining: void;
        exploreData: void;
        openNewestRun: void;
        openTable: void;
        chooseDataset: RefusedEdit | null;
        editAsText: void;
        switchConnection: void;
        readAgain: void;
      }
    >;
  readonly pushes: { readonly state: ExperimentState };
};

/** An edit that the experiment cannot take: the file stayed as it was. */
export interface RefusedEdit {
  /** Joined by dots; what must change, usually the key that was edited. */
  readonly key: string;
  readonly found: string;
  /** "auto or a number above 0" */
  readonly expected: string;
}

/** What is known of the experiment; each push replaces the last. */
export type ExperimentState =
  | { readonly kind: 'loading'; readonly fileName: string }
  | {
      readonly kind: 'broken';
      readonly fileName: string;
      readonly failure: FailureMessage;
      /** Lines of the text around the place, counted from 1. */
      readonly excerpt: readonly { readonly line: number; readonly text: string }[];
    }
  | ExperimentReady;

export interface ExperimentReady {
  readonly kind: 'ready';
  readonly fileName: string;
  readonly isSaved: boolean;
  readonly experiment: Experiment;
  /** As the status bar names it. */
  readonly connection: string;
  /** It is the embedded server on this computer. */
  readonly isEmbedded: boolean;
  /** Of earlier runs on the connection: where they went, and the newest training job of this file. */
  readonly remembered: { readonly bucket?: string; readonly newestRun?: string };
  readonly dataset: DatasetState;
  readonly preflight: PreflightState;
  /** The table is being read and checked: `preflight` is of the text before the last change. */
  readonly isChecking: boolean;
  readonly hyperparameters: readonly HyperparameterFacts[];
  /** What the fields offer. */
  readonly instanceTypes: { readonly training: readonly string[]; readonly hosting: readonly string[] };
  /** Usual types whose price is known where the run would be billed. */
  readonly pricedTypes: { readonly training: readonly string[]; readonly hosting: readonly string[] };
  readonly cost: CostFacts;
  readonly training: TrainingState;
}

/** The training of the experiment before its job exists. */
export type TrainingState =
  | { readonly kind: 'idle' }
  /** `message` says what is being done; `fraction` is 0 to 1. */
  | { readonly kind: 'starting'; readonly message: string; readonly fraction?: number }
  /** A reload ended it; `mayRun`: its job may exist all the same. */
  | { readonly kind: 'interrupted'; readonly mayRun: boolean };

export type DatasetState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: FailureMessage }
  | {
      readonly kind: 'known';
      readonly rowCount: number;
      readonly columns: readonly ColumnFacts[];
      /** Where the table has no such target: the column whose name is nearest. */
      readonly nearTarget?: string;
    };

export interface ColumnFacts extends Pick<ColumnProfile, 'name' | 'type' | 'missingCount' | 'distinctCount'> {
  readonly isNumeric: boolean;
  /** Why a model cannot learn from it. */
  readonly unusable?: Unusable;
  /** How it becomes a feature by default. */
  readonly suggested?: Feature;
  /** What it would pose as a target. */
  readonly problem: PredictorType;
  readonly min?: number;
  readonly max?: number;
  /** Pearson's r with the target. */
  readonly correlation?: number;
}

export type PreflightState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: FailureMessage }
  | ({ readonly kind: 'known' } & Preflight);

/** A hyperparameter of the experiment's problem. */
export interface HyperparameterFacts {
  readonly name: string;
  readonly kind: HyperparameterSpec['kind'];
  readonly default: string;
  readonly meaning: string;
  /** The meaning, and how to choose it. */
  readonly hint: string;
  /** "auto or a whole number from 1" */
  readonly range: string;
  readonly choices: readonly string[];
  /** What `auto` means. */
  readonly autoMeans?: string;
  /** It has no effect: another one would have to have one of these values. */
  readonly needs?: { readonly name: string; readonly values: readonly string[] };
}

/** US dollars; on-demand prices. */
export interface CostFacts {
  /** On the connection of now. */
  readonly training: Price;
  readonly hosting: Price;
  /** ISO 8601, a day. */
  readonly pricesReadOn: string;
  /** The same in `region` of AWS, for comparison. */
  readonly onAws: { readonly region: string; readonly training: Price; readonly hosting: Price };
}

/** What the user chose on this page; restored after a reload. */
export type ExperimentChoices = { allHyperparameters?: boolean };
