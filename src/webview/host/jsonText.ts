import { findNode, hasItems, jsonRoot, keyOf } from './jsonNodes.ts';
import type { JsonNode } from './jsonNodes.ts';

// Everything that is not edited keeps its characters.

export type KeyPath = readonly (string | number)[];

/** Changes of a list, by the indices that its elements have before. */
export interface ListChanges {
  /** A new value; undefined takes the element out. */
  readonly replaced?: ReadonlyMap<number, unknown>;
  /** New elements in front of an element, or at the length of the list at its end. */
  readonly inserted?: ReadonlyMap<number, readonly unknown[]>;
}

/**
 * JSON text with elements of one of its lists changed in one pass. A new element is written on one line or on several as those around
 * it are. Undefined where the text has no such list.
 */
export function withListChanges(
  text: string,
  path: KeyPath,
  { replaced = new Map(), inserted = new Map() }: ListChanges,
): string | undefined {
  const root = jsonRoot(text);
  const list = root && findNode(root, path, text);
  if (list?.type !== 'array') return undefined;
  const style = styleOf(text, list);
  const elements = list.children;
  return withItems(text, list, style, {
    replaced: new Map(
      [...replaced].map(([index, value]) => {
        const { offset = 0, length = 0 } = elements[index] ?? {};
        return [
          index,
          value === undefined ? undefined : written(value, style, text.slice(offset, offset + length)),
        ];
      }),
    ),
    inserted: new Map(
      [...inserted].map(([index, values]) => [index, values.map((value) => written(value, style))]),
    ),
  });
}

/**
 * JSON text with the value at a path set, or its key removed when the value is undefined; objects on the way to it are made. A new
 * key of the root is put where `order` has it, any other at the end.
 */
export function withValue(
  text: string,
  path: KeyPath,
  value: unknown,
  order: readonly string[] = [],
): string {
  const root = jsonRoot(text);
  if (root === undefined) return text;
  const known = findNode(root, path, text);
  if (known !== undefined)
    return value === undefined ? withoutKey(text, known) : withOther(text, known, value);
  if (value === undefined) return text;
  const depth = path.findLastIndex((_, index) => findNode(root, path.slice(0, index), text) !== undefined);
  const outer = findNode(root, path.slice(0, depth), text);
  const [key, ...rest] = path.slice(depth);
  if (outer?.type !== 'object' || key === undefined) return text;
  const whole = rest.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
  const keys = outer.children.map((property) => keyOf(property, text));
  const later = depth === 0 ? order.slice(order.indexOf(String(key)) + 1) : [];
  const index = keys.findIndex((one) => later.includes(one));
  const style = styleOf(text, outer);
  const property = `${JSON.stringify(String(key))}: ${written(whole, style)}`;
  return withItems(text, outer, style, {
    inserted: new Map([[index < 0 ? keys.length : index, [property]]]),
  });
}

function withoutKey(text: string, { parent }: JsonNode): string {
  const outer = parent?.parent;
  if (parent === undefined || outer === undefined) return text;
  const index = outer.children.indexOf(parent) ?? -1;
  return withItems(text, outer, styleOf(text, outer), { replaced: new Map([[index, undefined]]) });
}

function withOther(text: string, node: JsonNode, value: unknown): string {
  const { offset, length, parent } = node;
  const old = text.slice(offset, offset + length);
  const outer = parent?.type === 'property' ? parent.parent : parent;
  const style = styleOf(text, outer ?? node);
  return text.slice(0, offset) + written(value, style, old) + text.slice(offset + length);
}

interface ItemChanges {
  readonly replaced?: ReadonlyMap<number, string | undefined>;
  readonly inserted?: ReadonlyMap<number, readonly string[]>;
}

/** The text with other items in the places of some. */
function withOthers(
  text: string,
  items: readonly JsonNode[],
  replaced: ReadonlyMap<number, string | undefined>,
): string {
  const parts: string[] = [];
  let end = 0;
  for (const index of [...replaced.keys()].toSorted((a, b) => a - b)) {
    const item = items[index];
    if (item === undefined) continue;
    parts.push(text.slice(end, item.offset), replaced.get(index) ?? '');
    end = item.offset + item.length;
  }
  return [...parts, text.slice(end)].join('');
}

