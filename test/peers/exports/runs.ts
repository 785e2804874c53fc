import type { MixedTable } from '../../../src/data/engine/drawTable.testing.ts';
import { passengers, policies } from '../../../src/data/engine/mixedTables.testing.ts';
import type { CodeClient, CodeFormat } from '../../../src/data/shapes/codeExport.ts';
import type { Experiment } from '../../../src/data/shapes/experiment.ts';
import { readingRuns } from './tables.ts';
import type { TableBytes } from './tables.ts';

/** A training to export: its table, and what its experiment sets beside the suggestion. */
export interface TrainedRun {
  readonly name: string;
  /** Of the run's folder, by path. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** The file, folder or pattern that is the table; the only file when left out. */
  readonly table?: string;
  readonly isInS3?: boolean;
  /** The likeliest one when left out. */
  readonly target?: string;
  readonly edit?: ((suggested: Experiment) => Experiment) | undefined;
  /** All of them when left out. */
  readonly clients?: readonly CodeClient[];
  readonly formats?: readonly CodeFormat[];
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

const ofTable = (name: string, { target, csv }: MixedTable) => ({ files: { [`${name}.csv`]: csv }, target });

export const runsToExport = (salary: string, tables: TableBytes): readonly TrainedRun[] => [
  { name: 'salary', files: { 'salary.csv': salary }, target: 'Salary' },
  {
    name: 'passengers',
    ...ofTable('passengers', passengers()),
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
    files: { 'flowers.csv': flowers() },
    target: 'art',
    edit: (suggested) => ({
      ...suggested,
      rows: [{ column: 'tag', from: '2026-02' }],
      hyperparameters: { ...quick },
    }),
  },
  {
    name: 'policies',
    ...ofTable('policies', policies()),
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
    ...ofTable('passengers', passengers()),
    edit: (suggested) => ({
      ...suggested,
      split: { ...suggested.split, shuffle: false, method: 'random' },
      hyperparameters: { ...quick, loss: 'hinge_loss' },
    }),
  },
  ...readingRuns(tables),
];
