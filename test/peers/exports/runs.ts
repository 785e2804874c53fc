import { passengers, policies } from '../../../src/data/engine/mixedTables.testing.ts';
import type { Experiment } from '../../../src/data/shapes/experiment.ts';

/** A training to export: its table, and what its experiment sets beside the suggestion. */
interface TrainedRun {
  readonly name: string;
  readonly file: string;
  readonly csv: string;
  readonly target: string;
  readonly edit?: (suggested: Experiment) => Experiment;
}

const quick = { epochs: 5, num_models: 4 };

/** Three kinds of flowers whose measures overlap, in the words of another language and with decimal commas. */
function flowers(): string {
  const kinds = ['Rosé', 'Tulpe', 'Veilchen'];
  const lines = Array.from({ length: 900 }, (_, row) => {
    const kind = (row * 7) % 3;
    const noise = ((row * 7919) % 101) / 101 - 0.5;
    const other = ((row * 104_729) % 97) / 97 - 0.5;
    const day = String(1 + (row % 28)).padStart(2, '0');
    const width = row % 17 === 3 ? '' : (2 + 0.6 * kind + 3 * other).toFixed(2);
    return [
      (4 + kind + 4 * noise).toFixed(2).replace('.', ','),
      width.replace('.', ','),
      `${day}.0${1 + (row % 9)}.2026`,
      row % 5 === 0 ? 'ja' : 'nein',
      kinds[kind],
    ].join(';');
  });
  return `länge;breite;tag;wild;art\n${lines.join('\n')}\n`;
}

export const runsToExport = (salary: string): readonly TrainedRun[] => [
  { name: 'salary', file: 'salary.csv', csv: salary, target: 'Salary' },
  {
    name: 'passengers',
    file: 'passengers.csv',
    ...passengers(),
    edit: (suggested) => ({
      ...suggested,
      split: { ...suggested.split, test: 0.25, validation: 0.1, seed: 7, method: 'stratified' },
      rows: [
        { column: 'Fare', above: 12 },
        { column: 'Embarked', notIn: ['Q'] },
      ],
      hyperparameters: { ...quick, binary_classifier_model_selection_criteria: 'f1' },
    }),
  },
  {
    name: 'flowers',
    file: 'flowers.csv',
    csv: flowers(),
    target: 'art',
    edit: (suggested) => ({
      ...suggested,
      rows: [{ column: 'tag', from: '2026-02' }],
      hyperparameters: { ...quick },
    }),
  },
  {
    name: 'policies',
    file: 'policies.csv',
    ...policies(),
    edit: (suggested) => ({
      ...suggested,
      targetTransform: 'log1p',
      format: 'csv',
      rows: [
        { column: 'smoker', in: [true, false] },
        { column: 'charges', above: 0 },
      ],
      split: { ...suggested.split, test: 200, validation: 100, seed: 3 },
      hyperparameters: { ...quick },
    }),
  },
  {
    name: 'margins',
    file: 'passengers.csv',
    ...passengers(),
    edit: (suggested) => ({
      ...suggested,
      split: { ...suggested.split, shuffle: false, method: 'random' },
      hyperparameters: { ...quick, loss: 'hinge_loss' },
    }),
  },
];
