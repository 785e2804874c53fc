import type { Engine } from '../data/engine/calls.ts';
import type { Profile } from '../data/shapes/profile.ts';

type Request = Parameters<Engine['profile']>[0];

/** The first page of a profile with the columns of all pages. */
export async function wholeProfile(engine: Engine, request: Request, signal: AbortSignal): Promise<Profile> {
  const first = await engine.profile(request, { signal });
  const columns = [...first.columns];
  while (columns.length < first.columnCount) {
    const page = await engine.profile({ ...request, firstColumn: columns.length }, { signal });
    for (const column of page.columns) columns.push(column);
  }
  return { ...first, columns };
}
