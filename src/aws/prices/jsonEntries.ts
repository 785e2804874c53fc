/** A value within a JSON text, parsed, and the keys that lead to it. */
export interface JsonEntry {
  readonly path: readonly string[];
  readonly value: unknown;
}

export interface JsonLimits {
  readonly totalBytes: number;
  /** Of a value that is kept, and of a key. */
  readonly valueLength: number;
}

const deepest = 64;

/**
 * The values at the wanted paths of a JSON text that is never in memory as a whole. Arrays are passed over. Throws a SyntaxError for
 * a text that is no JSON object, ends too early or exceeds a limit.
 */
export async function* jsonEntries(
  chunks: AsyncIterable<Uint8Array>,
  isWanted: (path: readonly string[]) => boolean,
  limits: JsonLimits,
): AsyncGenerator<JsonEntry> {
  const scanner = openScanner(isWanted, limits.valueLength);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > limits.totalBytes) throw new SyntaxError(`more than ${limits.totalBytes} bytes`);
    yield* scanner.scan(decoder.decode(chunk, { stream: true }));
  }
  yield* scanner.scan(decoder.decode());
  if (!scanner.isComplete()) throw new SyntaxError('the text ends too early');
}

interface Level {
  readonly closedBy: '}' | ']';
  key: string | undefined;
}

interface Kept {
  readonly path: readonly string[];
  /** Of the object that it is a member of. */
  readonly depth: number;
  text: string;
}

function openScanner(isWanted: (path: readonly string[]) => boolean, longest: number) {
  const levels: Level[] = [];
  let [isInString, isEscaped, isKey, isDone] = [false, false, false, false];
  /** The string that is being read as a key. */
  let key = '';
  let kept: Kept | undefined;

  /** Whether the path consists of keys only. */
  const path = (): readonly string[] | undefined => {
    const keys = levels.map((level) => level.key);
    return keys.every((one) => one !== undefined) ? keys : undefined;
  };
  const startValue = () => {
    const keys = kept === undefined ? path() : undefined;
    if (keys !== undefined && isWanted(keys)) kept = { path: keys, depth: levels.length, text: '' };
  };
  const endValue = (): JsonEntry | undefined => {
    if (kept?.depth !== levels.length) return undefined;
    const parsed: unknown = JSON.parse(kept.text);
    const entry = { path: kept.path, value: parsed };
    kept = undefined;
    return entry;
  };
  const open = (closedBy: Level['closedBy']) => {
    if (isDone || levels.length >= deepest || (levels.length === 0 && closedBy === ']'))
      throw new SyntaxError('not one JSON object of a usual depth');
    levels.push({ closedBy, key: undefined });
    isKey = closedBy === '}';
  };
  const close = (char: string) => {
    const level = levels.pop();
    if (level?.closedBy !== char) throw new SyntaxError(`unexpected ${char}`);
    isDone = levels.length === 0;
    isKey = false;
  };
  const inString = (char: string) => {
    if (isKey && !(char === '"' && !isEscaped)) key += char;
    if (key.length > longest) throw new SyntaxError(`a key of more than ${longest} characters`);
    if (isEscaped) isEscaped = false;
    else if (char === '\\') isEscaped = true;
    else if (char === '"') {
      isInString = false;
      const level = levels.at(-1);
      if (isKey && level !== undefined) level.key = String(JSON.parse(`"${key}"`));
    }
  };
  const outside = (char: string): JsonEntry | undefined => {
    let entry: JsonEntry | undefined;
    switch (char) {
      case '"':
        isInString = true;
        key = '';
        break;
      case '{':
        open('}');
        break;
      case '[':
        open(']');
        break;
      case '}':
      case ']':
        entry = endValue();
        close(char);
        break;
      case ',':
        entry = endValue();
        isKey = levels.at(-1)?.closedBy === '}';
        break;
      case ':':
        isKey = false;
        startValue();
        break;
      default:
        if (levels.length === 0 && !/\s|\uFEFF/.test(char)) throw new SyntaxError(`unexpected ${char}`);
    }
    return entry;
  };
  return {
    *scan(text: string): Generator<JsonEntry> {
      for (const char of text) {
        const before = kept;
        if (isInString) inString(char);
        else {
          const entry = outside(char);
          if (entry !== undefined) yield entry;
        }
        // The colon that starts a value and the comma or brace that ends it are no part of it.
        if (kept === undefined || kept !== before) continue;
        kept.text += char;
        if (kept.text.length > longest) throw new SyntaxError(`a value of more than ${longest} characters`);
      }
    },
    isComplete: () => isDone,
  };
}
