import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readXml } from './readXml.ts';
import { escapeXml } from './xml.ts';

const limits = { repeated: new Set(['Part']), maxDepth: 4, maxElements: 1000 };
const read = (text: string) => readXml(text, limits);

test('XML of a multipart upload is read as clients write it', () => {
  const text = `<?xml version="1.0"?>\n<!-- <Part> --><Complete xmlns="http://x/" a='>'>
    <Part><PartNumber>1</PartNumber><ETag>&#34;e1&quot;</ETag></Part>
    <Part><PartNumber>2</PartNumber><ETag><![CDATA["e<2>"]]></ETag></Part><Quiet/></Complete >\n`;
  expect(read(text)).toEqual({
    Complete: {
      Part: [
        { PartNumber: '1', ETag: '"e1"' },
        { PartNumber: '2', ETag: '"e<2>"' },
      ],
      Quiet: '',
    },
  });
});

test('text of any characters survives escaping', () => {
  const texts = fc.string({ unit: 'grapheme-composite' }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(texts, (text) => {
      expect(read(`<Key>${escapeXml(text)}</Key>`)).toEqual({ Key: text });
    }),
  );
  expect(read('<Key>&#10;&#x1F600;&apos;&amp;lt;</Key>')).toEqual({ Key: "\n😀'&lt;" });
});

test.each([
  ['an element that is not closed', '<a><b></b>'],
  ['elements closed in the wrong order', '<a><b></a></b>'],
  ['a closing tag alone', '</a>'],
  ['text outside of the root', 'a<a/>'],
  ['a tag cut short', '<a'],
  ['an attribute cut short', '<a b="'],
  ['a comment cut short', '<!-- <a/>'],
  ['an unknown entity', '<a>&nbsp;</a>'],
  ['a bare ampersand', '<a>a & b</a>'],
  ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ['an element that repeats', '<a><b/><b/></a>'],
  ['elements nested too deeply', '<a>'.repeat(5) + '</a>'.repeat(5)],
  ['too many elements', `<a>${'<Part/>'.repeat(1000)}</a>`],
])('%s is rejected', (_, text) => {
  expect(() => read(text)).toThrow();
});

test('names of Object.prototype are names like others', () => {
  expect(read('<a><__proto__>x</__proto__><constructor>y</constructor></a>')).toEqual({
    a: Object.assign(Object.create(null), { ['__proto__']: 'x', constructor: 'y' }),
  });
});