/** The text with elements of a list, or properties of an object, replaced, inserted and taken out with their commas. */
function withItems(
  text: string,
  outer: JsonNode,
  style: Style,
  { replaced = new Map(), inserted = new Map() }: ItemChanges,
): string {
  const items = outer.children;
  if (inserted.size === 0 && [...replaced.values()].every((item) => item !== undefined))
    return withOthers(text, items, replaced);
  const pieces: { readonly before: string; readonly text: string }[] = [];
  const insertAt = (index: number) => {
    for (const item of inserted.get(index) ?? []) pieces.push({ before: `,${style.gap}`, text: item });
  };
  let end = outer.offset + 1;
  for (const [index, { offset, length }] of items.entries()) {
    insertAt(index);
    const item = replaced.has(index) ? replaced.get(index) : text.slice(offset, offset + length);
    if (item !== undefined)
      pieces.push({ before: index === 0 ? `,${style.gap}` : text.slice(end, offset), text: item });
    end = offset + length;
  }
  insertAt(items.length);
  const inside = pieces.map((piece, index) => (index === 0 ? style.first : piece.before) + piece.text);
  return [
    text.slice(0, outer.offset + 1),
    ...inside,
    pieces.length === 0 ? '' : style.tail,
    text.slice(outer.offset + outer.length - 1),
  ].join('');
}

/** How the items of a list or an object are written. */
interface Style {
  /** Between the bracket and the first item, after the comma of another, and after the last one. */
  readonly first: string;
  readonly gap: string;
  readonly tail: string;
  /** Lists and objects in it have a line for each of their items. */
  readonly isLong: boolean;
  readonly newline: string;
}

function styleOf(text: string, outer: JsonNode): Style {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const items = outer.children;
  const [one, two] = items;
  if (one === undefined) {
    const indent = indentAt(text, outer.offset);
    const first = `${newline}${indent}  `;
    return { first, gap: first, tail: newline + indent, isLong: true, newline };
  }
  const last = items.at(-1) ?? one;
  const first = text.slice(outer.offset + 1, one.offset);
  const between = two && blanksIn(text.slice(one.offset + one.length, two.offset).replace(/^\s*,/, ''));
  const isNested = (item: JsonNode) => {
    const value = item.type === 'property' ? item.children[1] : item;
    return value !== undefined && hasItems(value, text);
  };
  const isBroken = ({ offset, length }: JsonNode) => text.slice(offset, offset + length).includes('\n');
  return {
    first,
    gap: between ?? (first === '' ? ' ' : blanksIn(first)),
    tail: text.slice(last.offset + last.length, outer.offset + outer.length - 1),
    isLong:
      items.some((item) => isNested(item) && isBroken(item)) ||
      (first.includes('\n') && !items.some(isNested)),
    newline,
  };
}

/** What separates items, without comments. */
const blanksIn = (text: string) =>
  text.includes('\n') ? text.slice(text.lastIndexOf('\n') - Number(text.includes('\r\n'))) : text;

/** The blanks at the start of the line that has the offset. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}

/** A value as text: as its predecessor `old` was written, or as its neighbours are. */
function written(value: unknown, { gap, isLong, newline }: Style, old?: string): string {
  const wasNested = old !== undefined && /^[[{]/.test(old) && old.length > 2;
  if (!(wasNested ? old.includes('\n') : isLong)) return onOneLine(value);
  const indent = gap.slice(gap.lastIndexOf('\n') + 1);
  return JSON.stringify(value, null, 2).replaceAll('\n', newline + indent);
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.entries(value).filter(([, one]) => one !== undefined);
  if (keys.length === 0) return '{}';
  return `{ ${keys.map(([key, one]) => `${JSON.stringify(key)}: ${onOneLine(one)}`).join(', ')} }`;
}
