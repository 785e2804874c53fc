/** Endings of files that are tables. */
const certain = ['csv', 'tsv', 'tab', 'parquet', 'jsonl', 'ndjson'] as const;
/** Endings that tables have, and any other text too. */
const possible = ['txt', 'data', 'dat'] as const;
const compressed = ['gz', 'zst'] as const;

/** Without the first dot, in lower case. */
export const tableExtensions: readonly string[] = [...certain, ...possible].flatMap((ending) =>
  ending === 'parquet' ? [ending] : [ending, ...compressed.map((packed) => `${ending}.${packed}`)],
);

/** Last parts of names of files that can be tables, as file dialogs take them. */
export const dialogExtensions: readonly string[] = [...certain, ...possible, ...compressed];

/** Files to offer unasked: others are mostly not tables. */
export const likelyTableExtensions: readonly string[] = tableExtensions.filter((ending) =>
  certain.some((one) => ending.startsWith(one)),
);

export type TableFormat = 'csv' | 'parquet' | 'jsonl';
export type Compression = (typeof compressed)[number];

/** What a file holds, by its name; any other ending is taken for text. */
export function formatOf(path: string): {
  readonly format: TableFormat;
  readonly compression: Compression | undefined;
} {
  const [, inner, packed] = /(?:\.([^./\\]+))?\.(gz|zst)$/i.exec(path) ?? [];
  const ending = packed === undefined ? /\.([^./\\]+)$/.exec(path)?.[1] : inner;
  return {
    format: formatNamed(ending?.toLowerCase()),
    compression: compressed.find((one) => one === packed?.toLowerCase()),
  };
}

function formatNamed(ending: string | undefined): TableFormat {
  if (ending === 'parquet') return 'parquet';
  return ending === 'jsonl' || ending === 'ndjson' ? 'jsonl' : 'csv';
}

const hasEnding = (path: string, endings: readonly string[]) =>
  endings.some((ending) => path.toLowerCase().endsWith(`.${ending}`));

export const isTableFile = (path: string) => hasEnding(path, tableExtensions);

/** Whether a file may as well be no table. */
export const isUnsureTableFile = (path: string) =>
  hasEnding(
    path,
    possible.flatMap((ending) => [ending, ...compressed.map((packed) => `${ending}.${packed}`)]),
  );

/** Whether a file is text as it is, whose rows are lines with a delimiter. */
export const isDelimitedText = (path: string) => {
  const { format, compression } = formatOf(path);
  return format === 'csv' && compression === undefined;
};

/** The ending of a file that is written beside a table with rows of it: text stays what it is, but not compressed. */
export function writtenEnding(path: string): string {
  const { format } = formatOf(path);
  const ending = /\.([^./\\]+)(?:\.(?:gz|zst))?$/i.exec(path)?.[1];
  return format === 'parquet' || ending === undefined ? '.csv' : `.${ending}`;
}
