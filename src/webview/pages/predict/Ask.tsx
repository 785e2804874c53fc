import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Exchange, PredictFeature, PredictModel } from '../../contracts/predict.ts';
import { Button, TextField } from '../kit/controls.tsx';
import { Grid } from '../kit/Grid.tsx';
import type { GridColumn } from '../kit/Grid.tsx';
import { t } from '../kit/language.ts';
import { MessageLine } from '../kit/MessageLine.tsx';
import { clock, full } from '../kit/numbers.ts';
import { answerText, firstAnswer, outside, readQuestion, roughRange } from './question.ts';

interface AskProps {
  readonly model: PredictModel;
  readonly asked: readonly Exchange[];
  readonly latest: Exchange | undefined;
  readonly serving: boolean;
  readonly values: Readonly<Record<string, string>>;
  readonly onValues: (values: Record<string, string>) => void;
  readonly ask: (row: Record<string, number>) => void;
}

/** A field per feature; Enter or the button asks. */
export function Ask({ model, asked, latest, serving, values, onValues, ask }: AskProps) {
  const [checked, setChecked] = useState(false);
  const { row, problems } = readQuestion(model, values);
  useEffect(() => {
    if (document.activeElement === document.body) document.getElementById('feature-0')?.focus();
  }, []);
  const submit = () => {
    setChecked(true);
    if (serving && row !== undefined) ask({ ...row });
  };
  return (
    <div class="ask">
      <h2>{t('Ask')}</h2>
      {model.features.map((feature, index) => (
        <Field
          key={feature.column}
          id={`feature-${index}`}
          feature={feature}
          value={values[feature.column] ?? ''}
          problem={checked ? problems[feature.column] : undefined}
          onInput={(value) => onValues({ ...values, [feature.column]: value })}
          onEnter={submit}
        >
          {index === model.features.length - 1 && (
            <Button disabled={!serving} onClick={submit}>
              {t('Predict')}
            </Button>
          )}
        </Field>
      ))}
      <div aria-live="polite" class="answer" data-testid="answer">
        {latest && <Answer model={model} exchange={latest} />}
      </div>
      {asked.length > 0 && <AskedBefore model={model} asked={asked} />}
    </div>
  );
}

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
  const { column, min, max } = feature;
  return (
    <div class="field">
      <label for={id}>{column}</label>
      <div class="field-row">
        <TextField
          id={id}
          label={column}
          value={value}
          invalid={problem !== undefined}
          onInput={onInput}
          onEnter={onEnter}
        />
        {children}
      </div>
      {problem !== undefined && (
        <div class="s" role="alert">
          {problem}
        </div>
      )}
      {min !== undefined && max !== undefined && (
        <div class="q s">{t('The training rows go from {0} to {1}.', full(min), full(max))}</div>
      )}
    </div>
  );
}

function Answer({ model, exchange }: { readonly model: PredictModel; readonly exchange: Exchange }) {
  const first = firstAnswer(exchange);
  if (first === undefined) return null;
  const { rmse } = model;
  const beyond = outside(model, first.row);
  return (
    <>
      <div class="q">{askedText(model, first.row)}</div>
      <div class="answer-value" title={String(first.answer)}>
        {answerText(first.answer)}
      </div>
      {rmse !== undefined && rmse > 0 && beyond.length === 0 && (
        <div class="q">
          {t(
            'Held-out rows were off by {0} (RMSE): roughly {1} to {2}.',
            answerText(rmse),
            ...roughRange(first.answer, rmse),
          )}
        </div>
      )}
      {beyond.length > 0 && (
        <MessageLine icon="warning" tone="warn">
          {t(
            '{0} lies outside the training rows: the model only extends its line there, and how far off it is nobody has measured.',
            beyond.join(', '),
          )}
        </MessageLine>
      )}
    </>
  );
}

const mostNamed = 3;

/** What the answer belongs to, which the fields may no longer say. */
function askedText({ target, features }: PredictModel, row: Exchange['rows'][number]): string {
  const named = features.slice(0, mostNamed).map(({ column }) => `${column} ${full(Number(row[column]))}`);
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
  const columns: GridColumn<Exchange>[] = [
    ...model.features.map(({ column }) => ({
      label: column,
      numeric: true,
      cell: (exchange: Exchange) => full(Number(exchange.rows[0]?.[column])),
    })),
    {
      label: model.target,
      numeric: true,
      cell: (exchange) => answerText(exchange.predictions[0] ?? Number.NaN),
    },
    { label: t('Time'), numeric: true, className: 'q', cell: ({ askedAt }) => clock(askedAt) },
  ];
  return (
    <div class="scroll" role="region" tabIndex={0} aria-label={t('Asked before')}>
      <h2 class="asked-head">{t('Asked before')}</h2>
      <Grid label={t('Asked before')} columns={columns} rows={asked} testId="asked-before" />
    </div>
  );
}
