import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { Node } from 'jsonc-parser';

/** Changes of a list, by the indices that its elements have before. */
export interface ListChanges {
  /** A new value; undefined takes the element out. */
  readonly replaced?: ReadonlyMap<number, unknown>;
  /** New elements in front of an element, or at the length of the list at its end. */
  readonly inserted?: ReadonlyMap<number, readonly unknown[]>;
}

/**
 * JSON text with elements of one of its lists changed in one pass; every other element keeps its characters. A new element is
 * written on one line or on several as those around it are. Undefined where the text has no such list.
 */
export function withListChanges(
  text: string,
  path: readonly (string | number)[],
  { replaced = new Map(), inserted = new Map() }: ListChanges,
): string | undefined {
  const root = parseTree(text);
  const list = root && findNodeAtLocation(root, [...path]);
  if (list?.type !== 'array') return undefined;
  const elements = list.children ?? [];
  const style = styleOf(text, list, elements);
  const pieces: { readonly before: string; readonly text: string }[] = [];
  const insertAt = (index: number) => {
    for (const value of inserted.get(index) ?? [])
      pieces.push({ before: `,${style.gap}`, text: written(value, style) });
  };
  let end = list.offset + 1;
  for (const [index, { offset, length }] of elements.entries()) {
    insertAt(index);
    const isRemoved = replaced.has(index) && replaced.get(index) === undefined;
    if (!isRemoved) {
      const before = index === 0 ? `,${style.gap}` : text.slice(end, offset);
      const old = text.slice(offset, offset + length);
      pieces.push({ before, text: replaced.has(index) ? written(replaced.get(index), style, old) : old });
    }
    end = offset + length;
  }
  insertAt(elements.length);
  const inside = pieces.map((piece, index) => (index === 0 ? style.first : piece.before) + piece.text);
  return [
    text.slice(0, list.offset + 1),
    ...inside,
    pieces.length === 0 ? '' : style.tail,
    text.slice(list.offset + list.length - 1),
  ].join('');
}

interface ListStyle {
  /** Between the bracket and the first element, after the comma of another, and after the last one. */
  readonly first: string;
  readonly gap: string;
  readonly tail: string;
  /** Elements have lines of their own for their keys. */
  readonly isLong: boolean;
  readonly newline: string;
}

function styleOf(text: string, list: Node, elements: readonly Node[]): ListStyle {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const [one, two] = elements;
  if (one === undefined) {
    const outer = indentAt(text, list.offset);
    const first = `${newline}${outer}  `;
    return { first, gap: first, tail: newline + outer, isLong: true, newline };
  }
  const last = elements.at(-1) ?? one;
  const first = text.slice(list.offset + 1, one.offset);
  const between = two && text.slice(one.offset + one.length, two.offset).replace(/^\s*,/, '');
  return {
    first,
    gap: between ?? (first === '' ? ' ' : first),
    tail: text.slice(last.offset + last.length, list.offset + list.length - 1),
    isLong: text.slice(one.offset, one.offset + one.length).includes('\n'),
    newline,
  };
}

/** The blanks at the start of the line that has the offset. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}

/** A value as text: as its predecessor `old` was written, or as its neighbours are. */
function written(value: unknown, { gap, isLong, newline }: ListStyle, old?: string): string {
  if (!(old?.includes('\n') ?? isLong)) return onOneLine(value);
  const indent = gap.slice(gap.lastIndexOf('\n') + 1);
  return JSON.stringify(value, null, 2).replaceAll('\n', newline + indent);
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const keys = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{ ${keys.map(([key, one]) => `${JSON.stringify(key)}: ${onOneLine(one)}`).join(', ')} }`;
}
