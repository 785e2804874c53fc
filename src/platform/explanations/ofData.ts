import * as vscode from 'vscode';
import type { PreflightKind } from '../../data/shapes/preflight.ts';
import type { Explanations } from './types.ts';
import { nameOf, openAt, placeOf, roleOf, say, showLog, sideOf } from './words.ts';

const { t } = vscode.l10n;

/** What is wrong with JSON, by jsonc-parser's name for it. */
function jsonProblem(problem: string): string {
  switch (problem) {
    case 'CommaExpected':
      return t('a comma, quote, bracket or brace is missing before this.');
    case 'ColonExpected':
      return t('a colon is missing after the key.');
    case 'PropertyNameExpected':
      return t('a key in double quotes is missing here. There is no comma after the last entry.');
    case 'CloseBraceExpected':
      return t('a closing brace } is missing.');
    case 'CloseBracketExpected':
      return t('a closing bracket ] is missing.');
    case 'UnexpectedEndOfString':
      return t('a closing double quote is missing.');
    case 'EndOfFileExpected':
      return t('there is text after the end of the experiment. Remove it.');
    case 'InvalidCommentToken':
    case 'UnexpectedEndOfComment':
      return t('JSON does not allow comments. Remove it.');
    case 'ValueExpected':
      return t('a value is missing here.');
    case 'InvalidCharacter':
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode':
      return t('this string contains a character that JSON does not allow.');
    default:
      return t('this is not valid JSON. Strings and keys need double quotes.');
  }
}

/** Which cell of a used column cannot be trained on. */
function cellProblem(
  kind: 'value-missing' | 'value-not-numeric',
  facts: Readonly<Record<string, number | string>>,
): string {
  const { column = '', row = '', count = 0, found = '' } = facts;
  const role = roleOf(facts['role'] === 'target' ? 'target' : 'feature');
  const isOne = count === 1;
  if (kind === 'value-missing')
    return isOne
      ? t(
          '{0} is a {1}, but has no value in row {2}. Fill it in, or do not use the column.',
          column,
          role,
          row,
        )
      : t(
          '{0} is a {1}, but has {2} missing values, the first in row {3}. Fill them in, or do not use the column.',
          column,
          role,
          count,
          row,
        );
  return isOne
    ? t(
        '{0} is a {1}, but has "{2}" in row {3}, which is no number. Mend it, or do not use the column.',
        column,
        role,
        found,
        row,
      )
    : t(
        '{0} is a {1}, but has {2} values that are no numbers, the first, "{3}", in row {4}. Mend them, or do not use the column.',
        column,
        role,
        count,
        found,
        row,
      );
}

/** Why a job would fail, by the kind of the preflight's item, and what to do. */
function preflightProblem(kind: PreflightKind, facts: Readonly<Record<string, number | string>>): string {
  const fact = (name: string) => facts[name] ?? '';
  switch (kind) {
    case 'batch-too-large':
      return t(
        'mini_batch_size {0} is more than the {1} training rows, so no batch is full. Set it to {2}.',
        fact('miniBatchSize'),
        fact('trainRows'),
        fact('suggested'),
      );
    case 'target-is-feature':
      return t('{0} is the target and a feature. Remove it from the features.', fact('column'));
    case 'feature-twice':
      return t('{0} is a feature twice. Remove it once.', fact('column'));
    case 'feature-dim':
      return t(
        'feature_dim is {0}, but there are {1} features. Remove feature_dim.',
        fact('given'),
        fact('featureCount'),
      );
    case 'hyperparameter-refused':
      return t('{0} cannot be {1}: it must be {2}.', fact('name'), fact('found'), fact('expected'));
    case 'value-missing':
    case 'value-not-numeric':
      return cellProblem(kind, facts);
    case 'class-count':
      return fact('predictorType') === 'binary_classifier'
        ? t(
            '{0} has {1} different values; a binary_classifier needs 2. Choose another predictorType.',
            fact('target'),
            fact('count'),
          )
        : t(
            '{0} has {1} different values; a multiclass_classifier needs 3 or more. Choose another predictorType.',
            fact('target'),
            fact('count'),
          );
    case 'class-limit':
      return t(
        '{0} has {1} different values: too many to be classes. Choose another predictorType.',
        fact('target'),
        fact('count'),
      );
    case 'positive-class':
      return t(
        'positiveClass is {0}, which is no class of {1}: they are {2}. Name one of them.',
        fact('given'),
        fact('target'),
        fact('names'),
      );
    case 'num-classes':
      return t(
        'num_classes is {0}, but {1} has {2} classes. Remove num_classes.',
        fact('given'),
        fact('target'),
        fact('count'),
      );
    case 'one-class':
      return t(
        'all training rows have {0} in {1}, so there is nothing to tell apart. Change the split.',
        fact('name'),
        fact('target'),
      );
    case 'class-not-in-training':
    case 'classes-known':
    case 'memory-short':
    case 'hyperparameter-ignored':
    case 'partial-batch':
    case 'split-sides':
    case 'no-test-rows':
    case 'few-test-rows':
    case 'constant-feature':
    case 'columns-left-out':
    case 'values-complete':
    case 'batches-full':
      return kind; // never failures
  }
}

/** Why there is nothing to predict from, naming the cell that prevents it. */
function noFeaturesText({
  file,
  target,
  column,
  row,
  found,
}: Parameters<Explanations['no-features']>[0]): string {
  const what =
    target === undefined
      ? t('{0} has no numeric column whose values vary', nameOf(file))
      : t('{0} has no numeric column whose values vary, apart from {1}', nameOf(file), target);
  if (column === undefined || row === undefined) return t('{0}. There is nothing to learn from.', what);
  return found === undefined
    ? t('{0}: {1} has no value in row {2}. Fill it in.', what, column, row)
    : t('{0}: {1} has "{2}" in row {3}. Numbers are written like 1234.5.', what, column, found, row);
}

