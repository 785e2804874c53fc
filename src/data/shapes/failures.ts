import type { FileFailure } from '../../files/errors.ts';
import type { PreflightFinding } from './findings.ts';
import { Failure } from '../../learner/errors.ts';

/**
 * Everything that can be wrong with a table, an experiment, or a request about them. `file` is a full path; rows are data rows and
 * lines are lines of the file, both counted from 1.
 */
export type DataFailure =
  | FileFailure
  | Failure<'file-changed', { readonly file: string }>
  | Failure<'table-empty', { readonly file: string }>
  | Failure<'table-header-only', { readonly file: string }>
  /** Its lines have nothing in common that could be columns. */
  | Failure<'table-none', { readonly file: string }>
  | Failure<'table-binary', { readonly file: string; readonly line: number }>
  | Failure<
      'table-too-large',
      { readonly file: string; readonly sizeBytes: number; readonly limitBytes: number }
    >
  /** A line that is too long to be a row. */
  | Failure<'table-line', { readonly file: string; readonly line: number; readonly limitBytes: number }>
  | Failure<'table-too-wide', { readonly file: string; readonly columnCount: number; readonly limit: number }>
  /** A compressed file that is damaged or of another kind. */
  | Failure<'file-compressed', { readonly file: string }>
  /** Node.js before 22.15 cannot unpack Zstandard; VS Code's always can. */
  | Failure<'zstandard-unavailable', { readonly file: string; readonly nodeVersion: string }>
  /** A compressed file that unpacks to more than a table can be. */
  | Failure<
      'table-unpacked',
      {
        readonly file: string;
        readonly limitBytes: number;
        /** So many times the size of the file; absent where the room for unpacked files is the limit. */
        readonly ratio?: number;
      }
    >
  /** A file of a folder has other columns than the first one. */
  | Failure<
      'tables-differ',
      { readonly file: string; readonly first: string; readonly column: string; readonly isMissing: boolean }
    >
  /** A line that is no JSON object. */
  | Failure<'json-line', { readonly file: string; readonly line: number; readonly found: JsonFound }>
  /** A file that is no Parquet, or a damaged one. */
  | Failure<'file-parquet', { readonly file: string; readonly found: string }>
  /** None of the columns has values that a cell can hold. */
  | Failure<'table-nested', { readonly file: string; readonly column: string }>
  /** Large files and Parquet need DuckDB, which has no build for this platform. */
  | Failure<'store-unavailable', { readonly platform: string }>
  /** The work does not fit into the memory that it may take. */
  | Failure<'store-memory', { readonly limitBytes: number }>
  | Failure<'file-kind', { readonly file: string; readonly found: FileKind }>
  /** More rows than may be set aside have too many or too few values; `row` is the first. */
  | Failure<
      'table-ragged',
      {
        readonly file: string;
        readonly row: number;
        readonly line: number;
        /** The first column without a value, or the last one before extra values. */
        readonly column: string;
        readonly expected: number;
        readonly found: number;
        readonly count: number;
        readonly rowCount: number;
      }
    >
  | Failure<'table-quotes', { readonly file: string; readonly line: number }>
  /** The file is not in the encoding that the experiment gives. */
  | Failure<'table-encoding', { readonly file: string; readonly line: number; readonly encoding: string }>
  /** Columns of words in a format that holds only numbers; `columns` lists the first of them. */
  | Failure<
      'columns-not-numeric',
      { readonly file: string; readonly columns: readonly string[]; readonly count: number }
    >
  | Failure<'column-unknown', { readonly file: string; readonly column: string; readonly suggestion: string }>
  | Failure<
      'value-not-numeric',
      {
        readonly file: string;
        readonly row: number;
        /** Absent for a row that does not come from a file. */
        readonly line?: number;
        readonly column: string;
        readonly found: string;
        readonly role: 'target' | 'feature';
      }
    >
  | Failure<
      'value-missing',
      {
        readonly file: string;
        readonly row: number;
        readonly line?: number;
        readonly column: string;
        readonly role: 'target' | 'feature';
      }
    >
  /** A number that the transform is not defined for, or that is too large for the learner. */
  | Failure<
      'value-out-of-domain',
      {
        readonly file: string;
        readonly row: number;
        readonly line?: number;
        readonly column: string;
        readonly found: string;
        readonly role: 'target' | 'feature';
      }
    >
  /** A category that the training rows do not have, where the experiment takes that for an error. */
  | Failure<
      'value-unseen',
      {
        readonly file: string;
        readonly row: number;
        readonly line?: number;
        readonly column: string;
        readonly found: string;
      }
    >
  /** A rule for rows whose bound cannot be compared with the cells of its column. */
  | Failure<
      'row-rule',
      {
        readonly file: string;
        readonly column: string;
        /** Of the rule, such as "above". */
        readonly key: string;
        readonly found: string;
        readonly compared: 'number' | 'date' | 'words';
      }
    >
  | Failure<
      'no-features',
      {
        readonly file: string;
        /** Absent when the table has no target either. */
        readonly target?: string;
        /** A column of text, with its first cell that is not a number. */
        readonly column?: string;
        readonly row?: number;
        readonly line?: number;
        readonly found?: string;
      }
    >
  | Failure<'rows-too-few', { readonly file: string; readonly rowCount: number; readonly needed: number }>
  | Failure<'target-empty', { readonly file: string; readonly target: string }>
  | Failure<
      'split-empty',
      { readonly file: string; readonly side: 'train' | 'test' | 'validation'; readonly rowCount: number }
    >
  | Failure<
      'experiment-json',
      /** `problem` is jsonc-parser's name of the syntax error. */
      { readonly file: string; readonly line: number; readonly column: number; readonly problem: string }
    >
  | Failure<
      'experiment-key',
      { readonly file: string; readonly line: number; readonly key: string; readonly suggestion: string }
    >
  | Failure<
      'experiment-value',
      {
        readonly file: string;
        readonly line: number;
        readonly key: string;
        /** As JSON; '' when the key is missing. */
        readonly found: string;
        readonly expected: string;
      }
    >
  /** `kind` and `facts` of the preflight item. */
  | Failure<'preflight-failed', { readonly file: string } & PreflightFinding>
  | Failure<'engine-ended', { readonly found: string }>;

/** What a line can be instead of a JSON object. */
export type JsonFound = 'no-json' | 'list' | 'value';

/** What a path can be instead of a file. */
export type FileKind = 'folder' | 'pipe' | 'socket' | 'device';

type Facts<Code extends DataFailure['code']> = Extract<DataFailure, { code: Code }>['facts'];

/** Creates a DataFailure; `message` is for logs only. */
export function dataFailure<Code extends DataFailure['code']>(
  code: Code,
  facts: Facts<Code>,
  message: string,
  options?: ErrorOptions,
): Failure<Code, Facts<Code>> {
  return new Failure(code, facts, message, options);
}
