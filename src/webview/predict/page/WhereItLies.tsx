import { useEffect, useMemo, useState } from 'preact/hooks';
import type { FieldValues } from '../../../data/fields/field.ts';
import type { Curve, Exchange, PredictContract, PredictField, PredictModel } from '../contract.ts';
import { Select } from '../../kit/controls/controls.tsx';
import { Figure } from '../../kit/charts/Figure.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed, full } from '../../kit/language/numbers.ts';
import type { Port } from '../../kit/page/port.ts';
import { numbersAlong } from './along.ts';
import { usualRow } from './entries.ts';
import { cellText } from './fieldWords.ts';
import { linePicture } from './linePicture.ts';
import { answerText, firstNumber, outside, rmseAt } from './question.ts';

interface WhereItLiesProps {
  readonly model: PredictModel;
  readonly port: Port<PredictContract>;
  readonly latest: Exchange | undefined;
  /** The column along the horizontal axis, when there are several. */
  readonly axis: string | undefined;
  readonly onAxis: (column: string) => void;
}

type Numbers = Extract<FieldValues, { kind: 'number' }>;
type NumberField = PredictField & { readonly values: Numbers };
const isNumber = (field: PredictField): field is NumberField => field.values.kind === 'number';

/** The question among the rows the model learned from, along one column. */
export function WhereItLies({ model, port, latest, axis, onAxis }: WhereItLiesProps) {
  const numbers = model.fields.filter(isNumber);
  const field = numbers.find(({ column }) => column === axis) ?? numbers[0];
  const question = firstNumber(latest);
  const curve = useCurve(port, model, field, question?.row);
  const rmse = question === undefined ? model.rmse : rmseAt(model, question.row);
  const content = useMemo(() => {
    if (field === undefined || curve === undefined || curve.line.length === 0) return undefined;
    const { column, values } = field;
    const { line, points } = curve;
    const at = question && { x: askedAt(field, question.row), y: question.answer };
    return {
      panels: [
        {
          draw: linePicture({ model, column, range: values, line, points, question: at, rmse }),
          height: 336,
          yLabel: model.target,
        },
      ],
      twin: {
        columns: [{ label: t('What') }, ...[column, model.target].map((label) => ({ label, numeric: true }))],
        rows: [
          ...(at === undefined ? [] : [[t('your prediction'), full(at.x), full(at.y)]]),
          ...line.map(({ x, y }) => [t('line'), full(x), full(y)]),
          ...points.map(({ x, y }) => [t('training row'), full(x), full(y)]),
        ],
      },
    };
  }, [model, field, curve, latest]);
  if (field === undefined || curve === undefined || content === undefined) return <div />;
  return (
    <div>
      {numbers.length > 1 && (
        <div class="axis-choice">
          <span class="q s" aria-hidden="true">
            {t('Along')}
          </span>
          <Select
            label={t('Along')}
            value={field.column}
            options={numbers.map(({ column }) => ({ value: column, label: column }))}
            onChange={onAxis}
          />
        </div>
      )}
      <Figure
        testId="where-it-lies"
        title={titleOf(model, field, question)}
        caption={captionOf(model, curve.points.length, rmse)}
        {...content}
      />
    </div>
  );
}

/** The model along a column through a question, or through a usual row; undefined while it is not known. */
function useCurve(
  port: Port<PredictContract>,
  model: PredictModel,
  field: NumberField | undefined,
  row: Exchange['rows'][number] | undefined,
): Curve | undefined {
  const [found, setFound] = useState<{ readonly key: string; readonly curve: Curve } | undefined>();
  const request = field === undefined || !model.hasCurve ? undefined : curveRequest(model, field, row);
  // The host may send again what the page has already.
  const key = request === undefined ? '' : JSON.stringify([model.trainingJobName, request]);
  useEffect(() => {
    if (request === undefined) return undefined;
    const leaving = new AbortController();
    const { signal } = leaving;
    port.request('curve', request, { signal }).then(
      (curve) => setFound({ key, curve }),
      // The picture is left out; what is wrong with the endpoint or the engine is said where it is asked for.
      () => signal.aborted || setFound(undefined),
    );
    return () => leaving.abort();
  }, [port, key]);
  return found?.key === key ? found.curve : undefined;
}

function curveRequest(model: PredictModel, field: NumberField, row: Exchange['rows'][number] | undefined) {
  const asked = row === undefined ? Number.NaN : askedAt(field, row);
  const numbers = numbersAlong(field.values, Number.isFinite(asked) ? asked : undefined);
  return { column: field.column, numbers: [...numbers], row: { ...(row ?? usualRow(model.fields)) } };
}

/** The number that a question has in a column; of a missing one what the model takes for it. */
function askedAt({ column, missing }: NumberField, row: Exchange['rows'][number]): number {
  const cell = row[column] ?? '';
  if (cell !== '') return Number(cell);
  return missing.kind === 'filled' ? Number(missing.with) : Number.NaN;
}

function titleOf(model: PredictModel, field: NumberField, question: ReturnType<typeof firstNumber>): string {
  const { column } = field;
  if (question === undefined) return t('{0} by {1}: your prediction will appear here', model.target, column);
  const values = [column, cellText(field, question.row[column]), answerText(question.answer)] as const;
  return outside(model, question.row).length > 0
    ? t('{0} {1}: the model predicts {2}, outside the training range', ...values)
    : t('{0} {1}: the model predicts {2}, within the training range', ...values);
}

function captionOf(
  { trainingRowCount, fields }: PredictModel,
  pointCount: number,
  rmse: number | undefined,
): string {
  const shown = fixed(pointCount);
  const sentences: string[] = [];
  if (pointCount > 0)
    sentences.push(
      trainingRowCount === undefined || trainingRowCount === pointCount
        ? t('Circles: the {0} training rows.', shown)
        : t('Circles: {0} of the {1} training rows.', shown, fixed(trainingRowCount)),
    );
  sentences.push(
    rmse === undefined
      ? t('Diamond: your prediction.')
      : t('Diamond: your prediction; the bar is ± RMSE on the held-out rows.'),
  );
  sentences.push(t('Dashed: outside the training range.'));
  if (fields.length > 1) sentences.push(t('The line keeps the other features at the values you entered.'));
  return sentences.join(' ');
}
