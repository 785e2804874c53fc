/** Endings of files that are tables. */
const certain = ['csv', 'tsv', 'tab'] as const;
/** Endings that tables have, and any other text too. */
const possible = ['txt', 'data', 'dat'] as const;

/** Without the dot, in lower case; the menus in package.json list the same. */
export const tableExtensions: readonly string[] = [...certain, ...possible];

/** Files to offer unasked: others are mostly not tables. */
export const likelyTableExtensions: readonly string[] = certain;

const hasEnding = (path: string, endings: readonly string[]) =>
  endings.includes(/\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? '');

export const isTableFile = (path: string) => hasEnding(path, tableExtensions);

/** Whether a file may as well be no table. */
export const isUnsureTableFile = (path: string) => hasEnding(path, possible);

/** Whether a file is text whose rows are lines with a delimiter. */
export const isDelimitedText = (path: string) => hasEnding(path, [...certain, ...possible]);
