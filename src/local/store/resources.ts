import * as z from 'zod/mini';
import { openBoundedCache } from './boundedCache.ts';
import type { Database, Row, WriteOptions } from './database.ts';
import { importFolder } from './importFolder.ts';
import type { ImportOptions } from './importFolder.ts';
import { keyedQueue } from './inOrder.ts';
import type { Step, Value } from './statements.ts';
import { unreadableReason } from './unreadable.ts';
import { withUnknown } from './withUnknown.ts';

/** Resources of one kind, one row each. Writes to one name are ordered. */
export interface Resources<T> {
  get(name: string): T | undefined;
  /** In name order. For kinds of which there are few. */
  list(): readonly T[];
  page(query: ResourceQuery): readonly T[];
  /** Resolves once the value is durable; only then it becomes visible. */
  put(value: T): Promise<void>;
  /** Like put, but false when the name exists. */
  add(value: T): Promise<boolean>;
  /** Replaces the current value by the result of `edit`; no effect when there is none. Rethrows what `edit` throws. */
  update(name: string, edit: (value: T) => T, options?: WriteOptions): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Which resources, in which order. Times are epoch seconds, with both ends included. */
export interface ResourceQuery {
  /** Anywhere in the name, in any case. */
  readonly nameContains?: string | undefined;
  readonly status?: string | undefined;
  readonly createdAfter?: number | undefined;
  readonly createdBefore?: number | undefined;
  readonly modifiedAfter?: number | undefined;
  readonly modifiedBefore?: number | undefined;
  readonly sortBy: 'name' | 'createdAt' | 'modifiedAt' | 'status';
  readonly isDescending: boolean;
  /** The page begins behind this position: the value sorted by, and the name. */
  readonly after?: readonly [Value, string] | undefined;
  readonly limit: number;
}

const columnOf = {
  name: 'name',
  createdAt: 'created_at',
  modifiedAt: 'modified_at',
  status: 'status',
} as const;

const rowSchema = z.object({ name: z.string(), body: z.string() });

/** Of the rows of a kind that are kept parsed. */
const cachedCharacters = 512 * 1024;
const columns = 'SELECT name, body FROM resources';

/** A row's value, and its JSON with members that this build does not know. */
interface Parsed<T> {
  readonly value: T;
  readonly raw: unknown;
}

/** `onError` gets what could not be read: it is set aside, and the rest works. */
export function openResources<T extends { readonly name: string }>(
  database: Database,
  kind: string,
  schema: z.ZodMiniType<T>,
  onError: (error: unknown) => void,
): Resources<T> {
  const inOrder = keyedQueue();
  /** Names whose rows are being moved. */
  const damaged = new Set<string>();
  const setAside = (name: string, error: unknown) => {
    if (damaged.has(name)) return;
    damaged.add(name);
    const reason = unreadableReason(error);
    onError(new Error(`${kind} ${name} cannot be read and was set aside: ${reason}`));
    database
      .write([
        ['setResourceAside', reason, new Date().toISOString(), kind, name],
        ['removeResource', kind, name],
      ])
      .catch(onError)
      .finally(() => damaged.delete(name));
  };
  const parse = (row: Row): Parsed<T> | undefined => {
    const { name, body } = rowSchema.parse(row);
    try {
      const raw: unknown = JSON.parse(body);
      const value = schema.parse(raw);
      if (value.name !== name) throw new Error(`it is named ${value.name}`);
      return { value, raw };
    } catch (error) {
      setAside(name, error);
      return undefined;
    }
  };
  const cache = openBoundedCache<Parsed<T>>(cachedCharacters);
  const find = (name: string) => {
    const cached = cache.get(name);
    if (cached !== undefined) return cached;
    const row = database.get(`${columns} WHERE kind = ? AND name = ?`, kind, name);
    const found = row === undefined ? undefined : parse(row);
    if (found !== undefined) cache.set(name, found, String(row?.['body']).length);
    return found;
  };
  /** Writes the row of one resource; the value before it is what is read until then. */
  const writeRow = (name: string, step: Step, options?: WriteOptions) =>
    database.write([step], options).finally(() => cache.delete(name));
  const values = (rows: readonly Row[]) => rows.flatMap((row) => parse(row)?.value ?? []);
  const write = async (value: T, found = find(value.name), options: WriteOptions = {}) => {
    const body = found === undefined ? value : withUnknown(value, found.raw, found.value);
    await writeRow(value.name, putStep(kind, value, JSON.stringify(body)), options);
  };
  return {
    get: (name) => find(name)?.value,
    list: () => values(database.all(`${columns} WHERE kind = ? ORDER BY name`, kind)),
    page(query) {
      const { sql, parameters } = pageSql(kind, query);
      for (let damagedCount = 0; ;) {
        const wanted = query.limit + damagedCount;
        const rows = database.all(sql, ...parameters, wanted);
        const found = values(rows);
        if (found.length >= query.limit || rows.length < wanted) return found.slice(0, query.limit);
        damagedCount = rows.length - found.length;
      }
    },
    put: (value) => inOrder(value.name, () => write(value)),
    add: (value) =>
      inOrder(value.name, async () => {
        if (find(value.name) !== undefined) return false;
        await write(value, undefined);
        return true;
      }),
    update: (name, edit, options) =>
      inOrder(name, async () => {
        const found = find(name);
        if (found !== undefined) await write(edit(found.value), found, options);
      }),
    remove: (name) => inOrder(name, () => writeRow(name, ['removeResource', kind, name])),
  };
}

function putStep(kind: string, value: { readonly name: string }, body: string): Step {
  return ['putResource', ...resourceRow(kind, value, body)];
}

/** Takes resources over from the folder of JSON files in which a build before the database kept them. */
export const importResources = <T extends { readonly name: string }>(
  kind: string,
  schema: z.ZodMiniType<T>,
  options: Omit<ImportOptions, 'stepsOf'>,
): Promise<void> =>
  importFolder({
    ...options,
    stepsOf: (content, text) => [['importResource', ...resourceRow(kind, schema.parse(content), text)]],
  });

/** What a kind of resource may have, and can be searched by. */
interface Searchable {
  readonly name: string;
  readonly createdAt?: unknown;
  readonly modifiedAt?: unknown;
  readonly status?: unknown;
}

function resourceRow(kind: string, value: Searchable, body: string) {
  const createdAt = typeof value.createdAt === 'number' ? value.createdAt : 0;
  const modifiedAt = typeof value.modifiedAt === 'number' ? value.modifiedAt : createdAt;
  const status = typeof value.status === 'string' ? value.status : '';
  return [kind, value.name, createdAt, modifiedAt, status, body] as const;
}

/** The last parameter is the number of rows. */
function pageSql(
  kind: string,
  query: ResourceQuery,
): { readonly sql: string; readonly parameters: readonly Value[] } {
  const column = columnOf[query.sortBy];
  const { nameContains, after } = query;
  const conditions: readonly (readonly [condition: string, ...values: Value[]] | undefined)[] = [
    ['kind = ?', kind],
    nameContains === undefined ? undefined : ['instr(lower(name), lower(?)) > 0', nameContains],
    query.status === undefined ? undefined : ['status = ?', query.status],
    query.createdAfter === undefined ? undefined : ['created_at >= ?', query.createdAfter],
    query.createdBefore === undefined ? undefined : ['created_at <= ?', query.createdBefore],
    query.modifiedAfter === undefined ? undefined : ['modified_at >= ?', query.modifiedAfter],
    query.modifiedBefore === undefined ? undefined : ['modified_at <= ?', query.modifiedBefore],
    after === undefined
      ? undefined
      : [`(${column}, name) ${query.isDescending ? '<' : '>'} (?, ?)`, ...after],
  ];
  const given = conditions.filter((one) => one !== undefined);
  const direction = query.isDescending ? 'DESC' : 'ASC';
  return {
    sql: `${columns} WHERE ${given.map(([condition]) => condition).join(' AND ')}
      ORDER BY ${column} ${direction}, name ${direction} LIMIT ?`,
    parameters: given.flatMap(([, ...values]) => values),
  };
}
