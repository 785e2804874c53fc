// The host side of every page: a bundle of its own, loaded when the first page opens.
export { openDataPanel, showDataPage } from './dataPanel.ts';
export { showExperiment } from './experimentEditor.ts';
export { openPredictPanel, showPredictPage } from './predictPanel.ts';
export { openRunPanel, showRunPage } from './runPanel.ts';
