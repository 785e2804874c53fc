import { noColumn } from './encoder.ts';
import type { Cell, Encoder, TrainingColumn } from './encoder.ts';
import { isStorable, numberFactsOf, numberReader, problemOf, valuesOf, withoutSign } from './numbers.ts';

/** The product of two numbers, the gaps of each filled; as PolynomialFeatures(interaction_only=True). */
export const productEncoder: Encoder<'product'> = {
  fit({ columns: [first = noColumn, second = noColumn] }, { missing }) {
    const factsOf = (column: TrainingColumn) => numberFactsOf(column, valuesOf(column), missing);
    return { factors: [factsOf(first), factsOf(second)] };
  },
  open({ product: [first, second] }, { factors: [ofFirst, ofSecond] }) {
    const [readFirst, readSecond] = [numberReader(ofFirst.dateFormat), numberReader(ofSecond.dateFormat)];
    return {
      names: [`${first}×${second}`],
      write(cell, into, at, other) {
        const [a, b] = [readFirst(cell), readSecond(other)];
        const problem = problemOf(a, ofFirst.fill) ?? problemOf(b, ofSecond.fill);
        if (problem !== undefined) return problem;
        const value = filled(a, ofFirst.fill) * filled(b, ofSecond.fill);
        if (!isStorable(value)) return 'value-out-of-domain';
        into[at] = withoutSign(value);
        return undefined;
      },
      isFirstAtFault: (cell: Cell) => problemOf(readFirst(cell), ofFirst.fill) !== undefined,
    };
  },
};

const filled = (number: number | undefined, fill: number | undefined) =>
  (Number.isNaN(number) ? fill : number) ?? 0;
