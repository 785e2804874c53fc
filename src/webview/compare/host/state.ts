import { connectionIdLabel } from '../../../aws/connections/types.ts';
import { compareCoefficients } from '../../../data/comparison/coefficients.ts';
import type { DataDifference, RunDifference } from '../../../data/comparison/comparison.ts';
import { sharedSettings } from '../../../data/comparison/sharedSettings.ts';
import type { HeldOutComparison } from '../../../data/shapes/heldOutComparison.ts';
import { differenceOnRecord, summaryOf } from '../../../runs/compare/compareRuns.ts';
import type { Attempt, Differences } from '../../../runs/compare/compareRuns.ts';
import type { ReadRun } from '../../../runs/compare/readRun.ts';
import { failureMessage } from '../../host/connectPage.ts';
import { fitting, mostMessageLength } from '../../host/messageSize.ts';
import type { ComparedState, Cut, ShownData, ShownDifference, ShownRun } from '../contract.ts';
import { confusionDifference, lossLineOf, shownResultOf } from './shownResult.ts';

/** An attempt and what came of comparing it; undefined while its held-out rows are being compared. */
export interface Compared {
  readonly attempt: Attempt;
  readonly differences: Differences | undefined;
}

const mostRows = 100;
/** Columns of a row that are shown. */
const mostColumns = 12;
const mostEdits = 200;
const mostNames = 20;
/** For what the message has besides its body. */
const spare = 10_000;

/** What the page shows, with as many held-out rows as fit into a message. */
export function stateOf(compared: readonly Compared[], base: number): ComparedState {
  const read = compared.map(({ attempt }) => (attempt.kind === 'read' ? attempt.run : undefined));
  const known = read.flatMap((run) => run ?? []);
  const coefficients = compareCoefficients(read.map(modelOf), base);
  const shared = {
    kind: 'compared',
    base,
    same: sharedSettings(known.map(({ record }) => record.experiment)).slice(0, mostEdits),
    ...(coefficients === undefined ? {} : { coefficients }),
  } as const;
  return fitting(
    (rows) => ({
      ...shared,
      runs: compared.map((one, index) => shownRunOf(one, read[base], index === base, rows)),
    }),
    mostRows,
    mostMessageLength - spare,
  );
}

function modelOf(run: ReadRun | undefined) {
  return run?.evaluation === undefined
    ? undefined
    : { evaluation: run.evaluation, preparation: run.record.preparation };
}

function shownRunOf(
  { attempt, differences }: Compared,
  base: ReadRun | undefined,
  isBase: boolean,
  rows: number,
): ShownRun {
  const { reference } = attempt;
  const connection = connectionIdLabel(reference.connectionId);
  if (attempt.kind === 'failed')
    return {
      ...reference,
      connection,
      isPinned: false,
      failure: failureMessage(attempt.error),
      isComparing: false,
    };
  const { row, record, outcome, evaluation, evaluationError } = attempt.run;
  const error = evaluationError ?? differences?.error;
  const loss = lossLineOf(outcome, record.experiment);
  // Before their held-out rows are compared, the records already tell them apart.
  const against =
    differences?.against ??
    (differences === undefined && base !== undefined && !isBase
      ? differenceOnRecord(base, attempt.run, undefined)
      : undefined);
  return {
    ...reference,
    connection,
    isPinned: row.isPinned,
    ...(row.note === undefined ? {} : { note: row.note }),
    run: summaryOf(attempt.run),
    ...(error === undefined ? {} : { failure: failureMessage(error) }),
    isComparing: !isBase && differences === undefined,
    ...(loss === undefined ? {} : { loss }),
    ...(evaluation === undefined ? {} : { result: shownResultOf(evaluation) }),
    ...(against === undefined ? {} : { against: shownDifferenceOf(against, base, attempt.run, rows) }),
  };
}

function shownDifferenceOf(
  against: RunDifference,
  base: ReadRun | undefined,
  run: ReadRun,
  rows: number,
): ShownDifference {
  const { experiment, preparation, data, heldOut } = against;
  const [before, after] = [base?.evaluation, run.evaluation];
  const confusion =
    before?.predictorType === 'multiclass_classifier' && after?.predictorType === 'multiclass_classifier'
      ? confusionDifference(before, after)
      : undefined;
  return {
    verdict: against.verdict,
    data: shownDataOf(data),
    experiment: experiment.slice(0, mostEdits),
    experimentEditCount: experiment.length,
    preparation: preparation.slice(0, mostEdits),
    preparationDifferenceCount: preparation.length,
    ...(heldOut === undefined ? {} : { heldOut: withRows(heldOut, rows) }),
    ...(confusion === undefined ? {} : { confusion }),
  };
}

function shownDataOf(data: DataDifference): ShownData {
  if (data.kind !== 'changed') return data;
  const { added, removed, changed, renamed, unchanged } = data.columns;
  return {
    kind: 'changed',
    added: cut(added),
    removed: cut(removed),
    changed: cut(changed),
    renamed: cut(renamed),
    unchangedCount: unchanged.length,
    rows: data.rows,
  };
}

const cut = <Item>(items: readonly Item[]): Cut<Item> => ({
  first: items.slice(0, mostNames),
  count: items.length,
});

function withRows(heldOut: HeldOutComparison, count: number): HeldOutComparison {
  const listedRows = <Row extends { readonly features: readonly number[] }>(listed: readonly Row[]): Row[] =>
    listed.slice(0, count).map((row) => ({ ...row, features: row.features.slice(0, mostColumns) }));
  switch (heldOut.kind) {
    case 'not-comparable':
      return heldOut;
    case 'regressors':
      return {
        ...heldOut,
        featureNames: heldOut.featureNames.slice(0, mostColumns),
        closerA: listedRows(heldOut.closerA),
        closerB: listedRows(heldOut.closerB),
      };
    case 'classifiers':
      return {
        ...heldOut,
        featureNames: heldOut.featureNames.slice(0, mostColumns),
        onlyA: listedRows(heldOut.onlyA),
        onlyB: listedRows(heldOut.onlyB),
      };
  }
}
