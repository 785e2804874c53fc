import type { LabelFacts } from '../../../data/shapes/recordFiles.ts';
import { t } from '../../kit/language/language.ts';
import { fixed, full, significant } from '../../kit/language/numbers.ts';

const [width, height] = [320, 72];

/** The distribution of the labels. */
export function LabelHistogram({ labels }: { readonly labels: LabelFacts }) {
  const { histogram, count, min, max, mean, severalCount, shownCount, notFiniteCount } = labels;
  const { counts } = histogram;
  const most = counts.reduce((top, one) => Math.max(top, one), 1);
  const bar = width / counts.length;
  const title =
    histogram.kind === 'values'
      ? t('{0} labels with {1} different values', fixed(count), fixed(counts.length))
      : t('{0} labels from {1} to {2}', fixed(count), significant(min), significant(max));
  return (
    <div class="labels">
      <h3>{title}</h3>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={title}>
        {counts.map((rows, at) => {
          const tall = Math.max(rows > 0 ? 1 : 0, (rows / most) * height);
          return (
            <rect key={at} x={at * bar + 1} y={height - tall} width={Math.max(1, bar - 2)} height={tall} />
          );
        })}
      </svg>
      {histogram.kind === 'values' ? (
        <p class="q s">
          {histogram.values.map((value, at) => t('{0}: {1}', full(value), fixed(counts[at]))).join(' · ')}
        </p>
      ) : (
        <p class="q s ends">
          <span>{significant(min)}</span>
          <span>{t('mean {0}', significant(mean))}</span>
          <span>{significant(max)}</span>
        </p>
      )}
      {shownCount !== undefined && (
        <p class="q s">{t('The bars count the first {0} labels only.', fixed(shownCount))}</p>
      )}
      {notFiniteCount !== undefined && (
        <p class="q s">
          {t('{0} labels are infinite or not a number, and not counted above.', fixed(notFiniteCount))}
        </p>
      )}
      {severalCount > 0 && <p class="q s">{t('{0} records have several labels.', fixed(severalCount))}</p>}
    </div>
  );
}
