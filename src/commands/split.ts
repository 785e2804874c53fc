import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { ParsedArguments, SplitFiles } from '../contributions.ts';
import type { Engine } from '../data/engine/calls.ts';
import type { Experiment } from '../data/shapes/experiment.ts';
import { withProgress } from '../platform/progress.ts';
import { pick, tell } from '../platform/prompts.ts';
import { fileIn } from './arguments.ts';
import { differing } from './differingExperiments.ts';
import type { Services } from './services.ts';

/** Writes NAME.train.csv, NAME.test.csv and, where there is one, NAME.validation.csv beside the table. */
export async function split(
  { engine }: Services,
  given?: vscode.Uri,
  options: ParsedArguments<'split'>[1] = {},
): Promise<SplitFiles> {
  const uri = await fileIn(given, { title: vscode.l10n.t('Split which table?') });
  const { split: settings, ...known } = await splitOf(engine, uri.fsPath);
  const { read = known.read, columns = known.columns } = options;
  const { trainPath, testPath, validationPath, rowCounts } = await withProgress(
    vscode.l10n.t('Splitting {0}', basename(uri.fsPath)),
    (signal) => engine.splitToFiles({ path: uri.fsPath, read, columns, split: settings }, { signal }),
  );
  const message = vscode.l10n.t(
    '{0}: {1} training rows, {2} test rows, seed {3}.',
    basename(trainPath),
    rowCounts.train,
    rowCounts.test,
    settings.seed,
  );
  tell(message);
  return {
    train: vscode.Uri.file(trainPath),
    ...(testPath === undefined ? {} : { test: vscode.Uri.file(testPath) }),
    ...(validationPath === undefined ? {} : { validation: vscode.Uri.file(validationPath) }),
  };
}

/** What the tutorial does, for a table that has no experiment yet. */
const tutorialSplit: Experiment['split'] = { test: 0.33, validation: 0, seed: 0, shuffle: true };

/** How the table's experiment reads and splits it; of several that differ, the one the user picks. */
async function splitOf(
  engine: Engine,
  tablePath: string,
): Promise<Pick<Experiment, 'read' | 'columns' | 'split'>> {
  const beside = await engine.experimentsBeside({ tablePath });
  const experiments = beside.flatMap(({ name, experiment }) =>
    experiment === undefined ? [] : [{ name, experiment }],
  );
  const different = differing(experiments);
  if (different.length < 2) return different[0]?.experiment ?? { split: tutorialSplit };
  const choices = different.map(({ name, experiment }) => ({
    label: name,
    description: vscode.l10n.t('test {0}, seed {1}', experiment.split.test, experiment.split.seed),
    value: experiment,
  }));
  return pick(choices, {
    title: vscode.l10n.t('Split {0}', basename(tablePath)),
    placeHolder: vscode.l10n.t('Use the split of which experiment?'),
  });
}
