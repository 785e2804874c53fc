import type { Answer } from '../../../learner/metrics/evaluation.ts';
import type { Exchange, PredictModel } from '../contract.ts';
import { isMissing, levelChosen } from './encoded.ts';
import { t } from '../../kit/language/language.ts';
import { full, significant } from '../../kit/language/numbers.ts';

export interface Question {
  /** By column name, empty for a missing value; only when every field can be used. */
  readonly row?: Readonly<Record<string, number | string>>;
  /** What is the matter, by column name. */
  readonly problems: Readonly<Record<string, string>>;
}

/** Reads the fields: one known value or finite number each, or nothing where the model knows what replaces it. A comma could mean decimals or thousands, so it is not guessed at. */
export function readQuestion(model: PredictModel, values: Readonly<Record<string, string>>): Question {
  const row: Record<string, number | string> = {};
  const problems: Record<string, string> = {};
  for (const { column, fill, category } of model.features) {
    if (category !== undefined) {
      const level = levelChosen(category, values[column] ?? '');
      if (level === undefined) problems[column] = t('{0} needs a value.', column);
      else row[column] = level;
      continue;
    }
    const text = (values[column] ?? '').trim().replace('−', '-');
    const value = Number(text);
    if (text === '' && fill !== undefined) row[column] = '';
    else if (text === '') problems[column] = t('{0} needs a number.', column);
    else if (text.includes(','))
      problems[column] = t('Enter {0} with a decimal point and no commas.', column);
    else if (!Number.isFinite(value)) problems[column] = t('{0} is not a number.', text);
    else row[column] = value;
  }
  return Object.keys(problems).length === 0 ? { row, problems } : { problems };
}

/** Why a request is not sent, in one sentence for all fields; empty when all are valid. */
export function refusalText(problems: Question['problems']): string {
  const [first = '', ...others] = Object.values(problems);
  if (others.length === 0) return first;
  return t('{0} fields need a value. {1}', others.length + 1, first);
}

/** The features of a question that lie beyond the training rows. */
export function outside(model: PredictModel, row: Readonly<Record<string, number | string>>): string[] {
  return model.features
    .filter(({ column, min, max, category }) => {
      if (category !== undefined || isMissing(row[column])) return false;
      const value = Number(row[column]);
      return (min !== undefined && value < min) || (max !== undefined && value > max);
    })
    .map(({ column }) => column);
}

/** The RMSE where it says how far off a prediction may be: a row beyond the training rows has an error that nobody knows. */
export const rmseAt = (model: PredictModel, row: Readonly<Record<string, number | string>>) =>
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
export function firstAnswer(
  exchange: Exchange,
): { readonly row: Readonly<Record<string, number | string>>; readonly answer: Answer } | undefined {
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
