import { findNodeAtLocation, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';

/** A position in a text; line and column count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The first JSON syntax error of a text and its position. */
export function firstJsonProblem(text: string): Place & { readonly problem: string } {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true });
  const [first] = errors;
  const problem = first === undefined ? 'ValueExpected' : printParseErrorCode(first.error);
  return { problem, ...placeOf(text, first?.offset ?? text.length) };
}

/** The position of a key in JSON text, or of the innermost enclosing object when the key is missing. */
export function placeOfKey(text: string, path: readonly (string | number)[]): Place {
  const root = parseTree(text);
  if (root === undefined) return placeOf(text, 0);
  const around = path.map((_, index) => path.slice(0, path.length - index));
  const [node = root] = around
    .map((part) => findNodeAtLocation(root, part))
    .filter((found) => found !== undefined);
  return placeOf(text, node.parent?.type === 'property' ? node.parent.offset : node.offset);
}

function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  return { line: before.split(/\r\n|\r|\n/).length, column: offset - lineStart + 1 };
}
