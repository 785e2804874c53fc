import { useEffect, useState } from 'preact/hooks';
import type { Exchange, PredictModel } from '../contract.ts';
import { Button, Link } from '../../kit/controls/controls.tsx';
import { isFocusFree } from '../../kit/page/focus.ts';
import { Grid } from '../../kit/controls/Grid.tsx';
import type { GridColumn } from '../../kit/controls/Grid.tsx';
import { t } from '../../kit/language/language.ts';
import { MessageLine } from '../../kit/controls/MessageLine.tsx';
import { clock } from '../../kit/language/numbers.ts';
import { learnedText } from '../../kit/language/learned.ts';
import { usualEntries } from './entries.ts';
import { FieldControl } from './FieldControl.tsx';
import { cellText } from './fieldWords.ts';
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
const fewFields = 4;

interface AskProps {
  readonly model: PredictModel;
  readonly asked: readonly Exchange[];
  readonly latest: Exchange | undefined;
  readonly serving: boolean;
  readonly values: Readonly<Record<string, string>>;
  readonly onValues: (values: Record<string, string>) => void;
  readonly ask: (row: Record<string, number | string>) => void;
}

/** A field per column; Enter or the button sends the row. */
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
    const first = model.fields.findIndex(({ column }) => column in problems);
    if (first >= 0) focusField(first);
    else if (serving && row !== undefined) ask({ ...row });
  };
  const many = model.fields.length > fewFields;
  const button = (
    <Button disabled={!serving} onClick={submit}>
      {t('Predict')}
    </Button>
  );
  return (
    <div class="ask">
      <div class="sh">
        <h2>{t('New prediction')}</h2>
        {many && <Link onClick={() => onValues(usualEntries(model.fields))}>{t('Fill in the means')}</Link>}
      </div>
      <div class="unseen" role="alert">
        {refusal}
      </div>
      <div class={many ? 'fields many' : 'fields'}>
        {model.fields.map((field, index) => (
          <FieldControl
            key={field.column}
            id={fieldId(index)}
            field={field}
            entry={values[field.column] ?? ''}
            problem={checked ? problems[field.column] : undefined}
            onEntry={(entry) => onValues({ ...values, [field.column]: entry })}
            onEnter={submit}
          >
            {!many && index === model.fields.length - 1 && button}
          </FieldControl>
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

const fieldId = (index: number) => `feature-${index}`;
const focusField = (index: number) => document.getElementById(fieldId(index))?.focus();

function Answer({ model, exchange }: { readonly model: PredictModel; readonly exchange: Exchange }) {
  const first = firstAnswer(exchange);
  if (first === undefined) return null;
  const { answer, row } = first;
  const beyond = outside(model, row);
  return (
    <>
      <div class="q">{askedText(model, row)}</div>
      {answer.predictorType === 'regressor' ? (
        <NumberAnswer model={model} rmse={rmseAt(model, row)} score={answer.score} />
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

interface NumberAnswerProps {
  readonly model: PredictModel;
  readonly rmse: number | undefined;
  readonly score: number;
}

function NumberAnswer({ model, rmse, score }: NumberAnswerProps) {
  const { target, targetTransform } = model;
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
      {targetTransform !== undefined && (
        <div class="q s">
          {t(
            'The response has {0}, which the model learned; the prediction is {1} itself.',
            learnedText(target, targetTransform),
            target,
          )}
        </div>
      )}
    </>
  );
}

const mostNamed = 3;

/** What the answer belongs to, which the fields may no longer say. */
function askedText({ target, fields }: PredictModel, row: Exchange['rows'][number]): string {
  const named = fields
    .slice(0, mostNamed)
    .map((field) => `${field.column} ${cellText(field, row[field.column])}`);
  const values = [...named, ...(fields.length > mostNamed ? ['…'] : [])].join(', ');
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
    ...model.fields.map((field) => ({
      label: field.column,
      numeric: field.values.kind === 'number',
      cell: (exchange: Exchange) => cellText(field, exchange.rows[0]?.[field.column]),
    })),
  ];
  return (
    <div class="scroll" role="region" tabIndex={0} aria-label={t('Earlier predictions')}>
      <h2 class="asked-head">{t('Earlier predictions')}</h2>
      <Grid label={t('Earlier predictions')} columns={columns} rows={asked} testId="asked-before" />
    </div>
  );
}
