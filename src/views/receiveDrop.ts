import * as vscode from 'vscode';
import { runCommand } from '../contributions/runCommand.ts';
import { forUser } from '../platform/background.ts';
import { byteSizeText } from '../platform/byteSize.ts';
import { withProgress } from '../platform/progress.ts';
import { mostDroppedBytes, mostDroppedFiles, receiveDropped } from './droppedFiles.ts';
import type { DroppedFile, Received } from './droppedFiles.ts';

type Receipt = Awaited<ReturnType<typeof receiveDropped>>;

/** Reads what was dropped; undefined where that failed or was cancelled. */
export async function receive(
  log: Parameters<typeof forUser>[0],
  files: readonly DroppedFile[],
): Promise<Receipt | undefined> {
  return new Promise((resolve) => {
    forUser(log, async () => {
      try {
        const receipt = await withProgress(vscode.l10n.t('Reading what was dropped'), (signal, report) =>
          receiveDropped(files, signal, (message, index) =>
            report({ message, fraction: index / files.length }),
          ),
        );
        const { received } = receipt;
        if (received.kind === 'refused') void vscode.window.showWarningMessage(refusalText(received.why));
        resolve(receipt);
      } finally {
        resolve(undefined);
      }
    });
  });
}

/** Uploads it as any other files. */
export async function uploadReceived({ received, dispose }: Receipt, into: string): Promise<void> {
  if (received.kind === 'refused') return;
  try {
    const files = received.paths.map((path) => vscode.Uri.file(path));
    await runCommand('uploadHere', { s3Uri: into, files });
  } finally {
    await dispose();
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
        'The dropped files have more than {0}. Nothing was uploaded. Copy them to the machine where the extension runs, and use Upload Here.',
        byteSizeText(mostDroppedBytes),
      );
    case 'unreadable':
      return vscode.l10n.t(
        'A dropped file cannot be read in this window; folders cannot be either. Nothing was uploaded. Copy it to the machine where the extension runs, and use Upload Here.',
      );
  }
}
