/** A value of JSON text, or a property of an object, and where it is. What is in it is looked for when it is needed. */
export interface JsonNode {
  readonly type: 'object' | 'array' | 'property' | 'plain';
  readonly offset: number;
  readonly length: number;
  readonly parent: JsonNode | undefined;
  /** Elements of a list, properties of an object, or the key and the value of a property; none of a plain value. */
  readonly children: readonly JsonNode[];
}

const [quote, backslash, comma, slash] = [0x22, 0x5c, 0x2c, 0x2f];
const [openObject, closeObject, openList, closeList] = [0x7b, 0x7d, 0x5b, 0x5d];

/** The value that JSON text holds; undefined for text without one. A wide table's experiment is long: only what is needed is read. */
export function jsonRoot(text: string): JsonNode | undefined {
  const from = afterBlanks(text, 0);
  return from < text.length ? nodeAt(text, from, endOfValue(text, from), undefined) : undefined;
}

/** The node at a path of keys and indices, if there is one. */
export function findNode(
  root: JsonNode,
  path: readonly (string | number)[],
  text: string,
): JsonNode | undefined {
  return path.reduce<JsonNode | undefined>((node, key) => {
    if (typeof key === 'number') return node?.type === 'array' ? node.children[key] : undefined;
    if (node?.type !== 'object') return undefined;
    // Of a key that is there twice, the last one counts.
    return node.children.findLast((property) => keyOf(property, text) === key)?.children[1];
  }, root);
}

/** The key of a property. */
export function keyOf({ children: [key] }: JsonNode, text: string): string {
  if (key === undefined) return '';
  const written = text.slice(key.offset, key.offset + key.length);
  try {
    return String(JSON.parse(written));
  } catch {
    return written;
  }
}

/** Whether a node is a list or an object with something in it. */
export const hasItems = ({ type, offset, length }: JsonNode, text: string): boolean =>
  (type === 'object' || type === 'array') && afterBlanks(text, offset + 1) < offset + length - 1;

function nodeAt(text: string, offset: number, end: number, parent: JsonNode | undefined): JsonNode {
  const code = text.charCodeAt(offset);
  const type = code === openObject ? 'object' : code === openList ? 'array' : 'plain';
  let found: readonly JsonNode[] | undefined;
  const node: JsonNode = {
    type,
    offset,
    length: end - offset,
    parent,
    get children() {
      found ??= type === 'plain' ? [] : itemsIn(text, node, type === 'object');
      return found;
    },
  };
  return node;
}

/** The elements of a list, or the properties of an object. */
function itemsIn(text: string, outer: JsonNode, isObject: boolean): readonly JsonNode[] {
  const items: JsonNode[] = [];
  const last = outer.offset + outer.length - 1;
  let at = afterBlanks(text, outer.offset + 1);
  while (at < last) {
    const end = endOfValue(text, at);
    if (isObject) {
      const from = afterBlanks(text, afterBlanks(text, end) + 1);
      const valueEnd = endOfValue(text, from);
      items.push(propertyAt(text, [at, end], [from, valueEnd], outer));
      at = valueEnd;
    } else {
      items.push(nodeAt(text, at, end, outer));
      at = end;
    }
    at = afterBlanks(text, at);
    if (text.charCodeAt(at) !== comma) break;
    at = afterBlanks(text, at + 1);
  }
  return items;
}

function propertyAt(
  text: string,
  [from, end]: readonly [from: number, end: number],
  value: readonly [from: number, end: number],
  parent: JsonNode,
): JsonNode {
  let found: readonly JsonNode[] | undefined;
  const property: JsonNode = {
    type: 'property',
    offset: from,
    length: value[1] - from,
    parent,
    get children() {
      found ??= [nodeAt(text, from, end, property), nodeAt(text, ...value, property)];
      return found;
    },
  };
  return property;
}

/** Behind blanks and comments. */
function afterBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code > 0x20 && code !== slash) return at;
    const next = code === slash ? endOfComment(text, at) : at + 1;
    if (next === at) return at;
    at = next;
  }
  return at;
}

/** The end of the comment that begins here; the same place where none does. */
function endOfComment(text: string, from: number): number {
  const isLine = text.startsWith('//', from);
  if (!isLine && !text.startsWith('/*', from)) return from;
  const end = isLine ? text.indexOf('\n', from) : text.indexOf('*/', from + 2);
  if (end < 0) return text.length;
  return isLine ? end : end + 2;
}

function endOfValue(text: string, from: number): number {
  const code = text.charCodeAt(from);
  if (code === quote) return endOfString(text, from);
  if (code !== openObject && code !== openList) {
    let at = from;
    for (; at < text.length; at += 1) {
      const next = text.charCodeAt(at);
      const isEnd = next === comma || next === closeObject || next === closeList;
      if (next <= 0x20 || isEnd || next === slash) break;
    }
    // Something that is no JSON is passed over all the same.
    return Math.max(at, from + 1);
  }
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const next = text.charCodeAt(at);
    if (next === quote) at = endOfString(text, at) - 1;
    else if (next === slash) at = Math.max(at, endOfComment(text, at) - 1);
    else if (next === openObject || next === openList) depth += 1;
    else if (next === closeObject || next === closeList) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === backslash) at += 1;
    else if (code === quote) return at + 1;
  }
  return text.length;
}
