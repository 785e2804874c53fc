import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainReadOptions } from '../shapes/read.ts';
import type { WholeReadOptions } from '../shapes/read.ts';
import { OpenQuoteError } from './records.ts';
import { readText } from './readText.ts';
import { OtherWidthError, openRows } from './rowReader.ts';

type Row = readonly [readonly string[], number, string];

function inParts(parts: readonly string[], options: WholeReadOptions, lookAhead: number, usual?: number) {
  const rows: Row[] = [];
  const onRow = (cells: string[], line: number, text: string) => rows.push([cells, line, text]);
  const reader = openRows(options, { onRow }, { lookAhead, usual });
  for (const [index, part] of parts.entries()) reader.read(part, index === parts.length - 1);
  return { ...reader.finish(), rows };
}

const pieces = ['a', '1', '2.5', ',', ',', '\n', '\n', '\r\n', '\r', '"', '""', '"x,y"', '#', ' ', '\\"'];
const cut = (text: string, at: readonly number[]) => {
  const places = [0, ...at.map((place) => place % (text.length + 1)).toSorted((a, b) => a - b)];
  return places.map((from, index) => text.slice(from, places[index + 1] ?? text.length));
};

test('a text in parts of any length is read like the whole text', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((list) => list.join('')),
      fc.array(fc.nat(), { maxLength: 8 }),
      fc.constantFrom<Partial<WholeReadOptions>>(
        {},
        { comment: '#' },
        { escape: '\\' },
        { skipLines: 2 },
        { header: false },
        { delimiter: ' ' },
      ),
      (text, at, given) => {
        const options = { ...plainReadOptions, ...given };
        const read = (how: () => object) => {
          try {
            return how();
          } catch (error) {
            if (error instanceof OpenQuoteError) return { openQuoteAt: error.line };
            throw error;
          }
        };
        const whole = read(() => inParts([text], options, Infinity));
        expect(read(() => inParts(cut(text, at), options, Infinity))).toEqual(whole);
      },
    ),
    { numRuns: 1000, seed: 1 },
  );
});

test('rows are passed on after the first ones were looked at', () => {
  const text = `a,b\n${'1,2\n'.repeat(50)}3\n${'4,5\n'.repeat(50)}`;
  const { rows, ...found } = inParts([text], plainReadOptions, 10);
  const { rows: cells, lines, rowTexts, ...expected } = readText(text, plainReadOptions);
  expect(found).toEqual(expected);
  expect(rows).toEqual(cells.map((row, index) => [row, lines[index], rowTexts[index]]));
});

test('a text whose first rows are shorter than most is to be read again', () => {
  const text = `${'1\n'.repeat(10)}${'1,2\n'.repeat(50)}`;
  const options = { ...plainReadOptions, header: false };
  expect(() => inParts([text], options, 10)).toThrow(OtherWidthError);
  expect(inParts([text], options, 10, 2)).toMatchObject({ rowCount: 50, wrong: { count: 10 } });
});
