import * as vscode from 'vscode';
import type { FileKind } from '../../data/shapes/failures.ts';
import type { PreflightKind } from '../../data/shapes/preflight.ts';
import type { Explanations } from './types.ts';
import { nameOf, openAt, placeOf, roleOf, say, showLog, sideOf } from './words.ts';

const { t } = vscode.l10n;

/** What is wrong with JSON, by jsonc-parser's name of it. */
function jsonProblem(problem: string): string {
  switch (problem) {
    case 'CommaExpected':
      return t('a comma is missing before this, or a quote, bracket or brace.');
    case 'ColonExpected':
      return t('a colon is missing after the key.');
    case 'PropertyNameExpected':
      return t('a key in double quotes is missing here; the last entry has no comma after it.');
    case 'CloseBraceExpected':
      return t('a closing brace } is missing.');
    case 'CloseBracketExpected':
      return t('a closing bracket ] is missing.');
    case 'UnexpectedEndOfString':
      return t('a closing double quote is missing.');
    case 'EndOfFileExpected':
      return t('something follows the end of the experiment. Remove it.');
    case 'InvalidCommentToken':
    case 'UnexpectedEndOfComment':
      return t('JSON has no comments. Remove it.');
    case 'ValueExpected':
      return t('a value is missing here.');
    case 'InvalidCharacter':
    case 'InvalidEscapeCharacter':
    case 'InvalidUnicode':
      return t('this text holds a character that JSON does not allow in quotes.');
    default:
      return t('this word is not JSON. Texts and keys stand in double quotes.');
  }
}

/** What stands in a used column that cannot be trained on. */
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
    case 'rows-without-target':
    case 'rows-set-aside':
    case 'values-complete':
    case 'batches-full':
      return kind; // no failures
  }
}

/** Why there is nothing to predict from, by the cell that is in the way. */
function noFeaturesText({
  file,
  target,
  column,
  row,
  found,
}: Parameters<Explanations['no-features']>[0]): string {
  const what =
    target === undefined
      ? t('{0} has no column of varying numbers', nameOf(file))
      : t('{0} has no column of varying numbers besides {1}', nameOf(file), target);
  if (column === undefined || row === undefined) return t('{0}. Nothing can be learned from it.', what);
  return found === undefined
    ? t('{0}: {1} has no value in row {2}. Fill it in.', what, column, row)
    : t('{0}: {1} has "{2}" in row {3}. Numbers are written like 1234.5.', what, column, found, row);
}

function notAFile(name: string, found: FileKind): string {
  switch (found) {
    case 'folder':
      return t('{0} is a folder. Choose a file in it.', name);
    case 'pipe':
      return t('{0} is a pipe, not a file. Save its content to a file first.', name);
    case 'socket':
      return t('{0} is a socket, not a file. Choose another file.', name);
    case 'device':
      return t('{0} is a device, not a file. Choose another file.', name);
  }
}

/** Where a value of the table is the matter, its place; else the experiment. */
const openPlace = (file: string, { file: table, line }: Readonly<Record<string, number | string>>) =>
  typeof table === 'string' && typeof line === 'number' ? openAt(table, line) : openAt(file);

export const ofData = {
  'file-missing': ({ file }) =>
    say(t('{0} is not there. Put it back, or choose another file.', nameOf(file))),
  'file-unreadable': ({ file, found }) =>
    say(t('{0} cannot be opened ({1}). Check its permissions.', nameOf(file), found)),
  'file-changed': ({ file }) =>
    say(
      t('{0} changed after it was looked at. Nothing was created: look at it and try again.', nameOf(file)),
      ...openAt(file),
    ),
  'disk-full': ({ file }) =>
    say(
      t(
        'The disk is full, so {0} was not written. Nothing was left half-written: free some space and try again.',
        nameOf(file),
      ),
    ),
  'table-empty': ({ file }) =>
    say(t('{0} is empty. A table needs a header and rows.', nameOf(file)), ...openAt(file)),
  'table-encoding': ({ file, line, encoding }) =>
    say(
      t(
        '{0}, line {1}: not in the encoding {2}. Change "read.encoding" in the experiment, or remove it to have the encoding detected.',
        nameOf(file),
        line,
        encoding,
      ),
      ...openAt(file, line),
    ),
  'table-binary': ({ file, line }) =>
    say(
      t(
        '{0}, line {1}: a zero byte, so this is not a text file. Choose a table saved as text.',
        nameOf(file),
        line,
      ),
    ),
  'table-none': ({ file }) =>
    say(t('{0} is not a table: its lines are not divided into columns.', nameOf(file)), ...openAt(file)),
  'table-too-large': ({ file, sizeBytes, limitBytes }) =>
    say(
      t(
        '{0} has {1} MB; tables of up to {2} MB can be read. Split the file, or keep fewer columns or rows.',
        nameOf(file),
        Math.ceil(sizeBytes / 1e6),
        Math.floor(limitBytes / 1e6),
      ),
    ),
  'file-kind': ({ file, found }) => say(notAFile(nameOf(file), found)),
  'table-header-only': ({ file }) =>
    say(t('{0} has a header and no row. Add rows and try again.', nameOf(file)), ...openAt(file)),
  'table-ragged': ({ file, row, line, column, expected, found, count, rowCount }) =>
    say(
      [
        t(
          '{0}: {1} values where the header has {2} columns. Look for a missing or an extra delimiter.',
          placeOf({ file, row, column }),
          found,
          expected,
        ),
        ...(count === 1 ? [] : [t('{0} of {1} rows have too many or too few values.', count, rowCount)]),
      ].join(' '),
      ...openAt(file, line),
    ),
  'table-quotes': ({ file, line }) =>
    say(
      t(
        '{0}, line {1}: a quote is opened and never closed, or stands inside a value. Quote the whole value and double its quotes.',
        nameOf(file),
        line,
      ),
      ...openAt(file, line),
    ),
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
        '{0}: "{1}" is not a number, and {2} is a {3}. Mend the value, or do not use the column.',
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
        '{0}: the value is missing, and {1} is a {2}. Fill it in, or do not use the column.',
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
        '{0}: the split of {1} rows leaves no {2} rows. Add rows, or change the sizes of the split.',
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
        ? t('{0}, line {1}: {2} is not a key of an experiment. Remove it.', nameOf(file), line, key)
        : t(
            '{0}, line {1}: {2} is not a key of an experiment. Did you mean {3}?',
            nameOf(file),
            line,
            key,
            suggestion,
          ),
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
    say(t('Reading the data ended unexpectedly ({0}). Try again.', found), showLog),
} satisfies Partial<Explanations>;
