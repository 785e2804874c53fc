import * as vscode from 'vscode';
import { experimentFindingAdvice } from '../../data/findings/experimentFindings.ts';
import type { FileKind } from '../../data/shapes/failures.ts';
import type { PreflightFinding } from '../../data/shapes/findings.ts';
import type { Remedy } from './remedy.ts';
import type { Explanations } from './types.ts';
import { nameOf, openAt, placeOf, roleOf, say, sayFinding, showLog, sideOf } from './words.ts';

const { t } = vscode.l10n;

const exampleOfLine = '{"x": 1}';

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
    case 'TooMuch':
      return t('this is nested too deeply, or is too large, for an experiment.');
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

/** Why a rule for rows cannot be applied, and how it could. */
function ruleText({ column, key, found, compared }: Parameters<Explanations['row-rule']>[0]): string {
  switch (compared) {
    case 'number':
      return t(
        'A row rule compares {0} with "{1}", which is not a number. Change "{2}" under "rows".',
        column,
        found,
        key,
      );
    case 'date':
      return t(
        'A row rule compares {0} with "{1}", which is not a date. Write "{2}" as in the table, or like 2026-12-31.',
        column,
        found,
        key,
      );
    case 'words':
      return t(
        'A row rule compares {0} with "{1}", but the column has neither numbers nor dates. Use "in" or "notIn" instead of "{2}".',
        column,
        found,
        key,
      );
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
      ? t('{0} has no column of numbers or categories that vary', nameOf(file))
      : t('{0} has no column of numbers or categories that vary, apart from {1}', nameOf(file), target);
  if (column === undefined || row === undefined || found === undefined)
    return t('{0}. There is nothing to learn from.', what);
  return t('{0}: {1} has "{2}" in row {3}. Numbers are written like 1234.5.', what, column, found, row);
}

/** Opens the table where one of its values is the cause, otherwise the experiment. */
const openPlace = (file: string, { facts }: PreflightFinding): readonly Remedy[] =>
  'line' in facts ? openAt(facts.file, facts.line) : openAt(file);

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

export const ofData = {
  'table-empty': ({ file }) =>
    say(t('{0} is empty. A table needs a header and at least one row.', nameOf(file)), ...openAt(file)),
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
    say(t('{0} has a header but no rows. Add rows and try again.', nameOf(file)), ...openAt(file)),
  'table-ragged': ({ file, row, line, column, expected, found, count, rowCount }) =>
    say(
      [
        t(
          '{0}: expected {1} values, found {2}. Look for a missing or extra delimiter.',
          placeOf({ file, row, column }),
          expected,
          found,
        ),
        ...(count === 1 ? [] : [t('{0} of {1} rows have too many or too few values.', count, rowCount)]),
      ].join(' '),
      ...openAt(file, line),
    ),
  'file-compressed': ({ file }) =>
    say(t('{0} cannot be unpacked: it is damaged, or not compressed the way its name says.', nameOf(file))),
  'zstandard-unavailable': ({ file, nodeVersion }) =>
    say(
      t(
        '{0} is compressed with Zstandard, which Node.js {1} cannot unpack. Use Node.js 22.15 or later, or unpack it yourself.',
        nameOf(file),
        nodeVersion,
      ),
    ),
  'table-unpacked': ({ file, limitBytes, ratio }) =>
    say(
      ratio !== undefined
        ? t(
            '{0} unpacks to more than {1} MB, over {2} times its size, which a table hardly does, so it was not read. If it is one, unpack it yourself.',
            nameOf(file),
            Math.floor(limitBytes / 1e6),
            ratio,
          )
        : t(
            '{0} unpacks to more than {1} MB, so it was not read. Unpack it yourself, or raise the setting linearLearner.dataCache.',
            nameOf(file),
            Math.floor(limitBytes / 1e6),
          ),
    ),
  'tables-differ': ({ file, first, column, isMissing }) =>
    say(
      isMissing
        ? t(
            '{0} has no column {1}, which {2} has. The files of a table need the same columns.',
            nameOf(file),
            column,
            nameOf(first),
          )
        : t(
            '{0} has a column {1}, which {2} does not have. The files of a table need the same columns.',
            nameOf(file),
            column,
            nameOf(first),
          ),
      ...openAt(file),
    ),
  'json-line': ({ file, line, found }) =>
    say(
      found === 'no-json'
        ? t(
            '{0}, line {1}: not JSON. Each line must be one object, such as {2}.',
            nameOf(file),
            line,
            exampleOfLine,
          )
        : found === 'list'
          ? t(
              '{0}, line {1}: a list. Each line must be one object, such as {2}.',
              nameOf(file),
              line,
              exampleOfLine,
            )
          : t(
              '{0}, line {1}: a single value. Each line must be one object, such as {2}.',
              nameOf(file),
              line,
              exampleOfLine,
            ),
      ...openAt(file, line),
    ),
  'file-parquet': ({ file, found }) => say(t('{0} cannot be read as Parquet: {1}', nameOf(file), found)),
  'table-nested': ({ file, column }) =>
    say(
      t(
        '{0} has only columns of lists, structures or bytes, such as {1}. Write their parts to separate columns.',
        nameOf(file),
        column,
      ),
    ),
  'table-line': ({ file, line, limitBytes }) =>
    say(
      t(
        '{0}, line {1}: longer than {2} MB, so it is not a row. Check the line endings and quotes of the file.',
        nameOf(file),
        line,
        Math.floor(limitBytes / 1e6),
      ),
    ),
  'table-too-wide': ({ file, columnCount, limit }) =>
    say(
      t(
        '{0} has {1} columns; tables of up to {2} columns can be read. Keep fewer columns, or check the separator.',
        nameOf(file),
        columnCount,
        limit,
      ),
    ),
  'store-unavailable': ({ platform }) =>
    say(
      t(
        'Files above 5 MB, Parquet and JSON Lines need DuckDB, which is not part of this package for {0}. Smaller text files can be read.',
        platform,
      ),
    ),
  'store-memory': ({ limitBytes }) =>
    say(
      t(
        'The table does not fit into {0} MB of memory. Raise the setting linearLearner.memoryLimit, or use fewer columns or rows.',
        Math.floor(limitBytes / 2 ** 20),
      ),
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
  'columns-not-numeric': ({ file, columns, count }) =>
    say(
      t(
        '{0}: RecordIO holds only numbers, and {1} contain words: {2}. Nothing was written. Leave these columns out, train an experiment, which encodes them, or convert to Parquet.',
        nameOf(file),
        count === 1 ? t('one column') : t('{0} columns', count),
        columns.length < count ? `${columns.join(', ')}, …` : columns.join(', '),
      ),
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
  'value-unseen': ({ file, row, line, column, found }) =>
    say(
      t(
        '{0}: "{1}" is not among the values that the model was trained on. Fix the value, or set "unseen" of {2} to "other".',
        placeOf({ file, row, column }),
        found,
        column,
      ),
      ...openAt(file, line),
    ),
  'value-out-of-domain': ({ file, row, line, column, found, role }) =>
    say(
      role === 'target'
        ? t(
            '{0}: "targetTransform" is not defined for "{1}". Fix the cell, or choose another transform.',
            placeOf({ file, row, column }),
            found,
          )
        : t(
            '{0}: the transform of {2} is not defined for "{1}", or the value is too large. Fix the cell, or give the feature a "clip".',
            placeOf({ file, row, column }),
            found,
            column,
          ),
      ...openAt(file, line),
    ),
  'row-rule': (facts) => say(ruleText(facts)),
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
  'target-empty': ({ file, target }) =>
    say(
      t('{0}: no row that is used has a value of {1}. Choose another target.', nameOf(file), target),
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
  'preflight-failed': ({ file, ...finding }) =>
    say(
      t('{0}: {1} Nothing was created.', nameOf(file), experimentFindingAdvice(sayFinding, finding)),
      ...openPlace(file, finding),
    ),
  'engine-ended': ({ found }) =>
    say(t('The data engine stopped unexpectedly ({0}). Try again.', found), showLog),
} satisfies Partial<Explanations>;
