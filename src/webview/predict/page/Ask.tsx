import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Exchange, PredictFeature, PredictModel } from '../contract.ts';
import { Button, Link, Select, TextField } from '../../kit/controls/controls.tsx';
import { isFocusFree } from '../../kit/page/focus.ts';
import { Grid } from '../../kit/controls/Grid.tsx';
import type { GridColumn } from '../../kit/controls/Grid.tsx';
import { t } from '../../kit/language/language.ts';
import { MessageLine } from '../../kit/controls/MessageLine.tsx';
import { clock, full } from '../../kit/language/numbers.ts';
import { cellText, choicesOf, usualChoice } from './encoded.ts';
import { ClassAnswer } from './ClassAnswer.tsx';
import {
  answerText,
  answerWord,
  firstAnswer,
  outside,
  readQuestion,
  refusalText,
  rmseAt,
  roughRange,
} from './question.ts';

/** More than these are in two columns. */
const fewFeatures = 4;

interface AskProps {
  readonly model: PredictModel;
  readonly asked: readonly Exchange[];
  readonly latest: Exchange | undefined;
  readonly serving: boolean;
  readonly values: Readonly<Record<string, string>>;
  readonly onValues: (values: Record<string, string>) => void;
  readonly ask: (row: Record<string, number | string>) => void;
}

/** A field per feature; Enter or the button asks. */
export function Ask({ model, asked, latest, serving, values, onValues, ask }: AskProps) {
  const [checked, setChecked] = useState(false);
  const [refusal, setRefusal] = useState('');
  const { row, problems } = readQuestion(model, values);
  useEffect(() => {
    if (isFocusFree()) focusField(0);
  }, []);
  const submit = () => {
    setChecked(true);
    setRefusal(refusalText(problems));
    const first = model.features.findIndex(({ column }) => column in problems);
    if (first >= 0) focusField(first);
    else if (serving && row !== undefined) ask({ ...row });
  };
  const many = model.features.length > fewFeatures;
  const button = (
    <Button disabled={!serving} onClick={submit}>
      {t('Predict')}
    </Button>
  );
  return (
    <div class="ask">
      <div class="sh">
        <h2>{t('New prediction')}</h2>
        {many && <Link onClick={() => onValues(meansOf(model))}>{t('Fill in the means')}</Link>}
      </div>
      <div class="unseen" role="alert">
        {refusal}
      </div>
      <div class={many ? 'fields many' : 'fields'}>
        {model.features.map((feature, index) => (
          <Field
            key={feature.column}
            id={fieldId(index)}
            feature={feature}
            value={values[feature.column] ?? ''}
            problem={checked ? problems[feature.column] : undefined}
            onInput={(value) => onValues({ ...values, [feature.column]: value })}
            onEnter={submit}
          >
            {!many && index === model.features.length - 1 && button}
          </Field>
        ))}
      </div>
      {many && button}
      <div aria-live="polite" class="answer" data-testid="answer">
        {latest && <Answer model={model} exchange={latest} />}
      </div>
      {asked.length > 0 && <AskedBefore model={model} asked={asked} />}
    </div>
  );
}

/** A row in the middle of the training rows, to start from. */
const meansOf = ({ features }: PredictModel): Record<string, string> =>
  Object.fromEntries(
    features.flatMap(({ column, mean, category }) =>
      category !== undefined
        ? [[column, usualChoice(category)]]
        : mean === undefined
          ? []
          : [[column, String(Number(mean.toPrecision(4)))]],
    ),
  );

const fieldId = (index: number) => `feature-${index}`;
const focusField = (index: number) => document.getElementById(fieldId(index))?.focus();

interface FieldProps {
  readonly id: string;
  readonly feature: PredictFeature;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onInput: (value: string) => void;
  readonly onEnter: () => void;
  readonly children: ComponentChildren;
}

function Field({ id, feature, value, problem, onInput, onEnter, children }: FieldProps) {
  const { column, min, max, fill, category } = feature;
  const name = problem === undefined ? column : `${column}: ${problem}`;
  return (
    <div class="field">
      <label for={id}>{column}</label>
      <div class="field-row">
        {category === undefined ? (
          <TextField
            id={id}
            label={name}
            value={value}
            invalid={problem !== undefined}
            onInput={onInput}
            onEnter={onEnter}
          />
        ) : (
          <Select
            id={id}
            label={name}
            value={value}
            invalid={problem !== undefined}
            options={[{ value: '', label: '–' }, ...choicesOf(category)]}
            onChange={onInput}
          />
        )}
        {children}
      </div>
      {problem !== undefined && <div class="s">{problem}</div>}
      {min !== undefined && max !== undefined && (
        <div class="q s">
          {t('Training range: {0} to {1}.', full(min), full(max))}
          {fill !== undefined && ` ${t('Leave it empty if the value is missing.')}`}
        </div>
      )}
    </div>
  );
}

function Answer({ model, exchange }: { readonly model: PredictModel; readonly exchange: Exchange }) {
  const first = firstAnswer(exchange);
  if (first === undefined) return null;
  const { answer, row } = first;
  const beyond = outside(model, row);
  return (
    <>
      <div class="q">{askedText(model, row)}</div>
      {answer.predictorType === 'regressor' ? (
        <NumberAnswer rmse={rmseAt(model, row)} score={answer.score} />
      ) : (
        <ClassAnswer model={model} answer={answer} />
      )}
      {beyond.length > 0 && (
        <MessageLine icon="warning" tone="warn">
          {t(
            '{0} is outside the training range: the model extrapolates, and its error is unknown.',
            beyond.join(', '),
          )}
        </MessageLine>
      )}
    </>
  );
}

function NumberAnswer({ rmse, score }: { readonly rmse: number | undefined; readonly score: number }) {
  return (
    <>
      <div class="answer-value" title={String(score)}>
        {answerText(score)}
      </div>
      {rmse !== undefined && rmse > 0 && (
        <div class="q">
          {t(
            'RMSE on held-out rows: {0}, so roughly {1} to {2}.',
            answerText(rmse),
            ...roughRange(score, rmse),
          )}
        </div>
      )}
    </>
  );
}

const mostNamed = 3;

/** What the answer belongs to, which the fields may no longer say. */
function askedText({ target, features }: PredictModel, row: Exchange['rows'][number]): string {
  const named = features
    .slice(0, mostNamed)
    .map((feature) => `${feature.column} ${cellText(feature, row[feature.column])}`);
  const values = [...named, ...(features.length > mostNamed ? ['…'] : [])].join(', ');
  return t('{0} at {1}', target, values);
}

function AskedBefore({
  model,
  asked,
}: {
  readonly model: PredictModel;
  readonly asked: readonly Exchange[];
}) {
  // The answer stays in view however many features follow.
  const columns: GridColumn<Exchange>[] = [
    { label: t('Time'), className: 'q', cell: ({ askedAt }) => clock(askedAt) },
    {
      label: model.target,
      numeric: model.predictorType === 'regressor',
      cell: (exchange) => answerWord(exchange.answers[0]),
    },
    ...model.features.map((feature) => ({
      label: feature.column,
      numeric: feature.category === undefined,
      cell: (exchange: Exchange) => cellText(feature, exchange.rows[0]?.[feature.column]),
    })),
  ];
  return (
    <div class="scroll" role="region" tabIndex={0} aria-label={t('Earlier predictions')}>
      <h2 class="asked-head">{t('Earlier predictions')}</h2>
      <Grid label={t('Earlier predictions')} columns={columns} rows={asked} testId="asked-before" />
    </div>
  );
}
