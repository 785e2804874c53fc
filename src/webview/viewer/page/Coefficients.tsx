import type { ArtifactFacts, Coefficient } from '../../../data/shapes/recordFiles.ts';
import { LongGrid } from '../../kit/controls/LongGrid.tsx';
import type { GridColumn } from '../../kit/controls/Grid.tsx';
import { Section } from '../../kit/controls/Section.tsx';
import { t } from '../../kit/language/language.ts';
import { fixed, fullSingle } from '../../kit/language/numbers.ts';

type Row = Pick<Coefficient, 'name' | 'weights'>;

/** The weights of the model, the largest first, and its bias. */
export function Coefficients({ facts }: { readonly facts: ArtifactFacts }) {
  const { coefficients, biases, featureCount, outputCount, isNamed, classNames, nonZeroCount } = facts;
  const outputName = (output: number) =>
    biases.length === 1 ? t('Weight') : (classNames?.[output] ?? t('Class {0}', output));
  const rows: readonly Row[] = [{ name: t('bias'), weights: biases }, ...coefficients];
  const columns: readonly GridColumn<Row>[] = [
    { label: t('Feature'), className: 'flowing', cell: ({ name }) => name },
    ...biases.map((_, output) => ({
      label: outputName(output),
      numeric: true,
      cell: ({ weights }: Row) => fullSingle(weights[output] ?? Number.NaN),
    })),
  ];
  const notes = [
    ...(isNamed
      ? [t('Names come from preparation.json in the same folder.')]
      : [
          t(
            'Features are numbered from f0: there is no preparation.json with {0} features in the same folder.',
            fixed(featureCount),
          ),
        ]),
    ...(coefficients.length < featureCount
      ? [
          t(
            'Listing the {0} features with the largest weights, of {1}.',
            fixed(coefficients.length),
            fixed(featureCount),
          ),
        ]
      : []),
    ...(biases.length < outputCount
      ? [t('Listing the first {0} classes, of {1}.', fixed(biases.length), fixed(outputCount))]
      : []),
  ];
  return (
    <Section id="coefficients" title={weightsTitle(nonZeroCount, featureCount * outputCount)}>
      <div class={biases.length === 1 ? 'one-output' : ''}>
        <LongGrid
          label={t('Coefficients')}
          testId="coefficients"
          columns={columns}
          rows={rows}
          rowsAtFirst={25}
        />
      </div>
      <p class="q s">{notes.join(' ')}</p>
    </Section>
  );
}

function weightsTitle(nonZeroCount: number, count: number): string {
  if (count === 1) return nonZeroCount === 1 ? t('1 weight') : t('1 weight, which is 0');
  return t('{0} of {1} weights are not 0', fixed(nonZeroCount), fixed(count));
}
