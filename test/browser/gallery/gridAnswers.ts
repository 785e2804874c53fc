import { openCalls } from '../../../src/data/engine/calls.ts';
import { openTables } from '../../../src/data/engine/tables.ts';
import type { RowGridRequests } from '../../../src/webview/contract/rowGrid.ts';
import type { GalleryEntry } from './gallery.ts';

const calls = openCalls(openTables());

type Body<N extends keyof RowGridRequests> = RowGridRequests[N]['request'];

/** Serves grid requests from the table at a path. */
export function gridAnswers(path: string): NonNullable<GalleryEntry['answers']> {
  return {
    gridColumns: (body: Body<'gridColumns'>) => calls.gridColumns({ path, ...body }),
    gridOutline: (body: Body<'gridOutline'>) => calls.gridOutline({ path, ...body }),
    openGrid: ({ view }: Body<'openGrid'>) => calls.openGridView({ path, view }),
    gridRows: (body: Body<'gridRows'>) => calls.gridRows({ path, ...body }),
    gridCell: (body: Body<'gridCell'>) => calls.gridCell({ path, ...body }),
    gridFind: async (body: Body<'gridFind'>) => (await calls.findInGrid({ path, ...body })) ?? null,
    gridPosition: async (body: Body<'gridPosition'>) =>
      (await calls.positionOfRow({ path, ...body })) ?? null,
    gridCopy: async (body: Body<'gridCopy'>) => ({
      rowCount: (await calls.gridText({ path, ...body })).rowCount,
    }),
  };
}
