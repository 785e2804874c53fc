// The host side of every page: a bundle of its own, loaded when the first page opens.
export { showExperiment } from './experiment/host/editor.ts';
export { showTable } from './table/host/page.ts';
export { showViewer } from './viewer/host/page.ts';
export {
  isRunInView,
  openComparePanel,
  openDataPanel,
  openPredictPanel,
  openRunPanel,
  openRunsPanel,
  openSpendPanel,
  openStudyPanel,
  restorePanel,
} from './openPanels.ts';
