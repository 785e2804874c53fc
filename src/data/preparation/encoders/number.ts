import type { FittedNumber, FittedTransform } from '../../shapes/encoders/number.ts';
import type { NumberFacts } from '../../shapes/encoders/numberFacts.ts';
import type { ColumnFeature } from '../../shapes/encoders/feature.ts';
import { featureOf, numberOf } from '../../table/cells.ts';
import { onlyColumn } from './encoder.ts';
import type { Encoder, TrainingColumn } from './encoder.ts';
import { isStorable, numberFactsOf, numberReader, problemOf, valuesOf, withoutSign } from './numbers.ts';
import { transformOf } from './transform.ts';

const msOfDay = 86_400_000;

/**
 * A number, a date, or yes and no as 1 and 0: its gaps filled, clipped, then transformed; as SimpleImputer with MissingIndicator,
 * numpy.clip, and StandardScaler or numpy's functions.
 */
export const numberEncoder: Encoder<'number'> = {
  fit(training, planned) {
    const column = onlyColumn(training);
    const values = valuesOf(column);
    const facts = numberFactsOf(column, values, planned.missing);
    const { clip, transform } = planned;
    const words = yesAndNo(column);
    return {
      ...facts,
      ...(words === undefined ? {} : { words }),
      indicator: planned.indicator === true && facts.fill !== undefined && facts.missingShare > 0,
      ...(clip === undefined ? {} : { clip }),
      ...(transform === undefined ? {} : { transform: fitTransform(transform, values, { ...facts, clip }) }),
    };
  },
  open({ column }, { fill, indicator, clip, transform, dateFormat }) {
    const read = numberReader(dateFormat);
    const clipped = clipTo(clip);
    const transformed = transformOf(transform);
    return {
      names: indicator ? [column, `${column}_missing`] : [column],
      isPlain: clip === undefined && transform === undefined,
      write(cell, into, at) {
        const number = read(cell);
        const problem = problemOf(number, fill);
        if (problem !== undefined) return problem;
        const isGap = Number.isNaN(number);
        const value = transformed(clipped((isGap ? fill : number) ?? Number.NaN));
        if (!isStorable(value)) return 'value-out-of-domain';
        into[at] = withoutSign(value);
        if (indicator) into[at + 1] = Number(isGap);
        return undefined;
      },
    };
  },
};

/** The words for 0 and for 1; undefined for a column that is not of yes and no. */
function yesAndNo({ cells, dateFormat, isYesOrNo }: TrainingColumn): [no: string, yes: string] | undefined {
  if (isYesOrNo === true) return ['0', '1'];
  if (cells.kind !== 'words' || dateFormat !== undefined) return undefined;
  const wordFor = (value: number) =>
    cells.levels.find((level) => numberOf(level) === undefined && featureOf(level) === value);
  const [no, yes] = [wordFor(0), wordFor(1)];
  return no === undefined || yes === undefined ? undefined : [no, yes];
}

const clipTo = (clip: FittedNumber['clip']) => {
  if (clip === undefined) return (value: number) => value;
  const [low, high] = clip;
  return (value: number) => Math.min(Math.max(value, low), high);
};

function fitTransform(
  transform: NonNullable<ColumnFeature['transform']>,
  values: Float64Array,
  { fill, min, dateFormat, clip }: NumberFacts & { readonly clip: FittedNumber['clip'] | undefined },
): FittedTransform {
  if (transform === 'log1p' || transform === 'sqrt') return { kind: transform };
  const clipped = clipTo(clip);
  if (transform === 'standard') return { kind: 'standard', ...spreadOf(values, fill, clipped) };
  return 'power' in transform
    ? { kind: 'power', power: transform.power }
    : { kind: 'since', from: clipped(min), unit: dateFormat === undefined ? 1 : msOfDay };
}

/** Mean and population standard deviation of the values as they are before; a constant column has the unit 1, as StandardScaler. */
function spreadOf(
  values: Float64Array,
  fill: number | undefined,
  clipped: (value: number) => number,
): { readonly from: number; readonly unit: number } {
  const eachValue = (use: (value: number) => void) => {
    for (const value of values) {
      const present = Number.isNaN(value) ? fill : value;
      if (present !== undefined) use(clipped(present));
    }
  };
  let [sum, count, squares] = [0, 0, 0];
  eachValue((value) => {
    sum += value;
    count += 1;
  });
  const from = count === 0 ? 0 : sum / count;
  eachValue((value) => {
    squares += (value - from) ** 2;
  });
  const unit = Math.sqrt(squares / Math.max(1, count));
  return { from, unit: unit > Number.EPSILON * 10 * Math.abs(from) ? unit : 1 };
}
