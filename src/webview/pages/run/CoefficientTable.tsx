import { Grid, Scroll } from '../kit/Grid.tsx';
import { t } from '../kit/language.ts';
import { full } from '../kit/numbers.ts';

interface CoefficientProps {
  readonly label: string;
  readonly featureNames: readonly string[];
  /** One column each. */
  readonly classes: readonly {
    readonly name: string;
    readonly bias: number;
    readonly weights: readonly number[];
  }[];
  /** What becomes of the sums. */
  readonly note: string;
}

/** The weights of a classifier in the units of the columns. */
export function CoefficientTable({ label, featureNames, classes, note }: CoefficientProps) {
  const rows = [
    { name: t('bias'), weights: classes.map(({ bias }) => bias) },
    ...featureNames.map((name, index) => ({
      name,
      weights: classes.map(({ weights }) => weights[index] ?? Number.NaN),
    })),
  ];
  return (
    <>
      <Scroll label={t('{0}, scrolls sideways', label)}>
        <Grid
          label={label}
          testId="coefficients"
          columns={[
            { label: t('Feature'), cell: ({ name }: (typeof rows)[number]) => name },
            ...classes.map(({ name }, index) => ({
              label: name,
              numeric: true,
              cell: ({ weights }: (typeof rows)[number]) => full(weights[index]),
            })),
          ]}
          rows={rows}
        />
      </Scroll>
      <p class="q s">{note}</p>
    </>
  );
}
