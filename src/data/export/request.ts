import type { CodeClient, CodeFormat, CodePlace } from '../shapes/codeExport.ts';
import type { Experiment } from '../shapes/experiment.ts';
import type { Preparation } from '../shapes/preparation.ts';
import type { Split } from '../split/split.ts';
import type { Table } from '../table/table.ts';

/** A run to be exported as Python. */
export interface CodeRequest {
  readonly client: CodeClient;
  readonly as: CodeFormat;
  readonly trainingJobName: string;
  readonly title: string;
  readonly experiment: Experiment;
  readonly preparation: Preparation;
  /** Of the table that the run was trained on. */
  readonly datasetSha256: string;
  /** How the code refers to the table: a path relative to its own folder or an absolute one, or an S3 URI. */
  readonly dataset: string;
  readonly place: CodePlace;
  /** Of the job; worked out of the experiment and the table when it is no longer known. */
  readonly hyperparameters: Readonly<Record<string, string>> | undefined;
}

/** The request with what only the table can tell. */
export interface CodeFacts extends Omit<CodeRequest, 'hyperparameters'> {
  readonly table: Table;
  /** The files of a table that is a folder or a pattern; undefined for one file. */
  readonly parts: readonly string[] | undefined;
  readonly split: Split;
  /** Of a classifier: the class of each row of the table. */
  readonly classes: Float64Array | undefined;
  readonly hyperparameters: Readonly<Record<string, string>>;
}
