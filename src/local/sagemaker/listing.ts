import * as z from 'zod/mini';
import { parsed } from './json.ts';

const querySchema = z.object({
  NameContains: z.optional(z.string()),
  StatusEquals: z.optional(z.string()),
  CreationTimeAfter: z.optional(z.number()),
  CreationTimeBefore: z.optional(z.number()),
  SortBy: z.optional(z.string()),
  SortOrder: z.optional(z.enum(['Ascending', 'Descending'])),
  MaxResults: z.optional(z.int().check(z.minimum(1), z.maximum(100))),
  NextToken: z.optional(z.string()),
});

interface Listed {
  readonly name: string;
  readonly createdAt: number;
  readonly status?: string;
}

/** One page of a ListX operation: newest first unless asked otherwise, 10 by default, filters as SageMaker has them. */
export function listPage<T extends Listed>(
  all: readonly T[],
  input: unknown,
): { readonly page: readonly T[]; readonly NextToken?: string } {
  const query = parsed(querySchema, input);
  const {
    NameContains = '',
    StatusEquals,
    CreationTimeAfter = -Infinity,
    CreationTimeBefore = Infinity,
  } = query;
  const chosen = all.filter(
    ({ name, createdAt, status }) =>
      name.toLowerCase().includes(NameContains.toLowerCase()) &&
      (StatusEquals === undefined || status === StatusEquals) &&
      createdAt >= CreationTimeAfter &&
      createdAt <= CreationTimeBefore,
  );
  const byName = query.SortBy === 'Name';
  const ascending = chosen.toSorted((a, b) =>
    !byName && a.createdAt !== b.createdAt ? a.createdAt - b.createdAt : a.name < b.name ? -1 : 1,
  );
  const sorted = query.SortOrder === 'Ascending' ? ascending : ascending.toReversed();
  const start = Number(query.NextToken ?? 0);
  const size = query.MaxResults ?? 10;
  const page = sorted.slice(start, start + size);
  return start + size < sorted.length ? { page, NextToken: String(start + size) } : { page };
}
