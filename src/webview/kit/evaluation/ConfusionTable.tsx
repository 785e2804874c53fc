import { t } from '../language/language.ts';
import { fixed, percent } from '../language/numbers.ts';

interface ConfusionProps {
  /** Class 0 and class 1. */
  readonly classNames: readonly [string, string];
  readonly outcome: {
    readonly truePositives: number;
    readonly falsePositives: number;
    readonly falseNegatives: number;
    readonly trueNegatives: number;
  };
}

/** Rows by actual and predicted class, each with its share of the actual class. */
export function ConfusionTable({ classNames: [negative, positive], outcome }: ConfusionProps) {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = outcome;
  const rowCount = truePositives + falsePositives + falseNegatives + trueNegatives;
  const rows = [
    {
      name: negative,
      total: trueNegatives + falsePositives,
      cells: [
        { count: trueNegatives, word: t('correct'), isRight: true },
        { count: falsePositives, word: t('false alarms'), isRight: false },
      ],
    },
    {
      name: positive,
      total: truePositives + falseNegatives,
      cells: [
        { count: falseNegatives, word: t('missed'), isRight: false },
        { count: truePositives, word: t('found'), isRight: true },
      ],
    },
  ];
  return (
    <table class="confusion" aria-label={t('Confusion matrix')} data-testid="confusion">
      <thead>
        <tr>
          <td />
          <th scope="col">{t('Predicted {0}', negative)}</th>
          <th scope="col">{t('Predicted {0}', positive)}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, total, cells }) => (
          <tr key={name}>
            <th scope="row">{t('Actually {0}', name)}</th>
            {cells.map(({ count, word, isRight }) => (
              <td
                key={word}
                class={isRight ? 'right' : ''}
                style={{ '--share': `${rowCount === 0 ? 0 : (count / rowCount) * 100}%` }}
              >
                <div class="confusion-count">{fixed(count)}</div>
                <div>{word}</div>
                {total > 0 && <div class="q s">{t('{0} of {1}', percent(count / total), name)}</div>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
