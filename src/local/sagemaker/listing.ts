import * as z from 'zod/mini';
import type { Resources } from '../store/resources.ts';
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
 * One page of a ListX operation with SageMaker's filters, by CreationTime in the operation's own default order. The token holds the
 * last position of the page, so that resources created in between cause no repetition or gap.
 */
export function listPage<T extends Listed>(
  all: Pick<Resources<T>, 'page'>,
  input: unknown,
  defaultOrder: 'Ascending' | 'Descending' = 'Descending',
): { readonly page: readonly T[]; readonly NextToken?: string } {
  const query = parsed(querySchema, input);
  const size = query.MaxResults ?? defaultPageSize;
  const found = all.page({
    nameContains: query.NameContains,
    status: query.StatusEquals,
    createdAfter: query.CreationTimeAfter,
    createdBefore: query.CreationTimeBefore,
    modifiedAfter: query.LastModifiedTimeAfter,
    modifiedBefore: query.LastModifiedTimeBefore,
    sortBy: sortedBy[query.SortBy ?? 'CreationTime'],
    isDescending: (query.SortOrder ?? defaultOrder) === 'Descending',
    after: query.NextToken === undefined ? undefined : readToken(query.NextToken),
    limit: size + 1,
  });
  const page = found.slice(0, size);
  const last = page.at(-1);
  if (found.length === page.length || last === undefined) return { page };
  const position = positionOf(last, query.SortBy);
  return { page, NextToken: Buffer.from(JSON.stringify(position)).toString('base64url') };
}

const sortedBy = { Name: 'name', CreationTime: 'createdAt', Status: 'status' } as const;

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

function readToken(token: string): Position {
  try {
    return positionSchema.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
  } catch {
    throw validation('The specified NextToken is invalid.');
  }
}
