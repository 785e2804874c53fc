import { useState } from 'preact/hooks';
import type { TargetRanking as Ranking } from '../../../../data/shapes/pairs.ts';
import type { Association, Profile } from '../../../../data/shapes/profile.ts';
import { Link } from '../../../kit/controls/controls.tsx';
import { Grid, Scroll } from '../../../kit/controls/Grid.tsx';
import type { GridColumn } from '../../../kit/controls/Grid.tsx';
import { SaveTable } from '../../../kit/controls/SaveTable.tsx';
import { t } from '../../../kit/language/language.ts';
import { fixed } from '../../../kit/language/numbers.ts';
import { measureName } from './strength.ts';

type Row = Ranking['related'][number];

const rowsAtFirst = 12;
/** Rendering thousands of rows would stall the page. */
const rowsMore = 200;

/** The page's columns ranked by their relation with the target, strongest first. */
export function relatedColumns({ columns, targetRelation }: Profile): readonly Row[] {
  const rows = columns.flatMap(({ name }, index): readonly Row[] => {
    const association = targetRelation?.associations[index] ?? null;
    return association === null ? [] : [{ name, association }];
  });
  return rows.toSorted((a, b) => Math.abs(b.association.value) - Math.abs(a.association.value));
}

interface TargetRankingProps {
  readonly target: string;
  readonly rows: readonly Row[];
  /** The drawn column. */
  readonly chosen: string | undefined;
  readonly onChoose: (column: string) => void;
}

/** The table of relations with the target; clicking a column's name draws its relation. */
export function TargetRanking({ target, rows, chosen, onChoose }: TargetRankingProps) {
  const [count, setCount] = useState(rowsAtFirst);
  const label = t('How closely each column is related to {0}', target);
  const left = rows.length - count;
  const columns = gridColumns(chosen, onChoose);
  return (
    <div class="ranking">
      <h3>{label}</h3>
      <Scroll label={t('{0}, scrolls sideways', label)}>
        <Grid
          label={label}
          testId="target-relations"
          keyOf={({ name }) => name}
          rows={rows.slice(0, count)}
          columns={columns}
        />
      </Scroll>
      <p class="s table-links">
        {left > 0 && (
          <Link onClick={() => setCount(count + rowsMore)}>
            {left <= rowsMore ? t('Show all {0}', fixed(rows.length)) : t('Show {0} more', fixed(rowsMore))}
          </Link>
        )}
        <SaveTable name="target-relations" label={label} columns={columns} rows={rows} />
      </p>
      <p class="q s">{measureWords(rows)}</p>
    </div>
  );
}

function gridColumns(
  chosen: string | undefined,
  onChoose: (column: string) => void,
): readonly GridColumn<Row>[] {
  return [
    {
      label: t('Column'),
      className: 'nm',
      file: ({ name }) => name,
      cell: ({ name }) => (
        <button
          type="button"
          class="link"
          title={name}
          aria-pressed={name === chosen}
          onClick={() => onChoose(name)}
        >
          {name}
        </button>
      ),
    },
    {
      label: t('Strength'),
      numeric: true,
      file: ({ association: { value } }) => value,
      cell: ({ association: { value } }) => (
        <>
          <span class={value < 0 ? 'strength falling' : 'strength'} aria-hidden="true">
            <span style={{ width: `${Math.min(1, Math.abs(value)) * 100}%` }} />
          </span>
          <span class="strength-value">{fixed(value, 3)}</span>
        </>
      ),
    },
    { label: t('Measure'), cell: ({ association }) => measureName(association.kind) },
  ];
}

/** Explains the measures that occur. */
function measureWords(rows: readonly Row[]): string {
  const kinds = new Set(rows.map(({ association }) => association.kind));
  const said = (kind: Association['kind'], words: string) => (kinds.has(kind) ? [words] : []);
  return [
    ...said('pearson', t('Pearson’s r compares two numeric columns.')),
    ...said('spearman', t('Spearman’s ρ compares the ranks of two numeric columns.')),
    ...said('ratio', t('The correlation ratio compares a numeric column with a categorical one.')),
    ...said('cramer', t('Cramér’s V compares two categorical columns.')),
    t('0 means no relation; 1 is the strongest.'),
  ].join(' ');
}
