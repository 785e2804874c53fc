import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gathered, wordsOf } from '../shapes/cells.ts';
import type { Cells } from '../shapes/cells.ts';
import { dateParts } from '../shapes/encoders/date.ts';
import type { ColumnFeature, Feature } from '../shapes/encoders/feature.ts';
import { fittedFeatureSchema } from '../shapes/encoders/fitted.ts';
import { widthOf } from '../shapes/encoders/width.ts';
import type { OpenEncoder, TrainingColumn } from './encoders/encoder.ts';
import { fitFeature, openFeature } from './encoders/registry.ts';
import { writeHot } from './encoders/hot.ts';
import { openRowWriter } from './rowWriter.ts';
import { openStage, slotCountOf } from './stageCells.ts';
import { word } from './words.testing.ts';

/** A column as a table holds it and as a person would type it. */
interface Column {
  readonly cells: Cells;
  readonly texts: readonly string[];
  readonly dateFormat?: string;
}

const rowCount = 30;
const many = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: rowCount, maxLength: rowCount });
const gap = fc.constant(Number.NaN);

const number = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 2, arbitrary: fc.double({ noNaN: true, min: -1e150, max: 1e150 }) },
  { weight: 2, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) },
  { weight: 1, arbitrary: fc.constantFrom(-0, 5e-324, 1e-45, 16777217, 3.4e38, 1e39, Infinity, 2 ** 53) },
  { weight: 2, arbitrary: gap },
);
const numbers: fc.Arbitrary<Column> = many(number).map((values) => ({
  cells: { kind: 'numbers', values: Float64Array.from(values) },
  texts: values.map((value) => (Number.isNaN(value) ? '' : String(value))),
}));

const anyWord = fc.oneof(word, fc.string({ unit: 'binary', maxLength: 6 }));
const words: fc.Arbitrary<Column> = many(anyWord).map((texts) => ({ cells: wordsOf(texts), texts }));
const texts: fc.Arbitrary<Column> = many(anyWord).map((all) => ({
  cells: { kind: 'texts', texts: all },
  texts: all,
}));

const time = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -2e9, max: 4e9 }).map((seconds) => seconds * 1000) },
  { weight: 1, arbitrary: gap },
);
const dates: fc.Arbitrary<Column> = many(time).map((values) => ({
  cells: { kind: 'numbers', values: Float64Array.from(values) },
  texts: values.map((value) => (Number.isNaN(value) ? '' : new Date(value).toISOString())),
  dateFormat: '%Y-%m-%dT%H:%M:%S%z',
}));

const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const missing = maybe(
  fc.constantFrom<ColumnFeature['missing'] & {}>('median', 'mean', 'mostFrequent', 'drop', 1.5),
);
const unseen = maybe(fc.constantFrom('other', 'zero', 'error'));
const column = fc.constant('c');
type Keys = { readonly [Key in keyof ColumnFeature]: ColumnFeature[Key] | undefined };
const planned = (keys: fc.Arbitrary<Keys>): fc.Arbitrary<Feature> =>
  // SAFETY: without the keys that are undefined, which fast-check has as such, it is the feature.
  keys.map((one) => JSON.parse(JSON.stringify(one)) as ColumnFeature);

const features: readonly fc.Arbitrary<Feature>[] = [
  planned(
    fc.record({
      column,
      missing,
      indicator: maybe(fc.boolean()),
      clip: maybe(fc.constant<[number, number]>([-2, 1000])),
      transform: maybe(
        fc.constantFrom<ColumnFeature['transform'] & {}>(
          'log1p',
          'sqrt',
          'standard',
          { power: 2 },
          { power: 0.5 },
          { since: 'start' },
        ),
      ),
    }),
  ),
  planned(
    fc.record({
      column,
      encode: fc.constant('one-hot' as const),
      unseen,
      minRows: maybe(fc.integer({ min: 1, max: 3 })),
      maxLevels: maybe(fc.integer({ min: 1, max: 6 })),
    }),
  ),
  planned(
    fc.record({
      column,
      encode: fc.constant('ordinal' as const),
      unseen,
      missing,
      order: maybe(fc.constant<string[]>(['7', 'clerk', '0', '1.0', '看護師'])),
    }),
  ),
  planned(fc.record({ column, encode: fc.constant('frequency' as const), unseen })),
  planned(
    fc.record({ column, encode: fc.constant('target-mean' as const), unseen, smoothing: maybe(fc.nat(4)) }),
  ),
  planned(
    fc.record({
      column,
      encode: fc.constant('hash' as const),
      buckets: maybe(fc.integer({ min: 1, max: 9 })),
    }),
  ),
  planned(
    fc.record({
      column,
      encode: fc.constant('date' as const),
      missing,
      indicator: maybe(fc.boolean()),
      parts: maybe(fc.shuffledSubarray([...dateParts], { minLength: 1 })),
      cyclic: maybe(fc.boolean()),
      timezone: maybe(fc.constantFrom('Europe/Berlin', 'America/St_Johns')),
    }),
  ),
  planned(
    fc.record({
      column,
      encode: fc.constant('bins' as const),
      missing,
      count: maybe(fc.integer({ min: 2, max: 6 })),
      edges: maybe(fc.constant<number[]>([-1, 0.5, 2])),
    }),
  ),
  planned(
    fc.record({
      column,
      encode: fc.constant('powers' as const),
      missing,
      degree: maybe(fc.integer({ min: 2, max: 5 })),
    }),
  ),
  fc.constantFrom<Feature>({ product: ['c', 'd'] }, { product: ['c', 'd'], missing: 'mean' }),
];

