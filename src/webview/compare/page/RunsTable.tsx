import { mainMetricOf } from '../../../learner/metrics/metricNames.ts';
import type { MetricName } from '../../../learner/metrics/metricNames.ts';
import type { ShownRun } from '../contract.ts';
import { Icon, Link } from '../../kit/controls/controls.tsx';
import { Grid, Scroll } from '../../kit/controls/Grid.tsx';
import type { GridColumn } from '../../kit/controls/Grid.tsx';
import { t } from '../../kit/language/language.ts';
import { metricLabel, metricText } from '../../kit/language/metricWords.ts';
import { dateTime, fixed } from '../../kit/language/numbers.ts';
import { RunMark } from './RunMark.tsx';
import type { SectionProps } from './sectionProps.ts';
import { letterIn } from './sectionProps.ts';
import { verdictText } from './Verdict.tsx';

interface RunsTableProps extends SectionProps {
  readonly takeAction: (id: string) => void;
  readonly onBase: (run: number) => void;
  readonly onOpen: (run: number) => void;
  readonly onTryAgain: (run: number) => void;
}

interface Row {
  readonly index: number;
  readonly run: ShownRun;
}

/** The runs with their look on the pictures, their metric and what they are against the base. */
export function RunsTable(props: RunsTableProps) {
  const { state, names } = props;
  const rows = state.runs.map((run, index): Row => ({ index, run }));
  const metric = commonMetric(state.runs);
  const hasNotes = state.runs.some(({ note }) => note !== undefined);
  const columns: readonly GridColumn<Row>[] = [
    {
      label: t('In the charts'),
      isLabelHidden: true,
      cell: ({ index }) => <RunMark index={index} letter={letterIn(names, index)} />,
    },
    { label: t('Run'), className: 'flowing run-title', cell: (row) => <Title {...props} row={row} /> },
    { label: t('When'), cell: ({ run }) => (run.run === undefined ? '' : dateTime(run.run.createdAt)) },
    { label: t('Connection'), cell: ({ run }) => run.connection },
    {
      label: t('Rows'),
      hint: t('Training rows and held-out rows.'),
      numeric: true,
      cell: ({ run }) => rowsText(run),
    },
    {
      label: metric === undefined ? t('Metric') : metricLabel(metric),
      hint: t('On its own held-out rows, with the 95 % bootstrap interval.'),
      numeric: true,
      cell: ({ run }) => metricCell(run, metric === undefined),
    },
    {
      label: t('Against {0}', letterIn(names, state.base)),
      className: 'flowing verdict-cell',
      cell: (row) => <Against {...props} row={row} />,
    },
    ...(hasNotes
      ? [{ label: t('Note'), className: 'flowing q', cell: ({ run }: Row) => run.note ?? '' }]
      : []),
  ];
  return (
    <Scroll label={t('Runs, scrolls sideways')}>
      <Grid label={t('Runs')} testId="runs" columns={columns} rows={rows} />
    </Scroll>
  );
}

type CellProps = RunsTableProps & { readonly row: Row };

function Title({ names, onOpen, row: { index, run } }: CellProps) {
  const name = names[index]?.name ?? '';
  if (run.run === undefined) return <span class="q">{name}</span>;
  return (
    <>
      <Link label={t('{0}: open the run', name)} onClick={() => onOpen(index)}>
        {run.run.title}
      </Link>
      {run.isPinned && (
        <>
          {' '}
          <Icon name="pinned" />
          <span class="unseen">{t('pinned')}</span>
        </>
      )}
    </>
  );
}

function Against({ state, names, takeAction, onBase, onTryAgain, row: { index, run } }: CellProps) {
  const isBase = index === state.base;
  // Of two runs the verdict is above the table.
  const text = isBase || state.runs.length > 2 ? verdictText(run, isBase) : '';
  const name = names[index]?.name ?? '';
  return (
    <>
      {text !== '' && <span class={isBase ? 'q' : ''}>{text}</span>}
      {run.failure && (
        <span class="run-failure">
          <Icon name="warning" tone="warn" /> {run.failure.message}{' '}
          <span class="run-actions">
            {run.failure.actions.map(({ id, label }) => (
              <Link key={id} label={t('{0}: {1}', label, name)} onClick={() => takeAction(id)}>
                {label}
              </Link>
            ))}
            <Link label={t('Try again: {0}', name)} onClick={() => onTryAgain(index)}>
              {t('Try again')}
            </Link>
          </span>
        </span>
      )}
      {!isBase && run.run !== undefined && (
        <>
          {' '}
          <Link label={t('Make it the base: {0}', name)} onClick={() => onBase(index)}>
            {t('Make it the base')}
          </Link>
        </>
      )}
    </>
  );
}

const rowsText = ({ run }: ShownRun): string =>
  run === undefined ? '' : `${fixed(run.rowCounts.train)} + ${fixed(run.rowCounts.test)}`;

/** The metric that the runs are ranked by; of several problems each cell names its own. */
function commonMetric(runs: readonly ShownRun[]): MetricName | undefined {
  const metrics = new Set(
    runs.flatMap(({ run }) => (run === undefined ? [] : mainMetricOf(run.predictorType))),
  );
  const [only] = metrics;
  return metrics.size === 1 ? only : undefined;
}

function metricCell({ run }: ShownRun, isNamed: boolean) {
  if (run === undefined) return '';
  const name = mainMetricOf(run.predictorType);
  const value = run.metrics?.[name];
  if (value === undefined) return <span class="q">{t('not evaluated')}</span>;
  const interval = run.intervals?.[name];
  return (
    <>
      {isNamed && <span class="q s">{metricLabel(name)} </span>}
      {metricText(name, value)}
      {interval && (
        <span class="q s">
          {' '}
          {t('{0} to {1}', metricText(name, interval.low), metricText(name, interval.high))}
        </span>
      )}
    </>
  );
}
