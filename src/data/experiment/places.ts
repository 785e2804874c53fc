import { findNodeAtLocation, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { ParseError } from 'jsonc-parser';

/** A place in a text, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** What is first wrong with a text that is no JSON, and where. */
export function firstJsonProblem(text: string): Place & { readonly problem: string } {
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true });
  const [first] = errors;
  const problem = first === undefined ? 'ValueExpected' : printParseErrorCode(first.error);
  return { problem, ...placeOf(text, first?.offset ?? text.length) };
}

/** Where a key stands, or the innermost object around it that does; `text` is JSON. */
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
