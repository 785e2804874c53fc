import { useMemo } from 'preact/hooks';
import type { LossCurves } from '../contract.ts';
import { Figure } from '../../kit/charts/Figure.tsx';
import { t } from '../../kit/language/language.ts';
import { significant } from '../../kit/language/numbers.ts';
import { settingText } from './hyperparameterSources.ts';
import { lossPicture } from './lossPicture.ts';
import { lossRange } from '../../kit/charts/lossRange.ts';

interface LossProps {
  readonly curves: LossCurves;
  readonly height: number;
  readonly hasEnded: boolean;
}

/** The loss of every model, epoch by epoch; the best one clear. */
export function LossFigure({ curves, height, hasEnded }: LossProps) {
  const { losses, best, lossOf, epochs } = curves;
  const draw = useMemo(() => lossPicture(curves), [curves]);
  if (best === undefined)
    return (
      <p class="q">
        {hasEnded ? t('The log of this job has no losses.') : t('The first epoch has not finished yet.')}
      </p>
    );
  return (
    <Figure
      testId="loss-curves"
      title={titleOf(curves, best)}
      panels={[
        {
          draw,
          height,
          yLabel: lossOf === 'validation' ? t('Validation loss, log scale') : t('Training loss, log scale'),
        },
      ]}
      caption={[
        t('Each line is one of the {0} models, trained side by side. Lower is better.', losses.length),
        leavingText(curves),
        winnerText(curves, best),
      ]
        .filter((sentence) => sentence !== '')
        .join(' ')}
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

type Best = LossCurves['best'] & object;

function titleOf({ losses, winner }: LossCurves, best: Best): string {
  const values = [best.model + 1, losses.length, significant(best.loss), best.epoch] as const;
  return winner === undefined
    ? t('Model {0} of {1} leads with loss {2} at epoch {3}', ...values)
    : t('Model {0} of {1} won with loss {2} at epoch {3}', ...values);
}

/** What is not drawn is said. */
function leavingText(curves: LossCurves): string {
  const { leavingCount } = lossRange(curves);
  if (leavingCount === 0) return '';
  return leavingCount === 1
    ? t('1 model is above the top of the chart; the table has its losses.')
    : t('{0} models are above the top of the chart; the table has their losses.', leavingCount);
}

/** The winner's hyperparameters, as the log names them. */
function winnerText({ winner }: LossCurves, { model }: Best): string {
  if (winner === undefined) return '';
  const settings = Object.entries(winner).map(([name, value]) => `${name} ${settingText(value)}`);
  return t('Model {0}: {1}.', model + 1, settings.join(', '));
}
