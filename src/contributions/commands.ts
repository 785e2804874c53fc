import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { Environment } from '../aws/connections/otherTools.ts';
import { parseConnection } from '../aws/connections/types.ts';
import type { Connection } from '../aws/connections/types.ts';
import { policyForms } from '../aws/policies/policyTexts.ts';
import { mostUsdPerHour } from '../aws/prices/bounds.ts';
import type { BucketProperties, ObjectCount, ObjectProperties } from '../aws/s3/types.ts';
import { codeClients, codeFormats } from '../data/shapes/codeExport.ts';
import type { Comparison } from '../data/comparison/comparison.ts';
import { columnsSchema } from '../data/shapes/columns.ts';
import { conversionSchema } from '../data/shapes/conversion.ts';
import { readSchema } from '../data/shapes/read.ts';
import { rowFormats, splittingSchema } from '../data/shapes/splitting.ts';
import { studyPlanSchema } from '../data/shapes/study.ts';
import { tableEditsSchema } from '../data/shapes/tableEdits.ts';
import type { Evaluation } from '../learner/metrics/evaluation.ts';
import type { MetricName } from '../learner/metrics/metricNames.ts';
import type { NamedPrediction } from '../runs/answers.ts';
import type { Destination } from '../runs/destinations.ts';
import type { CommandId } from './commandIds.ts';
import type {
  Trained,
  CrossValidated,
  TriedVariation,
  LearningPoint,
  ExperimentChecks,
  SplitFiles,
} from './results.ts';
import { uriOfS3 } from './s3Uris.ts';

const uri = z.custom<vscode.Uri>((given) => given instanceof vscode.Uri);
const name = z.string().check(z.minLength(1));
const treeItem = z.custom<vscode.TreeItem>((given) => given instanceof vscode.TreeItem);

const namedJob = { trainingJobName: z.optional(name) };
const namedEndpoint = { endpointName: z.optional(name) };
/** An endpoint, and on which connection; the current one when left out. */
const placedEndpoint = { ...namedEndpoint, connectionId: z.optional(name) };
/** Of an object, or of a prefix, which ends in '/'. */
const namedObject = { s3Uri: z.optional(name) };
/** true: the caller has confirmed; false: the user must; absent: as the connection requires. */
const confirmed = { confirmed: z.optional(z.boolean()) };
const alsoModel = { alsoModel: z.optional(z.boolean()) };

/** A row of the tree, which a menu passes as it is. */
const row = z.object({ item: treeItem, ...namedJob, ...namedEndpoint, ...namedObject });

/** The options of a command, or the tree row that stands for some. */
const rowOr = <Options extends z.ZodMiniType>(
  options: Options,
  ofRow: (given: z.output<typeof row>) => z.output<Options>,
) => z.union([z.pipe(row, z.transform(ofRow)), options]);

/** What is in S3, and on which connection; the current one when left out. */
const placedObject = { ...namedObject, connectionId: z.optional(name) };
const objectOf = ({ s3Uri }: z.output<typeof row>) => ({ s3Uri });

/** Several objects and prefixes at once; of the rows selected in the tree, those that are in S3. */
const severalObjects = z.union([
  z.pipe(
    z.array(row),
    z.transform((rows) => rows.flatMap(({ s3Uri }) => (s3Uri === undefined ? [] : [s3Uri]))),
  ),
  z.array(name),
]);

const cellValue = z.union([z.string(), z.number()]);
const namesOf = ({ trainingJobName, endpointName, s3Uri }: z.output<typeof row>) => ({
  trainingJobName,
  endpointName,
  s3Uri,
});

/** The run of a training job; `connectionId`: the current connection when left out. */
const namedRun = { ...namedJob, connectionId: z.optional(name) };
const jobOf = ({ trainingJobName }: z.output<typeof row>) => ({ trainingJobName });
const job = rowOr(z.strictObject(namedJob), jobOf);
const run = rowOr(z.strictObject(namedRun), jobOf);
const againOptions = {
  ...namedRun,
  ...confirmed,
  /** Resolves when the job has ended, not when it has started. */
  wait: z.optional(z.boolean()),
};

