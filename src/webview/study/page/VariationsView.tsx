import { useMemo, useState } from 'preact/hooks';
import type { MetricName } from '../../../learner/metrics/metricNames.ts';
import { Link } from '../../kit/controls/controls.tsx';
import { Grid, Scroll } from '../../kit/controls/Grid.tsx';
import { SaveTable } from '../../kit/controls/SaveTable.tsx';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { duration, fixed, full, withSign } from '../../kit/language/numbers.ts';
import { mostRanked } from '../kinds.ts';
import type { RankedTrial, ShownStudy, StudyReady, VariationsResult } from '../contract.ts';
import { Value } from './CrossValidationView.tsx';
import { EffectFigures } from './EffectFigures.tsx';
import { FeatureWorthFigure } from './FeatureWorthFigure.tsx';
import { ParallelFigure } from './ParallelFigure.tsx';
import { editsWords } from './studyWords.ts';
import { bestWords, comparedRowsWords } from './variationsWords.ts';

interface Props {
  readonly state: StudyReady;
  readonly shown: ShownStudy;
  readonly result: VariationsResult;
  readonly more: (from: number) => Promise<readonly RankedTrial[]>;
  readonly use: (index: number) => void;
}

/** Which variation is best, by how much, and what each value does. */
export function VariationsView({ state, shown, result, more, use }: Props) {
  const { plan, progress } = shown;
  const isOneOut = plan.kind === 'variations' && plan.method === 'leave-one-feature-out';
  const rowsWords = comparedRowsWords(result.rows);
  return (
    <>
      <div class="study-words">
        <p>{bestWords(result, progress === 'done', isOneOut)}</p>
        {rowsWords !== undefined && <p>{rowsWords}</p>}
      </div>
      {isOneOut && <FeatureWorthFigure result={result} />}
      <Ranking state={state} result={result} more={more} use={use} />
      {!isOneOut && result.drawn.length > 1 && (
        <>
          <ParallelFigure result={result} />
          <EffectFigures result={result} />
        </>
      )}
    </>
  );
}

const rowsAtFirst = 20;

function Ranking({ state, result, more, use }: Omit<Props, 'shown'>) {
  const { metric, ranked, rankedCount, base } = result;
  const [shownCount, setShownCount] = useState(rowsAtFirst);
  const [further, setFurther] = useState<readonly RankedTrial[]>([]);
  // A ranking that has changed since is loaded anew.
  const known = useMemo(() => [...ranked, ...further], [ranked, further]);
  const rows = known.slice(0, shownCount);
  const showMore = async () => {
    const wanted = shownCount === rowsAtFirst ? mostRanked : shownCount + mostRanked;
    if (wanted > known.length && known.length < rankedCount)
      setFurther([...further, ...(await more(known.length))]);
    setShownCount(wanted);
  };
  const label = t('Ranking by {0}', metricLabel(metric));
  const columns = [
    { label: t('Rank'), numeric: true, cell: (row: RankedTrial) => fixed(known.indexOf(row) + 1) },
    { label: t('What differs'), className: 'differs', cell: ({ edits }: RankedTrial) => editsWords(edits) },
    {
      label: metricLabel(metric),
      numeric: true,
      cell: ({ value }: RankedTrial) => <Value name={metric} value={value} />,
    },
    {
      label: t('Use'),
      isLabelHidden: true,
      file: 'none' as const,
      cell: ({ index, edits }: RankedTrial) =>
        edits.length > 0 && (
          <Link label={t('Use this one: {0}', editsWords(edits))} onClick={() => use(index)}>
            {t('Use this one')}
          </Link>
        ),
    },
    ...(ranked.some(({ low }) => low !== undefined)
      ? [
          {
            label: t('95\u00a0% interval'),
            numeric: true,
            cell: (row: RankedTrial) => intervalWords(metric, row),
            file: ({ low, high }: RankedTrial) => (low === undefined ? '' : `${low} to ${high}`),
          },
        ]
      : []),
    ...(base === undefined
      ? []
      : [
          {
            label: t('Against now'),
            numeric: true,
            cell: ({ value }: RankedTrial) =>
              withSign(value - base.value, metricText(metric, value - base.value)),
            file: ({ value }: RankedTrial) => value - base.value,
          },
        ]),
    ...(ranked.every(({ reference }) => reference === undefined)
      ? []
      : [
          {
            label: t('Converged fit'),
            numeric: true,
            cell: ({ reference }: RankedTrial) => <Value name={metric} value={reference} />,
          },
        ]),
    {
      label: t('Time'),
      numeric: true,
      cell: ({ durationMs }: RankedTrial) => duration(durationMs / 1000),
      file: ({ durationMs }: RankedTrial) => durationMs / 1000,
    },
  ];
  return (
    <>
      <h3 class="table-title">{label}</h3>
      <p class="q s">{t('“Use this one” edits {0}; undo in its editor takes it back.', state.fileName)}</p>
      <Scroll label={t('{0}, scrolls sideways', label)}>
        <Grid
          label={label}
          testId="ranking"
          columns={columns}
          rows={rows}
          keyOf={({ index }) => String(index)}
        />
      </Scroll>
      <p class="s table-links">
        {rows.length < rankedCount && (
          <Link onClick={() => void showMore()}>{t('Show more of {0}', fixed(rankedCount))}</Link>
        )}
        <SaveTable name="ranking" label={label} columns={columns} rows={known} />
      </p>
    </>
  );
}

const intervalWords = (metric: MetricName, { low, high }: RankedTrial) =>
  low === undefined || high === undefined ? (
    '–'
  ) : (
    <span title={t('{0} to {1}', full(low), full(high))}>
      {t('{0} to {1}', metricText(metric, low), metricText(metric, high))}
    </span>
  );
