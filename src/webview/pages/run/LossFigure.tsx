import { useMemo } from 'preact/hooks';
import type { LossCurves } from '../../contracts/run.ts';
import { Figure } from '../kit/Figure.tsx';
import { t } from '../kit/language.ts';
import { significant } from '../kit/numbers.ts';
import { lossPicture } from './lossPicture.ts';

/** The loss of every model, epoch by epoch; the best one clear. */
export function LossFigure({ curves, height }: { readonly curves: LossCurves; readonly height: number }) {
  const { losses, best, lossOf, epochs } = curves;
  const draw = useMemo(() => lossPicture(curves), [curves]);
  if (best === undefined) return <p class="q">{t('The first epoch has not ended yet.')}</p>;
  return (
    <Figure
      testId="loss-curves"
      title={t(
        'Model {0} of {1} leads with loss {2} at epoch {3}',
        best.model + 1,
        losses.length,
        significant(best.loss),
        best.epoch,
      )}
      panels={[
        {
          draw,
          height,
          yLabel:
            lossOf === 'validation'
              ? t('Loss of the validation rows, log scale')
              : t('Loss of the training rows, log scale'),
        },
      ]}
      caption={t('Each line is one of the {0} models, trained side by side. Lower is better.', losses.length)}
      twin={{
        columns: [t('Epoch'), ...losses.map((_, model) => t('Model {0}', model + 1))].map((label) => ({
          label,
          numeric: true,
        })),
        rows: epochs.map((epoch, index) => [
          String(epoch),
          ...losses.map((curve) => significant(curve[index], 5)),
        ]),
      }}
    />
  );
}
