import { expect, test } from 'vitest';
import { fitFeature, openFeature } from '../preparation/encoders/registry.ts';
import type { TrainingColumn } from '../preparation/encoders/encoder.ts';
import type { Feature } from '../shapes/encoders/feature.ts';
import { columnsOf } from '../shapes/encoders/feature.ts';
import { wordsOf } from '../shapes/cells.ts';
import { outputsOf } from './outputs.ts';
import type { OutputMeaning } from './outputs.ts';

const numbers: TrainingColumn = {
  cells: { kind: 'numbers', values: Float64Array.of(1, 2, 3, Number.NaN, 5, 6) },
  isNumber: true,
};
const words: TrainingColumn = { cells: wordsOf(['a', 'b', 'a', '', 'b', 'rare']), isNumber: false };
const flags: TrainingColumn = { cells: wordsOf(['no', 'yes', 'no', 'no', 'no', 'yes']), isNumber: false };
const bits: TrainingColumn = {
  cells: { kind: 'numbers', values: Float64Array.of(0, 1, 0, 0, 1, 0) },
  isNumber: true,
  isYesOrNo: true,
};
const dates: TrainingColumn = {
  cells: wordsOf(['2020-01-01', '2020-02-02', '2020-03-03', '', '2021-05-05', '2022-12-31']),
  isNumber: false,
  dateFormat: '%Y-%m-%d',
};
const columns: Readonly<Record<string, TrainingColumn>> = {
  n: numbers,
  w: words,
  f: flags,
  b: bits,
  d: dates,
};

/** What a column of a model with this name means. */
function nameOf(columnNames: readonly string[], meaning: OutputMeaning): string {
  const [column = ''] = columnNames;
  switch (meaning.kind) {
    case 'number':
    case 'boolean':
    case 'order':
      return column;
    case 'missing':
      return `${column}_missing`;
    case 'level':
      return `${column}=${meaning.level === '' ? 'missing' : (meaning.level ?? 'other')}`;
    case 'bin':
      return meaning.range === undefined ? `${column}=missing` : `${column}[${meaning.range.join(',')}`;
    case 'share':
      return `${column}_share`;
    case 'target-mean':
      return meaning.className === undefined ? `${column}_mean` : `${column}_mean=${meaning.className}`;
    case 'hash':
      return `${column}#${meaning.bucket}`;
    case 'part':
      return `${column}_${meaning.part}`;
    case 'wave':
      return `${column}_${meaning.part}_${meaning.wave === 'sine' ? 'sin' : 'cos'}`;
    case 'power':
      return `${column}^${meaning.power}`;
    case 'product':
      return columnNames.join('×');
  }
}

test.each<[Feature, (readonly string[])?]>([
  [{ column: 'n', missing: 'median', indicator: true, transform: 'log1p' }],
  [{ column: 'f' }],
  [{ column: 'b' }],
  [{ column: 'd', missing: 'mean', transform: { since: 'start' } }],
  [{ column: 'w', encode: 'one-hot', minRows: 2 }],
  [{ column: 'w', encode: 'ordinal' }],
  [{ column: 'w', encode: 'frequency' }],
  [{ column: 'w', encode: 'target-mean' }],
  [{ column: 'w', encode: 'target-mean' }, ['x', 'y', 'z']],
  [{ column: 'w', encode: 'hash', buckets: 8 }],
  [
    {
      column: 'd',
      encode: 'date',
      parts: ['year', 'month', 'hour'],
      cyclic: true,
      missing: 'median',
      indicator: true,
    },
  ],
  [{ column: 'n', encode: 'bins', count: 2 }],
  [{ column: 'n', encode: 'bins', edges: [0, 3, 9] }],
  [{ column: 'n', encode: 'powers', degree: 3, missing: 0 }],
  [{ product: ['n', 'n2'], missing: 0 }],
])('the columns of %o mean what the encoder calls them', (feature, classNames) => {
  const ofFeature = columnsOf(feature).map((name) => columns[name] ?? numbers);
  const labels = Float64Array.of(0, 1, 2, 0, 1, 2);
  const fitted = fitFeature(feature, { columns: ofFeature, target: { labels, classNames, seed: 0 } });
  const { names } = openFeature(fitted);
  const outputs = outputsOf([fitted]);
  expect(outputs.map((output) => nameOf(output.columns, output.meaning))).toEqual(
    // The end of a range is open but for the last one.
    names.map((name) => name.replace(/[)\]]$/, '')),
  );
});

test.each([
  ['f', undefined, { kind: 'boolean', no: 'no', yes: 'yes' }],
  ['b', undefined, { kind: 'boolean', no: '0', yes: '1' }],
  // One step of what the model sees is not from no to yes.
  [
    'b',
    'standard',
    { kind: 'number', isDate: false, transform: expect.objectContaining({ kind: 'standard' }) },
  ],
] as const)(
  'a column %s of yes and no transformed by %s has its coefficient in its own terms',
  (column, transform, meaning) => {
    const feature: Feature = { column, ...(transform === undefined ? {} : { transform }) };
    const training = {
      columns: [columns[column] ?? numbers],
      target: { labels: new Float64Array(6), seed: 0 },
    };
    expect(outputsOf([fitFeature(feature, training)]).map((output) => output.meaning)).toEqual([meaning]);
  },
);
