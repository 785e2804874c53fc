import * as vscode from 'vscode';
import type { Engine } from '../../data/engine/calls.ts';
import type { RowRule } from '../../data/shapes/rowRules.ts';
import type { TableEdits } from '../../data/shapes/tableEdits.ts';
import type { RequestHandlers } from '../contract/messages.ts';
import type { CopiedRows, RowGridRequests } from '../contract/rowGrid.ts';

export type RowGridEngine = Pick<
  Engine,
  'gridColumns' | 'openGridView' | 'gridRows' | 'gridCell' | 'gridText' | 'findInGrid' | 'positionOfRow'
>;

interface RowGridHost {
  readonly engine: RowGridEngine;
  /** Makes rules part of an experiment. */
  readonly use: (rules: readonly RowRule[]) => Promise<void>;
  /** The table that the page shows, and how it is read. */
  readonly at: () => Pick<TableEdits, 'read' | 'columns'> & { readonly path: string };
}

type Handlers = RequestHandlers<{
  requests: RowGridRequests;
  pushes: Readonly<Record<string, never>>;
}>;

/** The clipboard takes no more than this: whatever is larger is for a file. */
const mostCopiedCharacters = 32_000_000;

/** Answers a page with a grid over all rows of a table. */
export function rowGridHandlers({ engine, at, use }: RowGridHost): Handlers {
  return {
    gridColumns: (request, { signal }) => engine.gridColumns({ ...at(), ...request }, { signal }),
    openGrid: ({ view }, { signal }) => engine.openGridView({ ...at(), view }, { signal }),
    gridRows: (request, { signal }) => engine.gridRows({ ...at(), ...request }, { signal }),
    gridCell: (request, { signal }) => engine.gridCell({ ...at(), ...request }, { signal }),
    gridFind: async (request, { signal }) =>
      (await engine.findInGrid({ ...at(), ...request }, { signal })) ?? null,
    gridPosition: async (request, { signal }) =>
      (await engine.positionOfRow({ ...at(), ...request }, { signal })) ?? null,
    gridUse: ({ rules }) => use(rules),
    gridCopy: async ({ from, count, ...request }, { signal }): Promise<CopiedRows> => {
      const texts: string[] = [];
      let [rowCount, length] = [0, 0];
      while (rowCount < count && length < mostCopiedCharacters) {
        const part = await engine.gridText(
          {
            ...at(),
            ...request,
            from: from + rowCount,
            count: count - rowCount,
            withHeader: request.withHeader && rowCount === 0,
          },
          { signal },
        );
        if (part.rowCount === 0) break;
        texts.push(part.text);
        rowCount += part.rowCount;
        length += part.text.length;
      }
      await vscode.env.clipboard.writeText(texts.join(''));
      return { rowCount };
    },
  };
}
