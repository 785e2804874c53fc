import { expect, test } from 'vitest';
import { dateText } from '../table/cells.ts';
import { openDateTexts } from './dateTexts.ts';
import { openDraws } from './drawnTable.testing.ts';

test('formatting many dates at once equals formatting each one', () => {
  const draw = openDraws(4);
  const textOf = openDateTexts();
  const times = [
    0, 1, -1, 86_399_999, 86_400_000, -86_400_000, 8.64e15, -8.64e15, 8.65e15, 0.5, -0.5, -86_400_000.5,
  ];
  for (let count = 0; count < 3000; count += 1) {
    const day = 86_400_000 * Math.floor(40_000 * (draw() - 0.3));
    times.push(day, day + Math.floor(draw() * 86_400) * 1000, (draw() - 0.5) * 1e15);
  }
  for (const time of times) expect(textOf(time)).toBe(dateText(time));
});