/** A file, or a table in S3 as `uriOfS3` gives it. */
const table = z.union([
  z.pipe(
    row,
    z.transform(({ s3Uri = '' }) => uriOfS3(s3Uri)),
  ),
  uri,
]);

/** How a table is to be read, where it differs from what is worked out of its file. */
const tableOptions = { read: z.optional(readSchema), columns: z.optional(columnsSchema) };

/** What `train` takes beside the table or experiment. */
const trainOptions = z.strictObject({
  /** Of a table: for the experiment that is written. */
  ...tableEditsSchema.shape,
  target: z.optional(z.string()),
  /** Opens the experiment of the target instead of training it. */
  review: z.optional(z.boolean()),
  /** Resolves when the job has ended, not when it has started. */
  wait: z.optional(z.boolean()),
  ...confirmed,
  /** The caller vouches for the location of the table, and for bucket and prefix. */
  trusted: z.optional(z.boolean()),
  /** Hash of the table the user was shown; another one is not trained on. */
  datasetSha256: z.optional(z.string()),
});

const [crossValidation, variations, learningCurve] = studyPlanSchema.def.options;
/** Resolves with the result once all has been trained; else the Study page opens. */
const wait = { wait: z.optional(z.boolean()) };

interface Command<Schemas extends readonly z.ZodMiniType[], Result> {
  /** By position; each may be left out. */
  readonly schemas: Schemas;
  /** Carries the type of the result, never a value. */
  readonly result?: Result;
}

const command = <const Schemas extends readonly z.ZodMiniType[]>(...schemas: Schemas) => ({
  returns: <Result = void>(): Command<Schemas, Result> => ({ schemas }),
});

