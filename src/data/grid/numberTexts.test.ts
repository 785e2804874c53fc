import { expect, test } from 'vitest';
import { openDraws, pick } from './drawnTable.testing.ts';
import { numbersContaining } from './numberTexts.ts';

const wanted = [
  '1',
  '12',
  '0.1',
  '.5',
  '-',
  '-1',
  '00',
  '0',
  '.',
  '25',
  '5.',
  'e',
  'e+2',
  'inf',
  '-0',
  '1.0',
  '99',
  '',
];

test.each([0, 1, 2, 6])('searching numbers of %i decimals agrees with searching their text', (decimals) => {
  const draw = openDraws(decimals);
  const values = [
    0,
    -0,
    1e21,
    -1e-7,
    Infinity,
    123456789012345,
    1e15,
    0.1 + 0.2,
    100000000,
    1e8 + 0.5,
    1234567890,
  ];
  for (let count = 0; count < 4000; count += 1) {
    const size = 10 ** Math.floor(draw() * 12);
    const value = (draw() - 0.4) * size;
    values.push(pick(draw, [value, Number(value.toFixed(decimals)), Math.round(value)]));
  }
  for (const text of wanted) {
    const holds = numbersContaining(text, decimals);
    expect(values.filter(holds), text).toEqual(
      values.filter((value) => String(value).toLowerCase().includes(text)),
    );
  }
});
