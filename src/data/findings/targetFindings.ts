import { heldOutShare } from './tableKind.ts';
import type { Explored, TableKinds } from './tableKind.ts';

/** Google's machine learning course calls a minority below 20 % a moderate imbalance and one below 1 % an extreme one. */
const moderateShare = 0.2;
const extremeShare = 0.01;
/** A class needs a few rows to be learned from; as in one-hot's default for rare values. */
const fewestRowsOfClass = 10;
/** Bulmer (Principles of Statistics) calls a skewness above 1 high. */
const highSkew = 1;
/** The logarithm has to make it this much smaller to be worth it. */
const skewLeft = 0.5;

const classesOf = ({ evidence }: Explored) => evidence?.classes ?? [];

/** Kinds of findings about the values of the likeliest target. */
export const targetKinds: TableKinds<'rare-class' | 'imbalance' | 'skewed-target'> = {
  'rare-class': {
    severity: 'warning',
    find(explored) {
      const { evidence } = explored;
      const rare = classesOf(explored).filter(({ count }) => count * (1 - heldOutShare) < fewestRowsOfClass);
      const [first] = rare;
      if (evidence === undefined || first === undefined) return undefined;
      const facts = { value: first.value, rowCount: first.count, classCount: rare.length };
      return { columns: [evidence.target], facts };
    },
    words: ({ t, number }, { value, rowCount, classCount }, [target = '']) =>
      classCount > 1
        ? t(
            '{0} has {1} classes with fewer than ten training rows, such as {2} ({3} rows): too few to learn from.',
            target,
            number(classCount),
            value,
            number(rowCount),
          )
        : t(
            '{0} is {1} in only {2} rows, which leaves fewer than ten for training: too few to learn from, and metrics for that class depend on the seed.',
            target,
            value,
            number(rowCount),
          ),
  },
  imbalance: {
    severity: 'info',
    find(explored) {
      const { evidence } = explored;
      const classes = classesOf(explored);
      const [most, least] = [classes[0], classes.at(-1)];
      if (evidence === undefined || most === undefined || least === undefined) return undefined;
      const all = classes.reduce((sum, { count }) => sum + count, 0);
      // Of several classes an even share is the measure.
      const share = (least.count / all) * (classes.length / 2);
      if (classes.length < 2 || share >= moderateShare) return undefined;
      const facts = { value: least.value, share: least.count / all, majorityShare: most.count / all };
      return {
        columns: [evidence.target],
        facts,
        ...(share < extremeShare ? { severity: 'warning' } : {}),
      };
    },
    words: ({ t, percent }, { value, share, majorityShare }, [target = '']) =>
      t(
        '{0} is {1} in {2} of the rows: a model that never predicts it still has an accuracy of {3}. Look at per-class metrics, and consider balanced class weights.',
        target,
        value,
        percent(share),
        percent(majorityShare),
      ),
  },
  'skewed-target': {
    severity: 'info',
    find({ evidence, columns }) {
      const skew = columns.find(({ name }) => name === evidence?.target)?.numeric?.skew ?? 0;
      const logSkew = evidence?.logSkew;
      if (evidence === undefined || logSkew === undefined) return undefined;
      const isBetter = Math.abs(logSkew) <= skewLeft * skew;
      return skew > highSkew && isBetter
        ? { columns: [evidence.target], facts: { skew, logSkew } }
        : undefined;
    },
    words: ({ t, number }, { skew, logSkew }, [target = '']) =>
      t(
        '{0} has a long tail of large values (skewness {1}; of its logarithm {2}): learning the logarithm keeps a few large values from dominating the fit.',
        target,
        number(skew, 1),
        number(logSkew, 1),
      ),
  },
};
