import { useMemo } from 'preact/hooks';
import type { Exchange, PredictModel } from '../contract.ts';
import { Select } from '../../kit/controls/controls.tsx';
import { Figure } from '../../kit/charts/Figure.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed, full } from '../../kit/language/numbers.ts';
import { isMissing, numberAsked, offsetOf } from './encoded.ts';
import { lineThrough } from './line.ts';
import { linePicture } from './linePicture.ts';
import { answerText, firstNumber, outside, rmseAt } from './question.ts';

interface WhereItLiesProps {
  readonly model: PredictModel;
  readonly latest: Exchange | undefined;
  /** The feature along the horizontal axis, when there are several. */
  readonly axis: string | undefined;
  readonly onAxis: (column: string) => void;
}

/** The question among the rows the model learned from, along one feature. */
export function WhereItLies({ model, latest, axis, onAxis }: WhereItLiesProps) {
  const numbers = model.features.filter(({ category }) => category === undefined);
  const { column = '' } = numbers.find((feature) => feature.column === axis) ?? numbers[0] ?? {};
  const index = model.features.findIndex((feature) => feature.column === column);
  const question = firstNumber(latest);
  const rmse = question === undefined ? model.rmse : rmseAt(model, question.row);
  const content = useMemo(() => {
    const line = lineThrough(model, index, question?.row);
    if (line === undefined) return undefined;
    const at = question && { x: askedAt(model, index, question.row), y: question.answer };
    const points = (model.trainingPoints ?? []).map(({ features, actual }) => ({
      x: features[offsetOf(model.features, index)] ?? 0,
      y: actual,
    }));
    return {
      panels: [
        {
          draw: linePicture({ model, column, line, points, question: at, rmse }),
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
  }, [model, index, latest]);
  if (content === undefined) return <div />;
  return (
    <div>
      {numbers.length > 1 && (
        <div class="axis-choice">
          <span class="q s" aria-hidden="true">
            {t('Along')}
          </span>
          <Select
            label={t('Along')}
            value={column}
            options={numbers.map((feature) => ({ value: feature.column, label: feature.column }))}
            onChange={onAxis}
          />
        </div>
      )}
      <Figure
        testId="where-it-lies"
        title={titleOf(model, column, question)}
        caption={captionOf(model, rmse)}
        {...content}
      />
    </div>
  );
}

const numberText = (cell: Exchange['rows'][number][string] | undefined) =>
  isMissing(cell) ? t('missing') : full(Number(cell));

const askedAt = ({ features }: PredictModel, index: number, row: Exchange['rows'][number]) => {
  const feature = features[index];
  return feature === undefined ? Number.NaN : numberAsked(feature, row[feature.column]);
};

function titleOf(model: PredictModel, column: string, question: ReturnType<typeof firstNumber>): string {
  if (question === undefined) return t('{0} by {1}: your prediction will appear here', model.target, column);
  const values = [column, numberText(question.row[column]), answerText(question.answer)] as const;
  return outside(model, question.row).length > 0
    ? t('{0} {1}: the model predicts {2}, outside the training range', ...values)
    : t('{0} {1}: the model predicts {2}, within the training range', ...values);
}

function captionOf(
  { trainingPoints = [], trainingRowCount, features }: PredictModel,
  rmse: number | undefined,
): string {
  const shown = fixed(trainingPoints.length);
  const sentences: string[] = [];
  if (trainingPoints.length > 0)
    sentences.push(
      trainingRowCount === undefined || trainingRowCount === trainingPoints.length
        ? t('Circles: the {0} training rows.', shown)
        : t('Circles: {0} of the {1} training rows.', shown, fixed(trainingRowCount)),
    );
  sentences.push(
    rmse === undefined
      ? t('Diamond: your prediction.')
      : t('Diamond: your prediction; the bar is ± RMSE on the held-out rows.'),
  );
  sentences.push(t('Dashed: outside the training range.'));
  if (features.length > 1) sentences.push(t('The line keeps the other features at the values you entered.'));
  return sentences.join(' ');
}
