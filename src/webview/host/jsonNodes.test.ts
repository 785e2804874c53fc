import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findNode, hasItems, jsonRoot, keyOf } from './jsonNodes.ts';
import type { JsonNode } from './jsonNodes.ts';

/** The value of a node, put together from what is in it. */
function valueOf(node: JsonNode, text: string): unknown {
  switch (node.type) {
    case 'object':
      return Object.fromEntries(
        node.children.map((property) => {
          const [, value] = property.children;
          return [keyOf(property, text), value && valueOf(value, text)];
        }),
      );
    case 'array':
      return node.children.map((element) => valueOf(element, text));
    case 'property':
    case 'plain':
      return JSON.parse(text.slice(node.offset, node.offset + node.length));
  }
}

const json = fc.jsonValue({ maxDepth: 4, depthSize: 'medium' });

test.each([undefined, 2, '\t'])('the nodes of JSON text indented by %j hold what it says', (indent) => {
  fc.assert(
    fc.property(json, (value) => {
      const text = ` ${JSON.stringify(value, null, indent)}\n`;
      const root = jsonRoot(text);
      expect(root && valueOf(root, text)).toEqual(JSON.parse(text));
    }),
  );
});

const text = '{ "a": [1, { "b\\"]": "}, {" }, [ ], {}], "a": [2] , "last": null }';

test('a node is found by keys and indices; of a key that is there twice, the last one', () => {
  const root = jsonRoot(text);
  if (root === undefined) throw new Error('There is no root');
  const written = (path: readonly (string | number)[]) => {
    const node = findNode(root, path, text);
    return node && text.slice(node.offset, node.offset + node.length);
  };
  expect([
    written(['a', 0]),
    written(['a', 1]),
    written(['last']),
    written(['last', 'x']),
    written([0]),
  ]).toEqual(['2', undefined, 'null', undefined, undefined]);
  const [first] = root.children;
  const list = first?.children[1]?.children ?? [];
  expect(list.map((node) => hasItems(node, text))).toEqual([false, true, false, false]);
  expect(list[1]?.children.map((property) => keyOf(property, text))).toEqual(['b"]']);
});

test('comments are passed over', () => {
  const commented = '// {\n{ "a": [1, /* ], "b" */ 2 // 3]\n, 4], "url": "http://x" /* } */ }';
  const root = jsonRoot(commented);
  expect(root && valueOf(root, commented)).toEqual({ a: [1, 2, 4], url: 'http://x' });
});

test.each(['', '  ', '/', '/*', '//', '[1 / 2]', '{', '[1, 2', '{"a" 1}', '{"a": }', 'x]'])(
  '%j, which is no JSON, ends',
  (broken) => {
    const root = jsonRoot(broken);
    expect(root === undefined || root.children.length >= 0).toBe(true);
  },
);
