import * as z from 'zod/mini';
import { ServiceError } from '../protocols/service.ts';

export type RestOperation = (input: unknown) => Promise<object>;

const pageSchema = z.object({ NextToken: z.optional(z.string()), MaxResults: z._default(z.int(), 100) });

/** A page in name order; its token is the last name of the page before. */
export function pageOf<T extends { readonly name: string }>(
  all: readonly T[],
  input: unknown,
): { readonly page: readonly T[]; readonly more: { readonly NextToken?: string } } {
  const { NextToken, MaxResults } = pageSchema.parse(input);
  const after = NextToken === undefined ? '' : nameIn(NextToken);
  const rest = all.filter(({ name }) => name > after).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const page = rest.slice(0, MaxResults);
  const last = page.at(-1);
  const isLast = last === undefined || page.length === rest.length;
  return { page, more: isLast ? {} : { NextToken: Buffer.from(last.name).toString('base64url') } };
}

function nameIn(token: string): string {
  if (!/^[\w-]+$/.test(token)) throw new ServiceError('ValidationException', 'Invalid NextToken.');
  return Buffer.from(token, 'base64url').toString();
}
