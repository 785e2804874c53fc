import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Engine } from '../../../data/engine/calls.ts';
import { inBackground } from '../../../platform/background.ts';
import { sharedHandlers } from '../../host/connectPage.ts';
import { openStatePage } from '../../host/statePage.ts';
import type { PageServices } from '../../host/statePage.ts';
import { watchTable } from '../../host/watchTable.ts';
import { viewerRequests } from '../contract.ts';
import type { ViewerContract } from '../contract.ts';
import { openViewed } from './viewed.ts';

export interface ViewerServices extends PageServices {
  readonly engine: Pick<Engine, 'describeRecords' | 'recordsAt' | 'describeArtifactFile'>;
}

/** Fills the read-only viewer of a file. */
export function showViewer(
  { engine, ...services }: ViewerServices,
  path: string,
  kind: 'records' | 'artifact',
  panel: vscode.WebviewPanel,
): void {
  const page = openStatePage<ViewerContract>(services, panel, {
    page: 'viewer',
    heading: basename(path),
    identity: { path, kind },
    first: { kind: 'loading', fileName: basename(path) },
    schemas: viewerRequests,
    handlers: () => ({
      ...sharedHandlers,
      readAgain: () => viewed.read(),
      cancel: async () => viewed.cancel(),
      records: async ({ from, count }, { signal }) => ({
        rows: await engine.recordsAt({ path, from, count }, { signal }),
      }),
    }),
  });
  const viewed = openViewed({ engine, log: services.log, path, kind, show: page.show });
  page.own(watchTable(vscode.Uri.file(path), viewed.changed), { dispose: viewed.cancel });
  inBackground(services.log, viewed.read);
}
