import { experimentFindingWords } from '../data/findings/experimentFindings.ts';
import { tableFindingWords } from '../data/findings/tableFindings.ts';
import type { Profile } from '../data/shapes/profile.ts';
import { sayFinding } from '../platform/explanations/words.ts';
import { equationOf } from '../runs/evaluate.ts';
import type { ProfileReport, RunReport } from './report.ts';
import type { Trained } from './train.ts';

const number = (value: number | null | undefined) =>
  value === null || value === undefined || !Number.isFinite(value)
    ? '–'
    : value.toLocaleString('en', { maximumSignificantDigits: Math.abs(value) >= 1000 ? 6 : 4 });

/** What a run has come to, for people. */
export function runSummary(trained: Trained, report: RunReport, out: string | undefined): string {
  const { record, evaluation } = trained;
  const { rows, features, metrics, baseline, reference } = report;
  const left = [
    ...(rows.dropped > 0 ? [`${number(rows.dropped)} dropped`] : []),
    ...(rows.setAside > 0 ? [`${number(rows.setAside)} set aside`] : []),
  ];
  return [
    `${record.title}: ${number(rows.total)} rows, ${[`${number(rows.train)} to train on`, `${number(rows.test)} held out`, ...left].join(', ')}`,
    `Predicts ${record.preparation.target} from ${features.map(featureText).join(', ')}`,
    '',
    ...figureLines([
      ['model', metrics],
      ['baseline', baseline],
      [reference?.isConverged === false ? 'fit, not converged' : 'converged fit', reference],
    ]),
    ...verdictOf(reference),
    ...foldsLines(report.crossValidation),
    ...comparisonLines(report.comparison),
    ...limitLines(report.limits),
    ...(evaluation?.predictorType === 'regressor' && evaluation.featureNames.length <= mostTerms
      ? ['', equationOf(evaluation, 'en')]
      : []),
    ...findingLines(findingTexts(trained)),
    ...(report.experiment === null ? [] : ['', `Experiment: ${report.experiment}`]),
    ...placeLines(record, report.training),
    ...keptLines(report.training, out),
    '',
  ].join('\n');
}

const mostTerms = 6;
const featureText = ({ column, encode }: RunReport['features'][number]) =>
  encode === 'number' ? column : `${column} (${encode})`;

type Figures = RunReport['metrics'] | RunReport['reference'];
const names = { r2: 'R²', rmse: 'RMSE', mae: 'MAE', auc: 'AUC', accuracy: 'accuracy', logLoss: 'log loss' };

/** A line for each, the figures below each other. */
function figureLines(all: readonly (readonly [label: string, figures: Figures])[]): readonly string[] {
  const lines = all.flatMap(([label, figures]) => {
    if (figures === null) return [];
    const values = new Map<string, unknown>(Object.entries(figures));
    const cells = Object.entries(names).flatMap(([key, name]) => {
      const value = values.get(key);
      return values.has(key) ? [`${name} ${number(typeof value === 'number' ? value : null)}`] : [];
    });
    return [[label, ...cells]];
  });
  const widthOf = (column: number) =>
    lines.reduce((most, cells) => Math.max(most, cells[column]?.length ?? 0), 0);
  return lines.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widthOf(column)))
      .join('   ')
      .trimEnd(),
  );
}

function verdictOf(reference: RunReport['reference']): readonly string[] {
  switch (reference?.model) {
    case 'worse':
      return ['A fit that goes on until it converges does better: train longer, with more epochs.'];
    case 'better':
      return ['The model is better than the fit.'];
    case 'level':
      return ['As far as the held-out rows show, the model is as good as the fit.'];
    case undefined:
      return [];
  }
}

function foldsLines(found: RunReport['crossValidation']): readonly string[] {
  if (found === null) return [];
  const { folds, metric, mean, standardError, failedCount } = found;
  const failed = failedCount === 0 ? '' : `; ${number(failedCount)} of them failed`;
  const error = standardError === null ? '' : ` ± ${number(standardError)}`;
  return ['', `${metric} over ${number(folds)} folds: ${number(mean)}${error}${failed}`];
}

function comparisonLines(comparison: RunReport['comparison']): readonly string[] {
  if (comparison === null) return [];
  const { metric, own, other, verdict, with: name } = comparison;
  return ['', `${metric} ${number(own)}, ${number(other)} in ${name}: ${verdict.words}`];
}

const limitLines = (limits: RunReport['limits']): readonly string[] =>
  limits.length === 0
    ? []
    : [
        '',
        ...limits.map(
          ({ metric, failsWhen, value, reached, isMet }) =>
            `${isMet ? 'met' : 'missed'}: ${metric} ${reached === null ? 'is undefined' : number(reached)}, ${failsWhen === 'below' ? 'must be at least' : 'must be at most'} ${number(value)}`,
        ),
      ];

function keptLines({ mostUsd }: RunReport['training'], out: string | undefined): readonly string[] {
  if (out !== undefined) return [`Model and records: ${out}`];
  return mostUsd === 0 ? ['The model was not kept: --out FOLDER keeps it.'] : [];
}

/** Where a job that was billed has left its model. */
function placeLines(
  { trainingJobName, modelS3Uri }: Trained['record'],
  { connection, billableSeconds, mostUsd }: RunReport['training'],
): readonly string[] {
  if (mostUsd === 0) return [];
  const billed = billableSeconds === null ? '' : `, ${number(billableSeconds)} seconds billed`;
  return [`Training job: ${trainingJobName} on ${connection}${billed}`, `Artifact: ${modelS3Uri}`];
}

const findingLines = (texts: readonly string[]) =>
  texts.length === 0 ? [] : ['', ...texts.map((text) => `- ${text}`)];

const tableTexts = (profile: Profile) =>
  profile.findings
    .filter(({ severity }) => severity !== 'good')
    .map((finding) => tableFindingWords(sayFinding, finding, profile));

const findingTexts = ({ profile, items }: Trained) => [
  ...tableTexts(profile),
  ...items
    .filter(({ severity }) => severity !== 'pass')
    .map(({ columns, ...finding }) => experimentFindingWords(sayFinding, finding, columns)),
];

/** What a table is, for people. */
export function profileSummary(profile: Profile, { rows, columns, read }: ProfileReport): string {
  const { delimiter, encoding, header } = read;
  const names = columns.map(({ name }) => name.length).reduce((a, b) => Math.max(a, b), 0);
  return [
    `${profile.file.name}: ${number(rows)} rows, ${number(columns.length)} columns`,
    `Read as ${String(encoding)}, separated by ${JSON.stringify(delimiter)}, ${header === true ? 'with' : 'without'} a header`,
    '',
    ...columns.map(({ name, meaning, missing, distinct, min, max }) =>
      [
        name.padEnd(names),
        meaning.padEnd('identifier'.length),
        `${number(distinct)} distinct`,
        ...(missing > 0 ? [`${number(missing)} missing`] : []),
        ...(min === null ? [] : [`${String(min)} to ${String(max)}`]),
      ].join('  '),
    ),
    ...findingLines(tableTexts(profile)),
    '',
  ].join('\n');
}
