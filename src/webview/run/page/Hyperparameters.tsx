import { useState } from 'preact/hooks';
import type { RunFollowed } from '../contract.ts';
import { Link } from '../../kit/controls/controls.tsx';
import { Grid, Scroll } from '../../kit/controls/Grid.tsx';
import { Explained } from '../../kit/controls/Explained.tsx';
import { t } from '../../kit/language/language.ts';
import { hyperparameterRows } from './hyperparameterSources.ts';
import type { HyperparameterRow as Row } from './hyperparameterSources.ts';

/** What was set in the experiment, follows from the data or won among the models; the rest stays at SageMaker's defaults. */
export function Hyperparameters({ state }: { readonly state: RunFollowed }) {
  const [all, setAll] = useState(false);
  const { decided, others, set } = hyperparameterRows(state);
  return (
    <div>
      <h2>{t('How it was made')}</h2>
      <Scroll label={t('Hyperparameters, scrolls sideways')}>
        <Grid
          label={t('Hyperparameters')}
          columns={[
            {
              label: t('Hyperparameter'),
              cell: ({ name, hint }: Row) => (hint === '' ? name : <Explained text={hint}>{name}</Explained>),
            },
            { label: t('Used'), numeric: true, cell: ({ used }: Row) => used },
            { label: t('Default'), numeric: true, className: 'q', cell: ({ standard }: Row) => standard },
            { label: t('Source'), className: 'q flowing', cell: ({ source }: Row) => source },
          ]}
          rows={all ? [...decided, ...others] : decided}
        />
      </Scroll>
      {!all && (
        <p class="q s">
          {set === undefined
            ? t('{0} others at their defaults.', others.length)
            : t(
                '{0} of {1} set in the experiment, {2} at their defaults.',
                set.count,
                set.of,
                others.length,
              )}{' '}
          <Link onClick={() => setAll(true)}>{t('Show all')}</Link>
        </p>
      )}
    </div>
  );
}
