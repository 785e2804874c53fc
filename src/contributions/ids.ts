/** What every id of ours begins with. */
export const prefix = 'linearLearner';

/** Names of the panels and of the editor, as VS Code keeps them over a reload. */
export const viewTypes = {
  data: `${prefix}.data`,
  experiment: `${prefix}.experiment`,
  /** For files that are always tables. */
  table: `${prefix}.table`,
  /** For tables that are also text files: with Reopen Editor With…. */
  textTable: `${prefix}.textTable`,
  /** For RecordIO-protobuf files. */
  records: `${prefix}.records`,
  /** For model artifacts: with Reopen Editor With…. */
  artifact: `${prefix}.artifact`,
  /** For what is in S3, dragged from the tree: opens it where it belongs. */
  s3Object: `${prefix}.s3Object`,
  run: `${prefix}.run`,
  runs: `${prefix}.runs`,
  compare: `${prefix}.compare`,
  predict: `${prefix}.predict`,
  study: `${prefix}.study`,
  spend: `${prefix}.spend`,
} as const;

/** The editor that shows the rows of a file. */
export const tableEditorOf = (path: string): string =>
  /\.(?:parquet|jsonl)$/i.test(path) ? viewTypes.table : viewTypes.textTable;

export const views = { container: prefix, explorer: `${prefix}.explorer` } as const;

/** Of read-only texts with the properties of what is in S3. */
export const propertiesScheme = 'linear-learner-properties';

/** Keys of our settings below `section`. */
export const settings = {
  section: prefix,
  keys: {
    connection: 'connection',
    signIn: 'signIn',
    stateFolder: 'stateFolder',
    localJobs: 'localJobs',
    localLogs: 'localLogs',
    dataCache: 'dataCache',
    memoryLimit: 'memoryLimit',
    endpointLease: 'endpointLease',
    idleAfter: 'idleAfter',
    deleteIdleEndpoints: 'deleteIdleEndpoints',
    runSpendCap: 'runSpendCap',
    monthlySpendCap: 'monthlySpendCap',
    refreshPricesMonthly: 'refreshPricesMonthly',
  },
} as const;

export type StatusBarId = 'connection' | 'endpoints' | 'training';

export const statusBarName = (id: StatusBarId): string => `${prefix}.${id}`;
