import type { Association, Profile } from '../../../data/shapes/profile.ts';
import { LongGrid } from '../../kit/controls/LongGrid.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed } from '../../kit/language/numbers.ts';

const rowsAtFirst = 12;

interface Row {
  readonly name: string;
  readonly association: Association;
}

/** The columns of the page by how closely they are related to the target, the closest first. */
export function relatedColumns({ columns, targetRelation }: Profile): readonly Row[] {
  const rows = columns.flatMap(({ name }, index): readonly Row[] => {
    const association = targetRelation?.associations[index] ?? null;
    return association === null ? [] : [{ name, association }];
  });
  return rows.toSorted((a, b) => Math.abs(b.association.value) - Math.abs(a.association.value));
}

/** How closely each column is related to the target, in the measure that suits it; nothing where lines between numbers say it all. */
export function TargetRelations({ profile }: { readonly profile: Profile }) {
  const rows = relatedColumns(profile);
  const target = profile.targetRelation?.target ?? '';
  if (!rows.some(({ association }) => association.kind !== 'pearson')) return null;
  const label = t('How closely each column is related to {0}', target);
  return (
    <>
      <h3>{label}</h3>
      <LongGrid
        label={label}
        testId="target-relations"
        rowsAtFirst={rowsAtFirst}
        rows={rows}
        columns={[
          { label: t('Column'), cell: ({ name }) => name },
          { label: t('Strength'), numeric: true, cell: ({ association }) => fixed(association.value, 3) },
          { label: t('Measure'), cell: ({ association }) => measureName(association.kind) },
        ]}
      />
      <p class="q s">
        {t(
          'Pearson’s r compares two numbers, the correlation ratio a number with groups, Cramér’s V two groupings. 0 is no relation, 1 the closest.',
        )}
      </p>
    </>
  );
}

function measureName(kind: Association['kind']): string {
  switch (kind) {
    case 'pearson':
      return t('Pearson’s r');
    case 'spearman':
      return t('Spearman’s ρ');
    case 'ratio':
      return t('correlation ratio');
    case 'cramer':
      return t('Cramér’s V');
  }
}
