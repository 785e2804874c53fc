/** Names of the panels and of the editor, as VS Code keeps them over a reload. */
export const viewTypes = {
  data: 'linearLearner.data',
  experiment: 'linearLearner.experiment',
  run: 'linearLearner.run',
  predict: 'linearLearner.predict',
} as const;
