// What the commands do: a bundle of its own, loaded when the first one runs.
export { convertToRecordIO } from './convertToRecordIO.ts';
export { copyName } from './copyName.ts';
export { deleteAllEndpoints, deleteEndpoint } from './deleteEndpoints.ts';
export { askDestination, chooseDestination } from './destination.ts';
export { deploy, predict } from './endpoints.ts';
export { exploreData } from './exploreData.ts';
export { manageEndpoints } from './manageEndpoints.ts';
export { openLocalToOtherTools } from './openLocalToOtherTools.ts';
export { openSample } from './openSample.ts';
export { split } from './split.ts';
export { switchConnection } from './switchConnection.ts';
export { train } from './train.ts';
export { evaluate, openRun, showInTree, stopTraining } from './trainingJobs.ts';
export { upload } from './upload.ts';
