import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Engine } from '../../data/engine/calls.ts';
import type { RowRule } from '../../data/shapes/rowRules.ts';
import type { TableEdits } from '../../data/shapes/tableEdits.ts';
import { Cancelled } from '../../platform/cancellation.ts';
import { withProgressIfSlow } from '../../platform/progress.ts';
import { tell } from '../../platform/prompts.ts';
import type { RequestHandlers } from '../contract/messages.ts';
import type { CopiedRows, RowGridRequests } from '../contract/rowGrid.ts';

export type RowGridEngine = Pick<
  Engine,
  | 'gridColumns'
  | 'gridOutline'
  | 'openGridView'
  | 'gridRows'
  | 'gridCell'
  | 'gridText'
  | 'findInGrid'
  | 'positionOfRow'
  | 'writeGridView'
>;

interface RowGridHost {
  readonly engine: RowGridEngine;
  /** Makes rules part of an experiment. */
  readonly use: (rules: readonly RowRule[]) => Promise<void>;
  /** New files are suggested next to this one; absent for a table that is not a local file. */
  readonly beside: vscode.Uri | undefined;
  /** The table that the page shows, and how it is read. */
  readonly at: () => Pick<TableEdits, 'read' | 'columns'> & { readonly path: string };
}

type Handlers = RequestHandlers<{
  requests: RowGridRequests;
  pushes: Readonly<Record<string, never>>;
}>;

/** Largest copy to the clipboard; more belongs in a file. */
const mostCopiedCharacters = 32_000_000;

/** Request handlers of a page with a grid over all rows of a table. */
export function rowGridHandlers({ engine, at, use, beside }: RowGridHost): Handlers {
  return {
    gridColumns: (request, { signal }) => engine.gridColumns({ ...at(), ...request }, { signal }),
    gridOutline: (request, { signal }) => engine.gridOutline({ ...at(), ...request }, { signal }),
    openGrid: ({ view }, { signal }) => engine.openGridView({ ...at(), view }, { signal }),
    gridRows: (request, { signal }) => engine.gridRows({ ...at(), ...request }, { signal }),
    gridCell: (request, { signal }) => engine.gridCell({ ...at(), ...request }, { signal }),
    gridFind: async (request, { signal }) =>
      (await engine.findInGrid({ ...at(), ...request }, { signal })) ?? null,
    gridPosition: async (request, { signal }) =>
      (await engine.positionOfRow({ ...at(), ...request }, { signal })) ?? null,
    gridUse: ({ rules }) => use(rules),
    gridSave: async (request) => {
      const saved = await saveRows(engine, { ...at(), ...request }, beside);
      return { fileName: basename(saved.path), rowCount: saved.rowCount };
    },
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

type SaveRequest = Omit<Parameters<RowGridEngine['writeGridView']>[0], 'outputPath' | 'format'>;

/** Writes the rows of a view to a file that the user picks, as CSV or Parquet by extension. Throws Cancelled. */
async function saveRows(engine: RowGridEngine, request: SaveRequest, beside: vscode.Uri | undefined) {
  const stem = basename(request.path).replace(/(\.[^.]+)?(\.(gz|zst))?$/i, '');
  const folder =
    beside === undefined ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.joinPath(beside, '..');
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Rows As'),
    filters: { CSV: ['csv'], Parquet: ['parquet'] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, `${stem}.rows.csv`) } : {}),
  });
  if (target === undefined) throw new Cancelled();
  const outputPath = target.fsPath;
  const format = /\.parquet$/i.test(outputPath) ? 'parquet' : 'csv';
  const saved = await withProgressIfSlow(vscode.l10n.t('Saving the rows'), (signal) =>
    engine.writeGridView({ ...request, outputPath, format }, { signal }),
  );
  tell(
    vscode.l10n.t(
      'Wrote {0} rows to {1}.',
      saved.rowCount.toLocaleString(vscode.env.language),
      basename(saved.path),
    ),
    {
      label: vscode.l10n.t('Open'),
      run: () =>
        vscode.commands.executeCommand('vscode.open', vscode.Uri.file(saved.path), { preview: false }),
    },
  );
  return saved;
}
