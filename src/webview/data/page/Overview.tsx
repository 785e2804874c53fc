import { useMemo, useRef, useState } from 'preact/hooks';
import { meaningOf } from '../../../data/findings/meaning.ts';
import type { GridCondition } from '../../../data/shapes/gridView.ts';
import type { WordsInNumbers } from '../../../data/shapes/reading.ts';
import type { ColumnProfile, Profile } from '../../../data/shapes/profile.ts';
import { Icon, Link } from '../../kit/controls/controls.tsx';
import { Figure } from '../../kit/charts/Figure.tsx';
import { Grid, Scroll } from '../../kit/controls/Grid.tsx';
import type { GridColumn } from '../../kit/controls/Grid.tsx';
import { SaveTable } from '../../kit/controls/SaveTable.tsx';
import { t } from '../../kit/language/language.ts';
import { Section } from '../../kit/controls/Section.tsx';
import { distributionFigure } from './distributions.ts';
import { plainDistribution } from './plainDistribution.ts';
import { rowsOfBar, withClicks } from './barRows.ts';
import { ColumnMenu } from './ColumnMenu.tsx';
import { ColumnPager } from './ColumnPager.tsx';
import type { ColumnPagerProps } from './ColumnPager.tsx';
import { meaningIcon } from '../../kit/language/meaningIcon.ts';
import { sampleWords } from './sampleWords.ts';
import { statisticsOf } from './statistics.ts';
import type { TableEditing } from './tableEditing.ts';
import { largest } from '../../../learner/extent.ts';

const shownAtFirst = 12;

interface OverviewProps extends Pick<ColumnPagerProps, 'onTurn' | 'find'> {
  /** Shows the rows that a bar counts. */
  readonly onRows: (condition: GridCondition) => void;
  readonly profile: Profile;
  readonly editing: TableEditing;
}

/** Every column: what it holds, its statistics, and the shape of its values. */
export function Overview({ profile, editing, onTurn, find, onRows }: OverviewProps) {
  const [all, setAll] = useState(false);
  const drawn = profile.columns.filter((column) => plainDistribution(column) === undefined);
  const shown = all ? drawn : drawn.slice(0, shownAtFirst);
  const sample = sampleWords(profile.shown);
  const columns = gridColumns(profile, editing);
  const label = t('Columns and their statistics');
  return (
    <Section id="overview" label={t('Overview')}>
      {profile.columns.length < profile.columnCount && (
        <ColumnPager profile={profile} onTurn={onTurn} find={find} />
      )}
      {sample !== undefined && <p class="q s sample">{sample}</p>}
      <Scroll label={t('Columns, scrolls sideways')}>
        <Grid
          label={label}
          className={sample === undefined ? 'ov' : 'ov estimated'}
          testId="describe"
          columns={columns}
          rows={profile.columns}
        />
      </Scroll>
      <p class="s table-links">
        <SaveTable name="columns" label={label} columns={columns} rows={profile.columns} />
      </p>
      <div class="cols c2 distributions">
        {shown.map((column) => (
          <Distribution key={column.name} column={column} profile={profile} onRows={onRows} />
        ))}
      </div>
      <p class="q s">
        {shown.length > 0 && sample === undefined && t('Click a bar to see its rows.')}{' '}
        {shown.some(({ numeric }) => numeric !== undefined) &&
          t('Box under each histogram: minimum, quartiles, maximum; the blue line is the median.')}{' '}
        {sample !== undefined &&
          t('≈ is an estimate, ≥ and ≤ are bounds; each gives way to the exact value.')}{' '}
        {shown.length < drawn.length && (
          <Link onClick={() => setAll(true)}>{t('Show all {0}', drawn.length)}</Link>
        )}
      </p>
    </Section>
  );
}

function gridColumns(
  { columns, reading, shown }: Profile,
  editing: TableEditing,
): GridColumn<ColumnProfile>[] {
  const wordsOf = ({ name }: ColumnProfile) => reading.words.find(({ column }) => column === name);
  const labels = columns[0] === undefined ? [] : statisticsOf(columns[0]).map(({ label }) => label);
  return [
    {
      label: t('Column'),
      className: 'nm',
      file: ({ name }) => name,
      cell: (column) => <ColumnName column={column} words={wordsOf(column)} editing={editing} />,
    },
    { label: t('Distribution'), className: 'sp', file: 'none', cell: (column) => <Shape column={column} /> },
    ...labels.map((label, index) => ({
      label,
      numeric: true,
      cell: (column: ColumnProfile) => {
        const statistic = statisticsOf(column, shown)[index];
        return <span title={statistic?.exact}>{statistic?.text}</span>;
      },
    })),
  ];
}

interface ColumnNameProps {
  readonly column: ColumnProfile;
  readonly words: WordsInNumbers | undefined;
  readonly editing: TableEditing;
}

function ColumnName({ column, words, editing }: ColumnNameProps) {
  const isLeftOut = editing.edits.leftOut?.includes(column.name) === true;
  return (
    <>
      <Icon name={meaningIcon(meaningOf(column))} tone="info" /> {column.name}{' '}
      <span class="ty">
        <ColumnMenu column={column} words={words} editing={editing} />
        {column.name === editing.target && ` · ${t('target')}`}
        {isLeftOut && ` · ${t('left out')}`}
      </span>
    </>
  );
}

/** The distribution as a small picture, or in words where they say it all. */
function Shape({ column }: { readonly column: ColumnProfile }) {
  const words = plainDistribution(column);
  return words === undefined ? <Spark column={column} /> : <span class="in-words">{words}</span>;
}

/** The distribution in a line's height; the figures below say it in full. */
function Spark({ column }: { readonly column: ColumnProfile }) {
  const { numeric, dates, topValues } = column;
  const counts = numeric?.bars.counts ?? dates?.bars.counts ?? topValues?.map(({ count }) => count) ?? [];
  const highest = Math.max(1, largest(counts));
  const width = 112 / Math.max(1, counts.length);
  return (
    <svg
      class="spark"
      width="112"
      height="24"
      viewBox="0 0 112 24"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {counts.map((count, index) => {
        const height = count === 0 ? 0 : Math.max(1, (24 * count) / highest);
        return <rect key={index} x={index * width} y={24 - height} width={width * 0.9} height={height} />;
      })}
    </svg>
  );
}

interface DistributionProps extends Pick<OverviewProps, 'onRows'> {
  readonly column: ColumnProfile;
  readonly profile: Profile;
}

function Distribution({ column, profile, onRows }: DistributionProps) {
  const latest = useRef(onRows);
  latest.current = onRows;
  const figure = useMemo(() => {
    const made = distributionFigure(column, profile);
    const [first, ...rest] = made?.panels ?? [];
    // The rows of a sample are not in the grid.
    if (made === undefined || first === undefined || profile.shown.kind !== 'exact') return made;
    const draw = withClicks(first.draw, (bar) => {
      const condition = rowsOfBar(column, bar);
      if (condition !== undefined) latest.current(condition);
    });
    return { ...made, panels: [{ ...first, draw }, ...rest] };
  }, [column, profile]);
  if (figure === undefined) return null;
  return <Figure testId={`distribution-${column.name}`} {...figure} />;
}