/** Opens the table where one of its values is the cause, otherwise the experiment. */
const openPlace = (file: string, { file: table, line }: Readonly<Record<string, number | string>>) =>
  typeof table === 'string' && typeof line === 'number' ? openAt(table, line) : openAt(file);

export const ofData = {
  'file-missing': ({ file }) =>
    say(t('{0} does not exist. Restore it, or choose another file.', nameOf(file))),
  'file-unreadable': ({ file, found }) =>
    say(t('{0} cannot be opened ({1}). Check its permissions.', nameOf(file), found)),
  'file-changed': ({ file }) =>
    say(
      t('{0} has changed since it was shown. Nothing was created. Check it and try again.', nameOf(file)),
      ...openAt(file),
    ),
  'disk-full': ({ file }) =>
    say(
      t(
        'The disk is full, so {0} was not written. No partial file was left. Free some space and try again.',
        nameOf(file),
      ),
    ),
  'table-empty': ({ file }) =>
    say(t('{0} is empty. A table needs a header and at least one row.', nameOf(file)), ...openAt(file)),
  'table-encoding': ({ file, line, found }) =>
    say(
      found === 'UTF-16'
        ? t('{0} is encoded as UTF-16. Save it as UTF-8.', nameOf(file))
        : t(
            '{0}, line {1}: not valid UTF-8, so characters would be lost. Reopen it with its encoding and save it as UTF-8.',
            nameOf(file),
            line,
          ),
      ...openAt(file, line),
    ),
  'table-header-only': ({ file }) =>
    say(t('{0} has a header but no rows. Add rows and try again.', nameOf(file)), ...openAt(file)),
  'table-ragged': ({ file, row, line, column, expected, found }) =>
    say(
      t(
        '{0}: {1} values, but the header has {2} columns. Look for a missing or extra delimiter.',
        placeOf({ file, row, column }),
        found,
        expected,
      ),
      ...openAt(file, line),
    ),
  'table-quotes': ({ file, line }) =>
    say(
      t(
        '{0}, line {1}: a quote is never closed, or is inside an unquoted value. Quote the whole value and double the quotes in it.',
        nameOf(file),
        line,
      ),
      ...openAt(file, line),
    ),
  'column-nameless': ({ file, line, number }) =>
    say(
      t('{0}: column {1} has no name. Add one to the header.', nameOf(file), number),
      ...openAt(file, line),
    ),
  'column-duplicate': ({ file, line, column }) =>
    say(t('{0} has two columns named {1}. Rename one.', nameOf(file), column), ...openAt(file, line)),
  'column-unknown': ({ file, column, suggestion }) =>
    say(
      suggestion === ''
        ? t('{0} has no column {1}. Name another column, or choose another file.', nameOf(file), column)
        : t('{0} has no column {1}. Did you mean {2}?', nameOf(file), column, suggestion),
      ...openAt(file),
    ),
  'value-not-numeric': ({ file, row, line, column, found, role }) =>
    say(
      t(
        '{0}: "{1}" is not a number, and {2} is a {3}. Fix the value, or leave the column out.',
        placeOf({ file, row, column }),
        found,
        column,
        roleOf(role),
      ),
      ...openAt(file, line),
    ),
  'value-missing': ({ file, row, line, column, role }) =>
    say(
      t(
        '{0}: the value is missing, and {1} is a {2}. Fill it in, or leave the column out.',
        placeOf({ file, row, column }),
        column,
        roleOf(role),
      ),
      ...openAt(file, line),
    ),
  'no-features': (facts) => say(noFeaturesText(facts), ...openAt(facts.file, facts.line)),
  'rows-too-few': ({ file, rowCount, needed }) =>
    say(
      rowCount === 1
        ? t('{0} has 1 row; training needs at least {1}. Add rows and try again.', nameOf(file), needed)
        : t(
            '{0} has {1} rows; training needs at least {2}. Add rows and try again.',
            nameOf(file),
            rowCount,
            needed,
          ),
      ...openAt(file),
    ),
  'split-empty': ({ file, side, rowCount }) =>
    say(
      t(
        '{0}: splitting {1} rows leaves no {2} rows. Add rows, or change the split sizes.',
        nameOf(file),
        rowCount,
        sideOf(side),
      ),
      ...openAt(file),
    ),
  'experiment-json': ({ file, line, column, problem }) =>
    say(
      t('{0}, line {1}, column {2}: {3}', nameOf(file), line, column, jsonProblem(problem)),
      ...openAt(file, line),
    ),
  'experiment-key': ({ file, line, key, suggestion }) =>
    say(
      suggestion === ''
        ? t('{0}, line {1}: {2} is not a valid key. Remove it.', nameOf(file), line, key)
        : t('{0}, line {1}: {2} is not a valid key. Did you mean {3}?', nameOf(file), line, key, suggestion),
      ...openAt(file, line),
    ),
  'experiment-value': ({ file, line, key, found, expected }) =>
    say(
      found === ''
        ? t('{0}, line {1}: {2} is missing. It must be {3}.', nameOf(file), line, key, expected)
        : t('{0}, line {1}: {2} is {3}, but must be {4}.', nameOf(file), line, key, found, expected),
      ...openAt(file, line),
    ),
  'preflight-failed': ({ file, kind, facts }) =>
    say(
      t('{0}: {1} Nothing was created.', nameOf(file), preflightProblem(kind, facts)),
      ...openPlace(file, facts),
    ),
  'engine-ended': ({ found }) =>
    say(t('The data engine stopped unexpectedly ({0}). Try again.', found), showLog),
} satisfies Partial<Explanations>;
