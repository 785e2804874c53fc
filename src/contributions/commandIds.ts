import { prefix } from './ids.ts';

/** Every command. What each one takes and returns is in commands.ts, which is loaded when the first one runs. */
export const commandIds = [
  'checkExperiment',
  'chooseBucket',
  'chooseDestination',
  'chooseRole',
  'clearDataCache',
  'compareRuns',
  'convert',
  'convertToRecordIO',
  'copyAsPandas',
  'copyHeadlessCommand',
  'copyName',
  'copyPermissions',
  'copyPreparation',
  'copyPresignedUrl',
  'copyS3Arn',
  'copyS3Uri',
  'createRole',
  'createLeaseRole',
  'crossValidate',
  'deleteAllEndpoints',
  'deleteEndpoint',
  'saveAndDelete',
  'redeploy',
  'extendLease',
  'deleteObjects',
  'deleteRun',
  'deploy',
  'download',
  'evaluate',
  'exploreData',
  'exportCode',
  'exportReport',
  'learningCurve',
  'loadMore',
  'cleanUp',
  'manageEndpoints',
  'moveObject',
  'newS3Folder',
  'noteRun',
  'openArtifact',
  'openLocalToOtherTools',
  'openObject',
  'openRun',
  'openSample',
  'pinRun',
  'pinS3Uri',
  'predict',
  'refresh',
  'refreshPrices',
  'renameObject',
  'renameRun',
  'restoreExperiment',
  'searchS3',
  'setRate',
  'showInTree',
  'showLog',
  'showRuns',
  'showS3Properties',
  'showSpend',
  'signIn',
  'split',
  'stopTraining',
  'switchConnection',
  'tagRun',
  'train',
  'trainAgain',
  'trainAgainOnAws',
  'trainOpenExperiment',
  'tryVariations',
  'unpinRun',
  'unpinS3Uri',
  'upload',
  'uploadHere',
] as const;

export type CommandId = (typeof commandIds)[number];

/** Commands that only our own views run: package.json does not list them. */
export const internalCommands: readonly CommandId[] = ['loadMore'];

/** Commands without a handler in `src/commands`: extension.ts answers them with what it composed. */
const composedCommands = ['refresh', 'showLog', 'loadMore'] as const satisfies readonly CommandId[];
type ComposedCommandId = (typeof composedCommands)[number];
export type HandledCommandId = Exclude<CommandId, ComposedCommandId>;

export const handledCommandIds = commandIds.filter(
  (id): id is HandledCommandId => !composedCommands.some((composed) => composed === id),
);

/** The id that VS Code knows the command by. */
export const commandName = (id: CommandId): string => `${prefix}.${id}`;
