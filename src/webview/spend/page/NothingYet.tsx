import { Button } from '../../kit/controls/controls.tsx';
import { t } from '../../kit/language/language.ts';

interface NothingYetProps {
  /** Of the month. */
  readonly name: string;
  /** Other months have something. */
  readonly isEver: boolean;
  readonly onSample: () => void;
}

/** What will appear, and what to do. */
export function NothingYet({ name, isEver, onSample }: NothingYetProps) {
  return (
    <section class="spend-empty" aria-label={t('Nothing yet')}>
      <p>
        {isEver
          ? t('Nothing ran in {0}. Choose another month above.', name)
          : t(
              'Nothing has run yet. Train or deploy a model, and its cost appears here, by day, by run, and for each endpoint and training job, while it runs.',
            )}
      </p>
      <p class="q">{t('On Local, everything is free.')}</p>
      {!isEver && (
        <Button secondary onClick={onSample}>
          {t('Open sample')}
        </Button>
      )}
    </section>
  );
}
