import * as vscode from 'vscode';
import { numberText } from './numberText.ts';
import type { Explanations } from './types.ts';
import { nameOf, say, showLog } from './words.ts';

const { t } = vscode.l10n;

export const ofStudies = {
  'study-empty': ({ why }) => {
    switch (why) {
      case 'nothing-varied':
        return say(t('There is nothing to try: choose at least one setting to vary, and values for it.'));
      case 'one-feature':
        return say(t('There is nothing to try: without its only feature, the experiment has none left.'));
    }
  },
  'study-too-large': ({ trialCount, limit }) =>
    say(
      t(
        'That would be {0} trainings, more than {1}. Vary fewer settings or values, or draw some at random.',
        numberText(trialCount),
        numberText(limit),
      ),
    ),
  'study-unusable': ({ path, found, expected }) =>
    say(
      expected === ''
        ? t('{0} cannot be {1}. Change it, or leave it out. Nothing was started.', path, found)
        : t('{0} cannot be {1}: it must be {2}. Nothing was started.', path, found, expected),
    ),
  'study-no-held-out-rows': ({ file }) =>
    say(
      t(
        '{0} holds out no rows to compare trainings on. Set the test size of its split above 0.',
        nameOf(file),
      ),
      { kind: 'openExperiment', file },
    ),
  'study-no-folds': ({ file, method }) =>
    say(
      t(
        '{0} cannot be cross-validated: its split method "{1}" names the rows to hold out, so there are no folds. Choose another method.',
        nameOf(file),
        method,
      ),
      { kind: 'openExperiment', file },
    ),
  'study-same-folds': ({ file, method }) =>
    say(
      t(
        'Repeats would all have the same folds: the split of {0} ("{1}") does not draw them at random. Choose 1 repeat.',
        nameOf(file),
        method,
      ),
      { kind: 'openExperiment', file },
    ),
  'study-too-many-folds': ({ file, folds, most }) =>
    say(
      t(
        '{0} has too few rows, groups or rows of a class for {1} folds. Choose at most {2}.',
        nameOf(file),
        numberText(folds),
        numberText(most),
      ),
    ),
  'study-data-changed': ({ file, isDone }) =>
    say(
      isDone
        ? t(
            '{0} has changed while this study ran: its result is of the table as it was. Start the study again for the table as it is.',
            nameOf(file),
          )
        : t(
            '{0} is no longer the table that this study began with, so its trainings cannot be compared with new ones. Start the study again.',
            nameOf(file),
          ),
    ),
  'study-experiment-changed': ({ file }) =>
    say(
      t(
        '{0} has changed since this study began, so its trainings cannot be compared with new ones. Start the study again.',
        nameOf(file),
      ),
      { kind: 'openExperiment', file },
    ),
  'study-running': ({ runner }) =>
    say(
      runner === undefined
        ? t('This study is running. Wait for it, or cancel it first.')
        : t(
            'Another window of VS Code (process {0}) is running this study. Wait for it, or stop it there.',
            String(runner),
          ),
    ),
  'study-unknown': ({ studyId }) =>
    say(t('Study {0} does not exist any more. Start it again.', studyId), showLog),
} satisfies Partial<Explanations>;