/** What every command takes and returns. */
const commands = {
  train: command(table, trainOptions).returns<Trained | undefined>(),
  /** For keybindings and buttons of the experiment editor: as `train` without an argument. */
  trainOpenExperiment: command().returns<Trained | undefined>(),
  exploreData: command(
    table,
    z.strictObject({
      /** The experiment whose options the table is read with, and that the page edits. */
      experiment: z.optional(uri),
      /** Of a table in S3; the current connection when left out. */
      connectionId: z.optional(name),
    }),
  ).returns(),
  openArtifact: command(job).returns(),
  openObject: command(rowOr(z.strictObject(namedObject), ({ s3Uri }) => ({ s3Uri }))).returns(),
  download: command(
    rowOr(
      z.strictObject({
        ...namedObject,
        /** The folder to save it in; the user is prompted when it is left out. */
        folder: z.optional(uri),
        /** The current connection when left out. */
        connectionId: z.optional(name),
      }),
      ({ s3Uri }) => ({ s3Uri }),
    ),
    severalObjects,
  ).returns<{ readonly file: vscode.Uri }>(),
  copyS3Uri: command(rowOr(z.strictObject(namedObject), objectOf), severalObjects).returns<{
    readonly text: string;
  }>(),
  copyS3Arn: command(rowOr(z.strictObject(namedObject), objectOf), severalObjects).returns<{
    readonly text: string;
  }>(),
  copyPresignedUrl: command(
    rowOr(z.strictObject({ ...placedObject, minutes: z.optional(z.number().check(z.positive())) }), objectOf),
  ).returns<{
    readonly url: string;
    /** RFC 3339 */
    readonly expiresAt: string;
  }>(),
  uploadHere: command(
    rowOr(
      z.strictObject({
        ...placedObject,
        /** Files and folders. */
        files: z.optional(z.array(uri).check(z.minLength(1))),
        conflicts: z.optional(z.enum(['replace', 'skip', 'keepBoth'])),
      }),
      objectOf,
    ),
  ).returns<{ readonly uploaded: number; readonly skipped: number }>(),
  newS3Folder: command(rowOr(z.strictObject({ ...placedObject, name: z.optional(name) }), objectOf)).returns<{
    readonly s3Uri: string;
  }>(),
  moveObject: command(
    rowOr(z.strictObject({ ...placedObject, to: z.optional(name) }), objectOf),
    severalObjects,
  ).returns<{
    readonly s3Uri: string;
    readonly moved: number;
  }>(),
  renameObject: command(
    rowOr(z.strictObject({ ...placedObject, name: z.optional(name) }), objectOf),
  ).returns<{
    readonly s3Uri: string;
    readonly moved: number;
  }>(),
  deleteObjects: command(
    rowOr(
      z.strictObject({ ...placedObject, ...confirmed, versions: z.optional(z.boolean()) }),
      ({ s3Uri }) => ({ s3Uri, confirmed: false }),
    ),
    severalObjects,
  ).returns<{ readonly objects: number; readonly bytes: number }>(),
  showS3Properties: command(rowOr(z.strictObject(placedObject), objectOf)).returns<
    | { readonly bucket: BucketProperties }
    | { readonly object: ObjectProperties }
    | { readonly prefix: ObjectCount }
  >(),
  pinS3Uri: command(rowOr(z.strictObject(namedObject), objectOf)).returns(),
  unpinS3Uri: command(rowOr(z.strictObject(namedObject), objectOf)).returns(),
  searchS3: command(
    rowOr(z.strictObject({ ...namedObject, prefix: z.optional(z.string()) }), objectOf),
  ).returns(),
  convert: command(uri, z.strictObject({ ...tableOptions, ...conversionSchema.shape })).returns<{
    readonly files: readonly vscode.Uri[];
  }>(),
  convertToRecordIO: command(uri, z.strictObject(tableOptions)).returns<{ readonly file: vscode.Uri }>(),
  split: command(
    uri,
    z.strictObject({ ...tableOptions, ...splittingSchema.shape, format: z.optional(z.enum(rowFormats)) }),
  ).returns<SplitFiles>(),
  upload: command(uri, z.strictObject({ bucket: name, prefix: z.string() })).returns<{
    readonly s3Uri: string;
  }>(),
  stopTraining: command(job).returns(),
  exportReport: command(
    rowOr(
      z.strictObject({
        ...namedRun,
        to: z.optional(z.enum(['html', 'markdown'])),
        /** The experiment's when left out. */
        folder: z.optional(uri),
      }),
      jobOf,
    ),
  ).returns<{ readonly files: readonly vscode.Uri[] }>(),
  evaluate: command(
    rowOr(
      z.strictObject({
        ...namedJob,
        /** Opens the Run page instead of returning the evaluation. */
        show: z.optional(z.boolean()),
      }),
      ({ trainingJobName }) => ({ trainingJobName, show: true }),
    ),
  ).returns<Evaluation | undefined>(),
  deploy: command(rowOr(z.strictObject({ ...namedJob, ...confirmed }), jobOf)).returns<{
    readonly endpointName: string;
  }>(),
  predict: command(
    rowOr(
      z.strictObject({ ...namedEndpoint, rows: z.optional(z.array(z.record(z.string(), cellValue))) }),
      ({ endpointName }) => ({ endpointName }),
    ),
  ).returns<{ readonly predictions: readonly NamedPrediction[] } | undefined>(),
  deleteEndpoint: command(
    rowOr(z.strictObject({ ...placedEndpoint, ...confirmed, ...alsoModel }), ({ endpointName }) => ({
      endpointName,
      confirmed: false,
    })),
  ).returns(),
  saveAndDelete: command(
    rowOr(z.strictObject({ ...placedEndpoint, ...confirmed }), ({ endpointName }) => ({
      endpointName,
      confirmed: false,
    })),
  ).returns<{
    /** Whose model the endpoint served; absent where nothing says so. */
    readonly trainingJobName?: string;
  }>(),
  redeploy: command(
    rowOr(
      z.strictObject({ ...namedJob, ...placedEndpoint, ...confirmed }),
      ({ trainingJobName, endpointName }) => ({ trainingJobName, endpointName }),
    ),
  ).returns<{ readonly endpointName: string }>(),
  extendLease: command(
    rowOr(
      z.strictObject({ ...placedEndpoint, minutes: z.optional(z.number().check(z.positive())) }),
      ({ endpointName }) => ({ endpointName }),
    ),
  ).returns<{
    readonly endpointName: string;
    /** A time in RFC 3339. */
    readonly expiresAt: string;
  }>(),
  deleteAllEndpoints: command(z.strictObject({ ...confirmed, ...alsoModel })).returns(),
  cleanUp: command(z.strictObject({ connectionId: z.optional(name), ...confirmed })).returns<{
    readonly deleted: readonly string[];
    readonly left: readonly string[];
  }>(),
  manageEndpoints: command().returns(),
  openRun: command(
    rowOr(
      z.strictObject({
        ...namedJob,
        ...namedEndpoint,
        /** Of the job or the endpoint; the current connection when left out. */
        connectionId: z.optional(name),
      }),
      namesOf,
    ),
  ).returns(),
  copyName: command(
    rowOr(z.strictObject({ ...namedJob, ...namedEndpoint, ...namedObject }), namesOf),
  ).returns(),
  showInTree: command(job).returns(),
  switchConnection: command(z.custom<Connection>((given) => parseConnection(given) !== undefined)).returns(),
  signIn: command(rowOr(z.strictObject({ connectionId: z.optional(name) }), () => ({}))).returns<{
    readonly connectionId: string;
    /** In RFC 3339; absent when it is unknown, or renews itself. */
    readonly expiresAt?: string;
  }>(),
  chooseDestination: command().returns<Destination | undefined>(),
  chooseBucket: command(
    z.strictObject({
      bucket: z.optional(name),
      /** Confirms this account as the owner of the bucket. */
      owner: z.optional(z.string().check(z.regex(/^\d{12}$/))),
      /** The connection keeps its own bucket. */
      forExperiment: z.optional(z.boolean()),
      connectionId: z.optional(name),
    }),
  ).returns<{ readonly bucket: string; readonly owner: string } | undefined>(),
  chooseRole: command(
    z.strictObject({
      roleArn: z.optional(z.string().check(z.regex(/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/))),
      connectionId: z.optional(name),
    }),
  ).returns<{ readonly roleArn: string } | undefined>(),
  createLeaseRole: command(z.strictObject({ connectionId: z.optional(name), ...confirmed })).returns<
    { readonly roleArn: string } | undefined
  >(),
  createRole: command(
    z.strictObject({
      roleName: z.optional(z.string().check(z.regex(/^[\w+=,.@-]{1,64}$/))),
      bucket: z.optional(name),
      prefix: z.optional(z.string()),
      connectionId: z.optional(name),
      ...confirmed,
    }),
  ).returns<{ readonly roleArn: string } | undefined>(),
  copyPermissions: command(
    z.strictObject({
      of: z.optional(z.enum(['user', 'role'])),
      as: z.optional(z.enum(policyForms)),
      /** Those of the connection when left out. */
      bucket: z.optional(name),
      prefix: z.optional(z.string()),
      connectionId: z.optional(name),
      /** One right alone, in place of all. */
      statement: z.optional(z.strictObject({ action: name, resource: name })),
    }),
  ).returns<{ readonly text: string }>(),
  openLocalToOtherTools: command().returns<{
    readonly endpoint: string;
    readonly environment: Environment;
  }>(),
  crossValidate: command(
    uri,
    z.strictObject({ ...z.partial(z.omit(crossValidation, { kind: true })).shape, ...wait }),
  ).returns<CrossValidated | undefined>(),
  tryVariations: command(
    uri,
    z.strictObject({ ...z.partial(z.omit(variations, { kind: true })).shape, ...wait }),
  ).returns<{ readonly metric: MetricName; readonly trials: readonly TriedVariation[] } | undefined>(),
  learningCurve: command(
    uri,
    z.strictObject({ ...z.partial(z.omit(learningCurve, { kind: true })).shape, ...wait }),
  ).returns<{ readonly metric: MetricName; readonly points: readonly LearningPoint[] } | undefined>(),
  copyAsPandas: command(uri, z.strictObject(tableOptions)).returns<{ readonly python: string }>(),
  checkExperiment: command(uri).returns<ExperimentChecks>(),
  copyPreparation: command(z.union([uri, run])).returns<{ readonly python: string }>(),
  pinRun: command(run).returns(),
  unpinRun: command(run).returns(),
  renameRun: command(rowOr(z.strictObject({ ...namedRun, title: z.optional(z.string()) }), jobOf)).returns(),
  noteRun: command(rowOr(z.strictObject({ ...namedRun, note: z.optional(z.string()) }), jobOf)).returns(),
  tagRun: command(
    rowOr(z.strictObject({ ...namedRun, tags: z.optional(z.array(z.string())) }), jobOf),
  ).returns(),
  deleteRun: command(
    rowOr(
      z.strictObject({
        ...namedRun,
        ...confirmed,
        /** Also its artifact, the records beside it, and its validation and test data. */
        alsoArtifacts: z.optional(z.boolean()),
      }),
      ({ trainingJobName }) => ({ trainingJobName, confirmed: false }),
    ),
  ).returns<{ readonly deletedFiles: number; readonly deletedObjects: number }>(),
  restoreExperiment: command(rowOr(z.strictObject({ ...namedRun, ...confirmed }), jobOf)).returns<{
    readonly experiment: vscode.Uri;
  }>(),
  trainAgain: command(rowOr(z.strictObject(againOptions), jobOf)).returns<Trained>(),
  trainAgainOnAws: command(rowOr(z.strictObject(againOptions), jobOf)).returns<Trained>(),
  exportCode: command(
    rowOr(
      z.strictObject({
        ...namedRun,
        client: z.optional(z.enum(codeClients)),
        as: z.optional(z.enum(codeFormats)),
        /** The folder to write it to; beside the experiment when left out. */
        folder: z.optional(uri),
      }),
      jobOf,
    ),
  ).returns<{ readonly file: vscode.Uri }>(),
  compareRuns: command(
    z.strictObject({
      /** Two to ten; the user picks them when they are left out. */
      runs: z.optional(z.array(z.strictObject({ trainingJobName: name, connectionId: z.optional(name) }))),
      /** Opens the Compare page instead of returning the comparison. */
      show: z.optional(z.boolean()),
    }),
  ).returns<Comparison | undefined>(),
  copyHeadlessCommand: command(uri).returns<{ readonly command: string } | undefined>(),
  /** Of an experiment or of a folder; without either, all runs. */
  showRuns: command(uri).returns(),
  showSpend: command().returns(),
  refreshPrices: command(z.strictObject({ region: z.optional(name) })).returns<{
    readonly region: string;
    /** How many rates are known now. */
    readonly prices: number;
    readonly publishedOn: string;
  }>(),
  setRate: command(
    z.strictObject({
      region: z.optional(name),
      use: z.optional(z.enum(['hosting', 'training'])),
      instanceType: z.optional(name),
      usdPerHour: z.optional(z.number().check(z.positive(), z.maximum(mostUsdPerHour))),
    }),
  ).returns(),
  clearDataCache: command().returns<{ readonly freedBytes: number }>(),
  openSample: command().returns(),
  refresh: command().returns(),
  showLog: command().returns(),
  loadMore: command(z.string()).returns(),
} satisfies Readonly<Record<CommandId, Pick<Command<readonly z.ZodMiniType[], unknown>, 'schemas'>>>;

type Schemas<Id extends CommandId> = (typeof commands)[Id]['schemas'];

type Inputs<Given extends readonly z.ZodMiniType[]> = {
  -readonly [Index in keyof Given]?: z.input<Given[Index]> | undefined;
};
type Outputs<Given extends readonly z.ZodMiniType[]> = {
  -readonly [Index in keyof Given]?: z.output<Given[Index]> | undefined;
};
/** What a caller passes: every argument may be left out. */
export type CommandArguments<Id extends CommandId> = Inputs<Schemas<Id>>;
/** What a handler gets: a tree row has become the options it stands for. */
export type ParsedArguments<Id extends CommandId> = Outputs<Schemas<Id>>;
export type CommandResult<Id extends CommandId> =
  (typeof commands)[Id] extends Command<infer _, infer Result> ? Result : never;

/** What was passed to a command, by its schemas. A value that does not fit counts as not given: the command asks for it. */
export function parseArguments<Id extends CommandId>(id: Id, given: readonly unknown[]): ParsedArguments<Id> {
  const parsed = commands[id].schemas.map((schema, index) => schema.safeParse(given[index]).data);
  // SAFETY: each value is parsed by the schema of its position.
  return parsed as ParsedArguments<Id>;
}
