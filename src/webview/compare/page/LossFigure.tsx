import { useMemo } from 'preact/hooks';
import { Figure } from '../../kit/charts/Figure.tsx';
import { t } from '../../kit/language/language.ts';
import { nameList } from '../../kit/language/nameList.ts';
import { fixed, significant } from '../../kit/language/numbers.ts';
import type { LossLine } from '../contract.ts';
import { Legend } from './Legend.tsx';
import { lossPicture } from './linePictures.ts';
import type { SectionProps } from './sectionProps.ts';
import { letterIn } from './sectionProps.ts';

const height = 280;

/** The loss of each run's chosen model over the epochs. */
export function LossFigure({ state, names }: SectionProps) {
  const { runs, base } = state;
  const known = runs.flatMap(({ loss }, index) =>
    loss === undefined ? [] : [{ index, letter: letterIn(names, index), points: loss.points, loss }],
  );
  const draw = useMemo(() => lossPicture(known, base), [state]);
  const without = runs.flatMap(({ run, loss }, index) =>
    run !== undefined && loss === undefined ? [letterIn(names, index)] : [],
  );
  const missing =
    without.length === 0
      ? ''
      : t(
          'No losses are on record for {0}: VS Code was not running when it ended, or its log is gone. Open the run to read its log.',
          nameList(without),
        );
  if (known.length === 0) return <p class="q">{missing}</p>;
  const kinds = new Set(known.map(({ loss }) => loss.lossOf));
  const epochs = [...new Set(known.flatMap(({ points }) => points.map(({ x }) => x)))].toSorted(
    (a, b) => a - b,
  );
  return (
    <Figure
      testId="loss-curves"
      title={titleOf(known)}
      legend={<Legend runs={known} names={names} />}
      panels={[
        {
          draw,
          height,
          yLabel:
            kinds.has('validation') && kinds.size === 1
              ? t('Validation loss, log scale')
              : t('Training loss, log scale'),
        },
      ]}
      caption={[
        t('Of the model that each run chose. Lower is better.'),
        functionsOf(known).length > 1
          ? t('Losses by different functions, or of different targets, are not comparable.')
          : '',
        kinds.size > 1
          ? t(
              'Losses of validation rows and of training rows are not comparable: {0} has those of validation rows.',
              nameList(known.filter(({ loss }) => loss.lossOf === 'validation').map(({ letter }) => letter)),
            )
          : '',
        missing,
      ]
        .filter((sentence) => sentence !== '')
        .join(' ')}
      twin={{
        columns: [t('Epoch'), ...known.map(({ letter }) => letter)].map((label) => ({
          label,
          numeric: true,
        })),
        rows: epochs.map((epoch) => [
          fixed(epoch),
          ...known.map(({ points }) => significant(points.find(({ x }) => x === epoch)?.y, 5)),
        ]),
      }}
    />
  );
}

interface Known {
  readonly letter: string;
  readonly points: readonly { readonly y: number }[];
  readonly loss: LossLine;
}

/** Which run ended lowest, where that means something; else which loss functions they have. */
function titleOf(known: readonly Known[]): string {
  const functions = functionsOf(known);
  if (functions.length > 1)
    return t(
      'The losses are not comparable: {0}',
      functions.map(({ name, letters }) => t('{0} of {1}', name, nameList(letters))).join('; '),
    );
  const best = known.reduce<Known | undefined>(
    (low, one) => (low === undefined || lastLoss(one) < lastLoss(low) ? one : low),
    undefined,
  );
  return best === undefined
    ? ''
    : t('{0} ended with the lowest loss, {1}', best.letter, significant(lastLoss(best)));
}

/** The loss functions and the runs of each; of several targets also what is predicted. */
function functionsOf(known: readonly Known[]) {
  const hasTargets = new Set(known.map(({ loss }) => loss.target)).size > 1;
  const nameOf = ({ loss }: Known) => (hasTargets ? t('{0} for {1}', loss.loss, loss.target) : loss.loss);
  return [...new Set(known.map(nameOf))].map((name) => ({
    name,
    letters: known.flatMap((one) => (nameOf(one) === name ? one.letter : [])),
  }));
}

const lastLoss = ({ points }: { readonly points: readonly { readonly y: number }[] }): number =>
  points.at(-1)?.y ?? Infinity;
