// What the commands do: a bundle of its own, loaded when the first one runs.
import type { HandledCommandId } from '../contributions/commandIds.ts';
import { parseArguments } from '../contributions/commands.ts';
import type { CommandResult } from '../contributions/commands.ts';
import { checkExperiment } from './checkExperiment.ts';
import { clearDataCache } from './clearDataCache.ts';
import { cleanUp } from './cleanUp.ts';
import { compareRuns } from './compareRuns.ts';
import { convert } from './convert.ts';
import { convertToRecordIO } from './convertToRecordIO.ts';
import { copyAsPandas } from './copyAsPandas.ts';
import { copyHeadlessCommand } from './copyHeadlessCommand.ts';
import { copyName } from './copyName.ts';
import { copyPermissions } from './copyPermissions.ts';
import { copyPreparation } from './copyPreparation.ts';
import { copyPresignedUrl, copyS3Arn, copyS3Uri } from './copyS3.ts';
import { deleteAllEndpoints, deleteEndpoint, saveAndDelete } from './deleteEndpoints.ts';
import { redeploy } from './redeploy.ts';
import { chooseDestination } from './destination.ts';
import { deleteRun } from './deleteRun.ts';
import { deploy, predict } from './endpoints.ts';
import { exploreData } from './exploreData.ts';
import { extendLease } from './extendLease.ts';
import { exportReport } from './exportReport.ts';
import { exportCode } from './exportCode.ts';
import { manageEndpoints } from './manageEndpoints.ts';
import { deleteObjects } from './deleteObjects.ts';
import { download } from './download.ts';
import { moveObject, renameObject } from './moveObject.ts';
import { newS3Folder } from './newS3Folder.ts';
import { openArtifact, openObject } from './objects.ts';
import { pinS3Uri, searchS3, unpinS3Uri } from './s3Pins.ts';
import { showS3Properties } from './s3Properties.ts';
import { noteRun, pinRun, renameRun, tagRun, unpinRun } from './markRun.ts';
import { openLocalToOtherTools } from './openLocalToOtherTools.ts';
import { openSample } from './openSample.ts';
import { dataCacheFolder, dataSettings } from '../platform/dataSettings.ts';
import { openS3Tables } from '../runs/s3Tables.ts';
import { openTrust } from '../runs/trust.ts';
import type { Handler, Services } from './services.ts';
import { workspaceFolders } from './settings.ts';
import { chooseBucket } from './buckets.ts';
import { createLeaseRole } from './leaseRole.ts';
import { chooseRole, createRole } from './roles.ts';
import { refreshPrices, setRate } from './prices.ts';
import { restoreExperiment } from './restoreExperiment.ts';
import { showRuns } from './showRuns.ts';
import { showSpend } from './showSpend.ts';
import { signIn } from './signIn.ts';
import { split } from './split.ts';
import { crossValidate, learningCurve, tryVariations } from './studies.ts';
import { switchConnection } from './switchConnection.ts';
import { trainAgain, trainAgainOnAws } from './trainAgain.ts';
import { train, trainOpenExperiment } from './train.ts';
import { evaluate, openRun, showInTree, stopTraining } from './trainingJobs.ts';
import { upload } from './upload.ts';
import { uploadHere } from './uploadHere.ts';

export { askDestination } from './destination.ts';
export { moveInto } from './moveObject.ts';
export { refreshMonthly } from './prices.ts';
export { propertiesText } from './s3Properties.ts';
export { offerUnfinished } from './transfers.ts';
export { openQuotaSweeps } from '../runs/preflight/quotaSweeps.ts';
export { askMfaCode } from './signIn.ts';

export const trustIn = (storageFolder: string) => openTrust(storageFolder, workspaceFolders);

export const s3TablesIn = (storageFolder: string) =>
  openS3Tables({
    folder: dataCacheFolder(storageFolder),
    limitBytes: () => dataSettings(storageFolder).cacheLimitBytes,
  });

const handlers: {
  readonly [Id in HandledCommandId]: Handler<Id>;
} = {
  checkExperiment,
  chooseBucket,
  chooseDestination,
  chooseRole,
  clearDataCache,
  cleanUp,
  refreshPrices,
  setRate,
  compareRuns,
  convert,
  convertToRecordIO,
  copyAsPandas,
  copyHeadlessCommand,
  copyName,
  copyPermissions,
  copyPreparation,
  copyPresignedUrl,
  copyS3Arn,
  copyS3Uri,
  createLeaseRole,
  createRole,
  crossValidate,
  deleteAllEndpoints,
  deleteEndpoint,
  deleteObjects,
  deleteRun,
  deploy,
  download,
  evaluate,
  exploreData,
  exportReport,
  exportCode,
  extendLease,
  learningCurve,
  manageEndpoints,
  moveObject,
  newS3Folder,
  noteRun,
  openLocalToOtherTools,
  openArtifact,
  openObject,
  openRun,
  openSample,
  pinRun,
  pinS3Uri,
  predict,
  renameObject,
  renameRun,
  redeploy,
  restoreExperiment,
  saveAndDelete,
  searchS3,
  showInTree,
  showRuns,
  showSpend,
  showS3Properties,
  signIn,
  split,
  stopTraining,
  switchConnection,
  tagRun,
  train,
  trainAgain,
  trainAgainOnAws,
  trainOpenExperiment,
  unpinRun,
  unpinS3Uri,
  tryVariations,
  upload,
  uploadHere,
};

/** What a command does with what VS Code passes to it. */
export const answer = async <Id extends HandledCommandId>(
  id: Id,
  services: Services,
  given: readonly unknown[],
): Promise<CommandResult<Id>> => handlers[id](services, ...parseArguments(id, given));
