import { expect, test } from 'vitest';
import { detectEncoding, encodeText } from './encoding.ts';
import type { Encoding } from './encoding.ts';
import { sampleOf } from './sample.ts';

const table = (words: readonly string[], rowCount = 200) =>
  Array.from({ length: rowCount }, (_, row) => `${words[(row * 7) % words.length]};${row};${row % 13}`).join(
    '\n',
  );
const encoded = (text: string, encoding: Encoding) => encodeText(text, encoding) ?? Buffer.alloc(0);
const detected = (bytes: Buffer) => detectEncoding(sampleOf(bytes));

test.each<[Encoding, readonly string[]]>([
  ['utf-8', ['Köln', 'Łódź', '東京']],
  ['utf-16le', ['Köln', 'Bonn']],
  ['utf-16be', ['Köln', 'Bonn']],
  ['windows-1252', ['Köln', 'Orléans', 'São Paulo', 'Besançon']],
  ['windows-1250', ['Łódź', 'Kraków', 'Gdańsk', 'Wrocław', 'Częstochowa']],
  ['windows-1251', ['Москва', 'Казань', 'Нижний Новгород']],
  ['shift_jis', ['東京都', '大阪府', '北海道', '名古屋市']],
  ['gb18030', ['北京市', '上海', '广州', '深圳特区']],
  ['euc-kr', ['서울특별시', '부산', '대구', '인천']],
])('text in %s is recognized', (encoding, words) => {
  expect(detected(encoded(table(words), encoding)).encoding).toBe(encoding);
});

test('UTF-16 without a mark is recognized by its zero bytes', () => {
  const text = 'width,depth\n10,5\n';
  expect(detected(Buffer.from(text, 'utf16le'))).toEqual({ encoding: 'utf-16le', isSure: true });
  expect(detected(Buffer.from(text, 'utf16le').swap16())).toEqual({ encoding: 'utf-16be', isSure: true });
});

test('a few letters beyond ASCII leave the encoding unsure', () => {
  expect(detected(Buffer.from('Größe,a\n1,2\n', 'latin1'))).toEqual({
    encoding: 'windows-1252',
    isSure: false,
  });
});

test.each([[['caffè€', 'Köln', 'Bern']], [['Größe', 'klein']], [['été', 'naïve', 'où']], [['Köln', 'Bern']]])(
  'the few Western words %j remain Windows-1252 however often they recur',
  (words) => {
    for (const rowCount of [6, 400])
      expect(detected(encoded(table(words, rowCount), 'windows-1252')).encoding).toBe('windows-1252');
  },
);

test('a character that a sample cuts does not make it other than UTF-8', () => {
  const bytes = Buffer.from(table(['東京都', 'Köln'], 30_000));
  for (const cut of [0, 1, 2]) expect(detected(bytes.subarray(cut)).encoding).toBe('utf-8');
});

test('a character without a code in the encoding cannot be written', () => {
  expect(encodeText('Köln', 'windows-1252')).toEqual(Buffer.from('Köln', 'latin1'));
  expect(encodeText('東京', 'windows-1252')).toBeUndefined();
});