const trainingOf = ({ cells, dateFormat }: Column, rows: Int32Array): TrainingColumn => ({
  cells: gathered(cells, rows),
  isNumber: cells.kind === 'numbers',
  dateFormat,
});

/** Encodes rows of a column as those of a whole table are; undefined where a row cannot be. */
function stager(encoder: OpenEncoder, cells: Cells, other: Cells | undefined) {
  const second = other === undefined ? undefined : 'd';
  const stage = openStage({ column: 'c', second, at: 0, encoder })(cells, other);
  const floats = new Float32Array(slotCountOf(encoder));
  const slots = { floats, integers: new Int32Array(floats.buffer), stride: floats.length };
  return (row: number): Float32Array | undefined => {
    const placed = { rows: Int32Array.of(row), from: 0, starts: Int32Array.of(0) };
    if (stage(placed, slots, 0) >= 0) return undefined;
    if (encoder.hot === undefined) return floats;
    const outputs = new Float32Array(encoder.names.length);
    writeHot(slots.integers[0] ?? 0, outputs, 0, outputs.length);
    return outputs;
  };
}

const bitsOf = (values: Float32Array) => [...new Uint32Array(values.buffer)];

test('a mean that is a negative zero is the same after it was kept', () => {
  const cells: Cells = { kind: 'texts', texts: ['a', 'a', 'b'] };
  const fitted = fitFeature(
    { column: 'c', encode: 'target-mean' },
    {
      columns: [{ cells, isNumber: false, dateFormat: undefined }],
      target: { labels: Float64Array.of(-5e-324, 0, 0), seed: 0 },
    },
  );
  expect(JSON.parse(JSON.stringify(fitted))).toEqual(fitted);
});

test.each(features.map((feature, index) => [index, feature] as const))(
  'encoder %i makes the same of a column and of a row that is typed in, to the last bit',
  (_, feature) => {
    const any = fc.oneof(numbers, words, texts, dates);
    const labels = many(fc.double({ noNaN: true, min: -100, max: 100 }));
    fc.assert(
      fc.property(
        any,
        any,
        feature,
        labels,
        fc.integer({ min: 1, max: rowCount }),
        (first, second, one, y, size) => {
          const rows = Int32Array.from({ length: size }, (__, row) => row);
          const fitted = fitFeature(one, {
            columns: [trainingOf(first, rows), trainingOf(second, rows)],
            target: { labels: Float64Array.from(y.slice(0, size)), seed: 0 },
          });
          const stored = fittedFeatureSchema.parse(JSON.parse(JSON.stringify(fitted)));
          const [encoder, typed] = [openFeature(fitted), openFeature(stored)];
          const width = encoder.names.length;
          expect(widthOf(fitted)).toBe(width);
          const isProduct = 'product' in one;
          const other = isProduct ? second.cells : undefined;
          const write = openRowWriter({ encoder })(first.cells, other);
          const stage = stager(encoder, first.cells, other);
          for (let row = 0; row < rowCount; row += 1) {
            const [ofTable, ofTexts] = [new Float32Array(width), new Float32Array(width)];
            const problem = write(row, row, ofTable, 0);
            expect(typed.write(first.texts[row], ofTexts, 0, second.texts[row])).toBe(problem);
            const staged = stage(row);
            expect(staged === undefined).toBe(problem !== undefined);
            if (problem !== undefined) continue;
            expect(bitsOf(ofTexts)).toEqual(bitsOf(ofTable));
            expect(bitsOf(staged ?? new Float32Array())).toEqual(bitsOf(ofTable));
          }
        },
      ),
      { numRuns: 200 },
    );
  },
);
