import * as vscode from 'vscode';
import { runCommand } from '../contributions/runCommand.ts';
import { byteSizeText } from '../platform/byteSize.ts';
import { withProgress } from '../platform/progress.ts';
import { mostDroppedBytes, mostDroppedFiles, receiveDropped } from './droppedFiles.ts';
import type { DroppedFile, Received } from './droppedFiles.ts';

type Receipt = Awaited<ReturnType<typeof receiveDropped>>;

/** Reads what was dropped under a notification. Throws Cancelled. */
export async function receive(files: readonly DroppedFile[]): Promise<Receipt> {
  const receipt = await withProgress(vscode.l10n.t('Reading what was dropped'), (signal, report) =>
    receiveDropped(files, signal, (message, index) => report({ message, fraction: index / files.length })),
  );
  const { received } = receipt;
  if (received.kind === 'refused') void vscode.window.showWarningMessage(refusalText(received.why));
  return receipt;
}

/** Uploads it as any other files. */
export async function uploadReceived(receipt: Receipt, into: string): Promise<void> {
  const { received } = receipt;
  if (received.kind === 'refused') return;
  try {
    const files = received.paths.map((path) => vscode.Uri.file(path));
    await runCommand('uploadHere', { s3Uri: into, files });
  } finally {
    await receipt.dispose();
  }
}

function refusalText(why: Extract<Received, { readonly kind: 'refused' }>['why']): string {
  switch (why) {
    case 'too-many':
      return vscode.l10n.t(
        'More than {0} files were dropped. Nothing was uploaded. Put them into a folder on the machine where the extension runs, and use Upload Here.',
        mostDroppedFiles,
      );
    case 'too-large':
      return vscode.l10n.t(
        'The dropped files exceed {0} in total. Nothing was uploaded. Copy them to the machine where the extension runs, and use Upload Here.',
        byteSizeText(mostDroppedBytes),
      );
    case 'unreadable':
      return vscode.l10n.t(
        'A dropped file cannot be read in this window; folders cannot be either. Nothing was uploaded. Copy it to the machine where the extension runs, and use Upload Here.',
      );
  }
}
