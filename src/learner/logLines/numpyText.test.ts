import { expect, test } from 'vitest';
import { ndarrayLines } from './numpyText.ts';

/** What numpy 1.26 prints of these float32. */
const printed: [string, number[], string[]][] = [
  ['one number', [29777.291], ['[29777.291]']],
  ['whole and broken ones', [3.2953396, 2], ['[3.2953396 2.       ]']],
  ['numbers far apart', [1, 3.5e-5, 2500000000], ['[1.0e+00 3.5e-05 2.5e+09]']],
  [
    'twelve numbers',
    [
      -0.801931, -13.24359, -24.836163, 0.420445, 11.360465, 10.97064, -0.552647, -7.847804, 74.87458,
      1.634783, 2.727688, -123.33286,
    ],
    [
      '[  -0.801931  -13.24359   -24.836163    0.420445   11.360465   10.97064',
      '   -0.552647   -7.847804   74.87458     1.634783    2.727688 -123.33286 ]',
    ],
  ],
  [
    'twelve of them far apart',
    [
      -0.9582652, 16.00019, 20.288244, -1732.1349, -0.083696194, -11.632259, -62.92881, -488.00583,
      -0.7133134, 5.533785, -6.308597, -589.4313,
    ],
    [
      '[-9.5826519e-01  1.6000191e+01  2.0288244e+01 -1.7321349e+03',
      ' -8.3696194e-02 -1.1632259e+01 -6.2928810e+01 -4.8800583e+02',
      ' -7.1331340e-01  5.5337849e+00 -6.3085971e+00 -5.8943127e+02]',
    ],
  ],
  ['below zero', [-1.5, 0.25, -0, 0], ['[-1.5   0.25 -0.    0.  ]']],
  ['small', [0.0001], ['[1.e-04]']],
  ['many decimals', [0.0012345678, 0.001953125, 0.5], ['[0.00123457 0.00195312 0.5       ]']],
  ['large', [99999992, 80171448, 10000000], ['[99999992. 80171448. 10000000.]']],
  ['too large', [100000000], ['[1.e+08]']],
  ['powers of two', [1.5474251e26, 1e-45, 1.1754944e-38], ['[1.5474251e+26 1.4012985e-45 1.1754944e-38]']],
  ['no numbers', [NaN, 1.25, -Infinity], ['[ nan 1.25 -inf]']],
  ['no numbers alone', [NaN, Infinity], ['[nan inf]']],
  ['none', [], ['[]']],
  ['zeros', [0, 0], ['[0. 0.]']],
];
test.each(printed)('an array is printed as by numpy: %s', (_, values, lines) => {
  expect(ndarrayLines(Float32Array.from(values))).toEqual([...lines, `<NDArray ${values.length} @cpu(0)>`]);
});

test('arrays above a thousand numbers are abbreviated in the middle', () => {
  const quarters = (length: number) => Float32Array.from({ length }, (_, index) => index / 4);
  expect(ndarrayLines(quarters(1001))).toEqual([
    '[  0.     0.25   0.5  ... 249.5  249.75 250.  ]',
    '<NDArray 1001 @cpu(0)>',
  ]);
  expect(ndarrayLines(quarters(1000)).slice(0, 2)).toEqual([
    '[  0.     0.25   0.5    0.75   1.     1.25   1.5    1.75   2.     2.25',
    '   2.5    2.75   3.     3.25   3.5    3.75   4.     4.25   4.5    4.75',
  ]);
});
