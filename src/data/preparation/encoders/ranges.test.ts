import { expect, test } from 'vitest';
import type { ColumnFeature } from '../../shapes/encoders/feature.ts';
import { columnOf, encodeColumn, noTarget } from './encodeColumn.testing.ts';
import { expectClose, golden } from './golden.testing.ts';
import { fitFeature, openFeature } from './registry.ts';

const age: ColumnFeature = { column: 'age', encode: 'bins' };

test.each(golden.bins)('$count ranges, case %#, are those of KBinsDiscretizer', (one) => {
  const { cells, asked, count, edges, encoded } = one;
  const fitted = fitFeature({ ...age, count }, { columns: [columnOf(cells)], target: noTarget });
  if (fitted.encode !== 'bins') throw new Error(fitted.encode);
  expectClose(fitted.fitted.edges, edges);
  expect(encodeColumn({ ...age, count }, cells, asked).rows).toEqual(encoded);
});

test('ranges are named by their edges, and values beyond them belong to the nearest', () => {
  const { names, rows } = encodeColumn(
    { ...age, edges: [65, 0, 18] },
    [1, 2, null],
    [-1, 0, 17.9, 18, 65, 99, null],
  );
  expect(names).toEqual(['age[0,18)', 'age[18,65]', 'age=missing']);
  const [young, old, missing] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  expect(rows).toEqual([young, young, young, old, old, old, missing]);
});

test('a column of one value has one range', () => {
  expect(encodeColumn(age, [5, 5], [5, 7])).toEqual({ names: ['age[5,5]'], rows: [[1], [1]] });
});

test('a gap belongs to the range of its replacement, or to none where there was none to learn from', () => {
  expect(encodeColumn({ ...age, count: 2, missing: 'median' }, [1, 2, 3, 4, null], [null, 1]).rows).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(encodeColumn({ ...age, count: 2 }, [1, 2, 3, 4], [null, 'x']).rows).toEqual([
    'value-missing',
    'value-not-numeric',
  ]);
});

test.each(golden.polynomials)('powers and products are those of PolynomialFeatures', (one) => {
  const { a, b, degree, powers, product } = one;
  const found = encodeColumn({ column: 'a', encode: 'powers', degree }, a, a);
  expect(found.names).toEqual(['a^2', 'a^3', 'a^4']);
  expectClose(found.rows.flat(), powers.flat());
  const both = { columns: [columnOf(a), columnOf(b)], target: noTarget };
  const { names, write } = openFeature(fitFeature({ product: ['a', 'b'] }, both));
  expect(names).toEqual(['a×b']);
  const into = new Float64Array(a.length);
  for (const [row, cell] of a.entries()) expect(write(cell, into, row, b[row])).toBeUndefined();
  expectClose([...into], product);
});

test('each factor of a product has its own replacement, and without one says which it lacks', () => {
  const columns = [columnOf([1, 2, 3, null]), columnOf([10, 20, 60, 60])];
  const open = (missing: 'median' | undefined) =>
    openFeature(
      fitFeature({ product: ['a', 'b'], ...(missing ? { missing } : {}) }, { columns, target: noTarget }),
    );
  const into = new Float64Array(2);
  expect(open('median').write(undefined, into, 0, 5)).toBeUndefined();
  expect(open('median').write('3', into, 1, undefined)).toBeUndefined();
  expect([...into]).toEqual([10, 120]);
  const strict = open(undefined);
  expect([strict.write(undefined, into, 0, 5), strict.isFirstAtFault?.(undefined)]).toEqual([
    'value-missing',
    true,
  ]);
  expect([strict.write(1, into, 0, 'x'), strict.isFirstAtFault?.(1)]).toEqual(['value-not-numeric', false]);
});
