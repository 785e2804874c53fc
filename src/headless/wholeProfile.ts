import type { Engine } from '../data/engine/calls.ts';
import type { Profile } from '../data/shapes/profile.ts';

type Request = Parameters<Engine['profile']>[0];
type Work = Pick<NonNullable<Parameters<Engine['profile']>[1]>, 'signal' | 'onProgress'>;

/** The first page of a profile with the columns of all pages. */
export async function wholeProfile(engine: Engine, request: Request, work: Work): Promise<Profile> {
  const first = await engine.profile(request, work);
  const columns = [...first.columns];
  while (columns.length < first.columnCount) {
    const page = await engine.profile({ ...request, firstColumn: columns.length }, work);
    for (const column of page.columns) columns.push(column);
  }
  return { ...first, columns };
}
