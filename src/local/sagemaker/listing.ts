import * as z from 'zod/mini';
import { parsed } from './input.ts';
import { validation } from './names.ts';

/** What lists can be queried by, each by what its model says. */
const querySchema = z.object({
  NameContains: z.optional(z.string()),
  StatusEquals: z.optional(z.string()),
  CreationTimeAfter: z.optional(z.number()),
  CreationTimeBefore: z.optional(z.number()),
  LastModifiedTimeAfter: z.optional(z.number()),
  LastModifiedTimeBefore: z.optional(z.number()),
  SortBy: z.optional(z.enum(['Name', 'CreationTime', 'Status'])),
  SortOrder: z.optional(z.enum(['Ascending', 'Descending'])),
  MaxResults: z.optional(z.int()),
  NextToken: z.optional(z.string()),
});
type Query = z.infer<typeof querySchema>;

interface Listed {
  readonly name: string;
  /** Epoch seconds. */
  readonly createdAt: number;
  readonly modifiedAt?: number;
  readonly status?: string;
}

/** A position in a list: the sort key, then the name. */
const positionSchema = z.tuple([z.union([z.string(), z.number()]), z.string()]);
type Position = z.infer<typeof positionSchema>;

const defaultPageSize = 10;

/**
 * One page of a ListX operation with SageMaker's filters, by CreationTime in the operation's own default order. The token holds the last position of the page,
 * so that resources created in between cause no repetition or gap.
 */
export function listPage<T extends Listed>(
  all: readonly T[],
  input: unknown,
  defaultOrder: 'Ascending' | 'Descending' = 'Descending',
): { readonly page: readonly T[]; readonly NextToken?: string } {
  const query = parsed(querySchema, input);
  const sign = (query.SortOrder ?? defaultOrder) === 'Ascending' ? 1 : -1;
  const order = (a: Position, b: Position) => sign * compare(a, b);
  const after = query.NextToken === undefined ? undefined : readToken(query.NextToken);
  const rest = all
    .filter((one) => isChosen(one, query))
    .map((one) => ({ one, position: positionOf(one, query.SortBy) }))
    .filter(({ position }) => after === undefined || order(position, after) > 0)
    .toSorted((a, b) => order(a.position, b.position));
  const shown = rest.slice(0, query.MaxResults ?? defaultPageSize);
  const last = shown.at(-1);
  const page = shown.map(({ one }) => one);
  return shown.length < rest.length && last !== undefined
    ? { page, NextToken: Buffer.from(JSON.stringify(last.position)).toString('base64url') }
    : { page };
}

function isChosen({ name, createdAt, modifiedAt = createdAt, status }: Listed, query: Query): boolean {
  const { NameContains = '', StatusEquals } = query;
  return (
    name.toLowerCase().includes(NameContains.toLowerCase()) &&
    (StatusEquals === undefined || status === StatusEquals) &&
    createdAt >= (query.CreationTimeAfter ?? -Infinity) &&
    createdAt <= (query.CreationTimeBefore ?? Infinity) &&
    modifiedAt >= (query.LastModifiedTimeAfter ?? -Infinity) &&
    modifiedAt <= (query.LastModifiedTimeBefore ?? Infinity)
  );
}

function positionOf({ name, createdAt, status = '' }: Listed, sortBy: Query['SortBy']): Position {
  switch (sortBy) {
    case 'Name':
      return [name, name];
    case 'Status':
      return [status, name];
    case 'CreationTime':
    case undefined:
      return [createdAt, name];
  }
}

function compare([a, aName]: Position, [b, bName]: Position): number {
  if (a !== b) return a < b ? -1 : 1;
  return aName === bName ? 0 : aName < bName ? -1 : 1;
}

function readToken(token: string): Position {
  try {
    return positionSchema.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
  } catch {
    throw validation('The specified NextToken is invalid.');
  }
}
