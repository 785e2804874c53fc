import { useState } from 'preact/hooks';
import type { RunFollowed } from '../../contracts/run.ts';
import { Link } from '../kit/controls.tsx';
import { Grid, Scroll } from '../kit/Grid.tsx';
import { t } from '../kit/language.ts';

interface Row {
  readonly name: string;
  readonly used: string;
  readonly standard: string;
  readonly source: string;
  readonly meaning: string;
}

/** What was set in the experiment or won among the models; the rest stays at SageMaker's defaults. */
export function Hyperparameters({ state }: { readonly state: RunFollowed }) {
  const { job, curves, known } = state;
  const [all, setAll] = useState(false);
  const row = (name: string, used: string, source: string): Row => ({
    name,
    used,
    source,
    standard: known[name]?.default ?? '',
    meaning: known[name]?.meaning ?? '',
  });
  const set = Object.entries(job.hyperparameters).map(([name, value]) => row(name, value, t('experiment')));
  const won = Object.entries(curves.winner ?? {})
    .filter(([name]) => !(name in job.hyperparameters))
    .map(([name, value]) => row(name, String(value), t('best model')));
  const rows = [...set, ...won];
  const named = new Set(rows.map(({ name }) => name));
  const others = Object.entries(known)
    .filter(([name]) => !named.has(name))
    .map(([name, entry]) => row(name, entry.default, t('default')));
  return (
    <div>
      <h2>{t('How it was made')}</h2>
      <Scroll label={t('Hyperparameters, scrolls sideways')}>
        <Grid
          label={t('Hyperparameters')}
          columns={[
            {
              label: t('Hyperparameter'),
              cell: ({ name, meaning }: Row) => <span title={meaning}>{name}</span>,
            },
            { label: t('Used'), numeric: true, cell: ({ used }: Row) => used },
            { label: t('Default'), numeric: true, className: 'q', cell: ({ standard }: Row) => standard },
            { label: t('Source'), className: 'q', cell: ({ source }: Row) => source },
          ]}
          rows={all ? [...rows, ...others] : rows}
        />
      </Scroll>
      {!all && (
        <p class="q s">
          {t('{0} others at SageMaker’s defaults.', others.length)}{' '}
          <Link onClick={() => setAll(true)}>{t('Show all')}</Link>
        </p>
      )}
    </div>
  );
}
