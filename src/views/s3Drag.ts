import * as vscode from 'vscode';
import { views } from '../contributions/ids.ts';
import { uriOfS3 } from '../contributions/s3Uris.ts';
import type { DroppedFile } from './droppedFiles.ts';
import type { ExplorerNode } from './rows.ts';

const uriListType = 'text/uri-list';
/** What VS Code calls rows of our tree that are dropped on it. */
const rowsType = `application/vnd.code.tree.${views.explorer.toLowerCase()}`;

type Rows = readonly Pick<ExplorerNode, 's3Uri'>[];

/** Rows are dragged as URIs, so that the editor area opens them, and as rows, so that the tree moves them. */
export function setDragged(rows: Rows, data: Pick<vscode.DataTransfer, 'set'>): void {
  const uris = rows.flatMap(({ s3Uri }) => (s3Uri === undefined ? [] : [s3Uri]));
  if (uris.length === 0) return;
  data.set(rowsType, new vscode.DataTransferItem(JSON.stringify(uris)));
  const list = uris.map((uri) => uriOfS3(uri).toString()).join('\r\n');
  data.set(uriListType, new vscode.DataTransferItem(list));
}

type Drop =
  | { readonly kind: 'move'; readonly s3Uris: readonly string[] }
  | { readonly kind: 'upload'; readonly files: readonly vscode.Uri[] }
  /** Their bytes are elsewhere, and can be read only before the drop has been handled. */
  | { readonly kind: 'receive'; readonly files: readonly DroppedFile[] }
  | { readonly kind: 'nothing' };

/** What was dropped: rows of the tree, or files of the Explorer or the desktop. */
export async function dropOf(data: Pick<vscode.DataTransfer, 'get' | 'forEach'>): Promise<Drop> {
  const rows = data.get(rowsType);
  if (rows !== undefined) {
    const uris: unknown = JSON.parse(await rows.asString());
    const s3Uris = Array.isArray(uris) ? uris.filter((uri) => typeof uri === 'string') : [];
    return { kind: 'move', s3Uris };
  }
  const list = (await data.get(uriListType)?.asString()) ?? '';
  const files = list
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => vscode.Uri.parse(line))
    .filter(({ scheme }) => scheme === 'file');
  if (files.length > 0) return { kind: 'upload', files };
  const dropped: DroppedFile[] = [];
  data.forEach((item) => {
    const file = item.asFile();
    if (file !== undefined) dropped.push(file);
  });
  return dropped.length > 0 ? { kind: 'receive', files: dropped } : { kind: 'nothing' };
}
