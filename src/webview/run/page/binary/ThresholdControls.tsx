import { useState } from 'preact/hooks';
import { Link, TextField } from '../../../kit/controls/controls.tsx';
import { t } from '../../../kit/language/language.ts';
import { fixed, full, percent, scoreText } from '../../../kit/language/numbers.ts';
import { quotedName } from '../../../kit/evaluation/names.ts';
import { ConfusionTable } from '../../../kit/evaluation/ConfusionTable.tsx';
import type { Costs, Outcome } from './outcomes.ts';

interface ThresholdProps {
  readonly classNames: readonly [string, string];
  readonly outcomes: readonly Outcome[];
  /** Of the outcome chosen. */
  readonly index: number;
  readonly own: Outcome;
  readonly best: Outcome;
  readonly costs: Costs;
  readonly onThreshold: (threshold: number) => void;
  readonly onCosts: (costs: Costs) => void;
}

/** The slider, what mistakes cost, and what comes of both. */
export function ThresholdControls(props: ThresholdProps) {
  const { classNames, outcomes, index, own, best, costs, onThreshold, onCosts } = props;
  const chosen = outcomes[index] ?? own;
  const text = scoreText(chosen.threshold);
  const positive = quotedName(classNames[1]);
  const setFrom = (event: Event) => {
    const slider = event.currentTarget;
    const next = slider instanceof HTMLInputElement ? outcomes[Number(slider.value)] : undefined;
    if (next !== undefined) onThreshold(next.threshold);
  };
  return (
    <div>
      <div class="sh">
        <h2>{t('Threshold')}</h2>
        <span class="q s">{t('scores from here on are predicted as {0}', positive)}</span>
      </div>
      <div class="threshold-slider">
        <output data-testid="threshold">{text}</output>
        <input
          type="range"
          min={0}
          max={outcomes.length - 1}
          step={1}
          value={index}
          aria-label={t('Threshold')}
          aria-valuetext={t('{0}, cost {1}', text, full(chosen.cost))}
          onInput={setFrom}
        />
      </div>
      <p class="threshold-links s">
        <Link onClick={() => onThreshold(own.threshold)}>
          {t('The model’s: {0}', scoreText(own.threshold))}
        </Link>
        <Link onClick={() => onThreshold(best.threshold)}>
          {t('Lowest cost: {0}', scoreText(best.threshold))}
        </Link>
      </p>
      <div class="threshold-costs">
        <CostField
          label={t('A missed {0} costs', positive)}
          value={costs.falseNegative}
          onValue={(falseNegative) => onCosts({ ...costs, falseNegative })}
        />
        <CostField
          label={t('A false alarm costs')}
          value={costs.falsePositive}
          onValue={(falsePositive) => onCosts({ ...costs, falsePositive })}
        />
      </div>
      <h3 aria-live="polite" data-testid="threshold-finding">
        {t(
          'At {0}, {1} of {2} {3} are found, with {4} false alarms',
          text,
          fixed(chosen.truePositives),
          fixed(chosen.truePositives + chosen.falseNegatives),
          positive,
          fixed(chosen.falsePositives),
        )}
      </h3>
      <ConfusionTable classNames={classNames} outcome={chosen} />
      <p class="q s" data-testid="threshold-metrics">
        {t(
          'Precision {0}, recall {1}, F1 {2}, accuracy {3}, cost {4}.',
          percent(chosen.precision),
          percent(chosen.recall),
          fixed(chosen.f1, 3),
          percent(chosen.accuracy),
          full(chosen.cost),
        )}{' '}
        {chosen !== own &&
          t(
            'An endpoint uses the model’s threshold {0}: precision {1}, recall {2}, cost {3}. To use {4} instead, compare it with the score in each response.',
            scoreText(own.threshold),
            percent(own.precision),
            percent(own.recall),
            full(own.cost),
            text,
          )}
      </p>
    </div>
  );
}

interface CostFieldProps {
  readonly label: string;
  readonly value: number;
  readonly onValue: (value: number) => void;
}

/** A cost of 0 or more; while the text is invalid, the last valid one is used. */
function CostField({ label, value, onValue }: CostFieldProps) {
  const [text, setText] = useState(String(value));
  const costOf = (typed: string) => (typed.trim() === '' ? Number.NaN : Number(typed));
  const isCost = (cost: number) => Number.isFinite(cost) && cost >= 0;
  const isWrong = !isCost(costOf(text));
  return (
    <span class="cost-field">
      <span aria-hidden="true">{label}</span>
      <TextField
        label={label}
        value={text}
        invalid={isWrong}
        onInput={(typed) => {
          setText(typed);
          if (isCost(costOf(typed))) onValue(costOf(typed));
        }}
      />
      {isWrong && (
        <span class="s" role="alert">
          {t('A cost is a number of 0 or more; {0} is still used.', full(value))}
        </span>
      )}
    </span>
  );
}
