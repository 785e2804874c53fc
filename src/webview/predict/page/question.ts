import { lookAt } from '../../../data/fields/lookAt.ts';
import type { FieldLook } from '../../../data/fields/field.ts';
import type { Answer } from '../../../learner/metrics/evaluation.ts';
import type { Exchange, PredictField, PredictModel } from '../contract.ts';
import { cellOf } from './entries.ts';
import { problemText } from './fieldWords.ts';
import { t } from '../../kit/language/language.ts';
import { full, significant } from '../../kit/language/numbers.ts';

type Row = Readonly<Record<string, number | string>>;

export interface Question {
  /** By column name, empty for a missing value; only when every field can be used. */
  readonly row?: Row;
  /** What is the matter, by column name. */
  readonly problems: Readonly<Record<string, string>>;
}

/** Reads the fields: each has a value that the model can take, or none where it knows what becomes of that. */
export function readQuestion(
  { fields }: Pick<PredictModel, 'fields'>,
  entries: Readonly<Record<string, string>>,
): Question {
  const row: Record<string, number | string> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const entry = entries[field.column] ?? '';
    const { problem } = lookAtEntry(field, entry);
    if (problem !== undefined) problems[field.column] = problemText(field, problem, entry);
    else row[field.column] = cellOf(field, entry) ?? '';
  }
  return Object.keys(problems).length === 0 ? { row, problems } : { problems };
}

/** What the model makes of what a field holds. */
export function lookAtEntry(field: PredictField, entry: string): FieldLook {
  const { values, moreLevels = 0 } = field;
  const cell = cellOf(field, entry);
  if (cell !== undefined) {
    // A value that is not listed may still be a known one.
    if (values.kind === 'level' && moreLevels > 0 && cell !== '') return { remark: undefined };
    return lookAt(field, cell);
  }
  switch (values.kind) {
    case 'number':
      return { problem: 'no-number' };
    case 'date':
      return { problem: 'no-date' };
    case 'boolean':
    case 'level':
    case 'text':
      return { problem: 'missing' };
  }
}

/** Why a request is not sent, in one sentence for all fields; empty when all are valid. */
export function refusalText(problems: Question['problems']): string {
  const [first = '', ...others] = Object.values(problems);
  if (others.length === 0) return first;
  return t('{0} fields need a value. {1}', others.length + 1, first);
}

/** The columns of a question that lie beyond the training rows. */
export function outside({ fields }: Pick<PredictModel, 'fields'>, row: Row): string[] {
  return fields.filter((field) => isOutside(field, row[field.column])).map(({ column }) => column);
}

function isOutside(field: PredictField, cell: string | number | undefined): boolean {
  const look = lookAt(field, cell);
  const remark = look.problem === undefined ? look.remark : undefined;
  if (remark?.kind !== 'clipped' || field.values.kind !== 'number') return remark?.kind === 'outside';
  return remark.to < field.values.min || remark.to > field.values.max;
}

/** The RMSE where it says how far off a prediction may be: a row beyond the training rows has an error that nobody knows. */
export const rmseAt = (model: PredictModel, row: Row) =>
  outside(model, row).length === 0 ? model.rmse : undefined;

/** "82,058": four digits, whole from a thousand on. */
export function answerText(value: number): string {
  return significant(value);
}

/** The range of one RMSE around an answer, rounded to a tenth of the RMSE's size. */
export function roughRange(answer: number, rmse: number): readonly [string, string] {
  const unit = 10 ** Math.floor(Math.log10(rmse));
  const round = (value: number) => full(Number((Math.round(value / unit) * unit).toPrecision(8)));
  return [round(answer - rmse), round(answer + rmse)];
}

/** The first row and its answer; undefined for an empty exchange. */
export function firstAnswer(exchange: Exchange): { readonly row: Row; readonly answer: Answer } | undefined {
  const [row] = exchange.rows;
  const [answer] = exchange.answers;
  return row === undefined || answer === undefined ? undefined : { row, answer };
}

/** The first row and the number answered; undefined for a class. */
export function firstNumber(exchange: Exchange | undefined) {
  const first = exchange === undefined ? undefined : firstAnswer(exchange);
  return first?.answer.predictorType === 'regressor'
    ? { row: first.row, answer: first.answer.score }
    : undefined;
}

/** An answer in a table: the number, or the class. */
export function answerWord(answer: Answer | undefined): string {
  if (answer === undefined) return '–';
  return answer.predictorType === 'regressor' ? answerText(answer.score) : answer.label;
}
