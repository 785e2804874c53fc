import { onlyColumn } from './encoder.ts';
import type { Encoder } from './encoder.ts';
import { isStorable, numberFactsOf, numberReader, problemOf, valuesOf, withoutSign } from './numbers.ts';

const defaultDegree = 2;

/** The square and higher powers of a number; with the number itself, as PolynomialFeatures(degree) of one column. */
export const powersEncoder: Encoder<'powers'> = {
  fit(training, { degree = defaultDegree, missing }) {
    const column = onlyColumn(training);
    return { ...numberFactsOf(column, valuesOf(column), missing), degree };
  },
  open({ column }, { degree, fill, dateFormat }) {
    const read = numberReader(dateFormat);
    return {
      names: Array.from({ length: degree - 1 }, (_, index) => `${column}^${index + 2}`),
      write(cell, into, at) {
        const number = read(cell);
        const problem = problemOf(number, fill);
        if (problem !== undefined) return problem;
        const value = (Number.isNaN(number) ? fill : number) ?? 0;
        let power = value;
        for (let index = 0; index < degree - 1; index += 1) {
          power *= value;
          if (!isStorable(power)) return 'value-out-of-domain';
          into[at + index] = withoutSign(power);
        }
        return undefined;
      },
    };
  },
};
