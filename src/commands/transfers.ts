import { rmdir } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { unfinishedTransfers } from '../aws/s3/records.ts';
import type {
  ConflictPolicy,
  FailedTransfer,
  TransferProgress,
  UnfinishedTransfer,
  UploadOutcome,
} from '../aws/s3/types.ts';
import { runCommand } from '../contributions/runCommand.ts';
import { byteSizeText } from '../platform/byteSize.ts';
import { isCancelled } from '../platform/cancellation.ts';
import { forUser } from '../platform/background.ts';
import { explain } from '../platform/messages.ts';
import { withProgress } from '../platform/progress.ts';
import { confirm, tell } from '../platform/prompts.ts';
import type { Session } from '../runs/session.ts';
import { abandonedTransfers, ownTransfers, takeTransfer } from '../runs/transferFolders.ts';
import type { Services } from './services.ts';
import { transferReporter } from './transferText.ts';

/** Where the transfers of this window are on record. */
export const recordsFolderOf = (
  { storageUri }: Pick<Services, 'storageUri'>,
  { connectionId }: Pick<Session, 'connectionId'>,
): string => ownTransfers(storageUri.fsPath, connectionId);

export interface Transferring {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TransferProgress) => void;
}

/** Runs one after another, and reports them as one transfer. */
export async function inTurn<One, Result>(
  all: readonly One[],
  onProgress: Transferring['onProgress'],
  run: (one: One, report: Transferring['onProgress']) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const before = { files: 0, bytes: 0 };
  for (const one of all) {
    const own = { files: 0, bytes: 0 };
    const report = (progress: TransferProgress) => {
      own.files = progress.files;
      own.bytes = progress.bytes;
      const isWhole = all.length === 1;
      onProgress({
        ...progress,
        files: before.files + own.files,
        bytes: before.bytes + own.bytes,
        totalFiles: isWhole ? progress.totalFiles : undefined,
        totalBytes: isWhole ? progress.totalBytes : undefined,
      });
    };
    results.push(await run(one, report));
    before.files += own.files;
    before.bytes += own.bytes;
  }
  return results;
}

/** Runs a transfer under a notification with files, bytes, speed and Cancel; the tree lists again at its end, also after a failure. */
export async function transferring<T>(
  { changed }: Pick<Services, 'changed'>,
  title: string,
  run: (options: Transferring) => Promise<T>,
): Promise<T> {
  try {
    return await withProgress(title, (signal, report) =>
      run({ signal, onProgress: transferReporter(report) }),
    );
  } finally {
    changed();
  }
}

export interface OnRecord {
  readonly recordsFolder: string;
  readonly onRecord: (record: string) => void;
}

/** As `transferring`, of files: what a failure leaves on record can be resumed at once, as after a reload. */
export async function transferringFiles<T>(
  services: Services,
  session: Session,
  title: string,
  run: (options: Transferring & OnRecord) => Promise<T>,
): Promise<T> {
  const recordsFolder = recordsFolderOf(services, session);
  const records = new Set<string>();
  const onRecord = (record: string) => void records.add(record);
  try {
    return await transferring(services, title, (options) => run({ ...options, recordsFolder, onRecord }));
  } catch (error) {
    if (!isCancelled(error))
      forUser(services.log, async () => {
        for (const transfer of await unfinishedTransfers(recordsFolder))
          if (records.has(transfer.record))
            forUser(services.log, () => offerOne(services, session, transfer));
      });
    throw error;
  }
}

/** What happens to keys that exist, decided once for all of them. Throws Cancelled. */
export async function askConflicts(count: number, total: number, to: string): Promise<ConflictPolicy> {
  const labels = {
    replace: vscode.l10n.t('Replace'),
    skip: vscode.l10n.t('Skip'),
    keepBoth: vscode.l10n.t('Keep Both'),
  } as const;
  const chosen = await confirm(
    vscode.l10n.t('{0} of {1} files exist already in {2}.', count, total, to),
    vscode.l10n.t('The answer is for all of them. “Keep Both” gives the new ones a number.'),
    labels.replace,
    labels.skip,
    labels.keepBoth,
  );
  return chosen === labels.replace ? 'replace' : chosen === labels.skip ? 'skip' : 'keepBoth';
}

/** Shows which files failed while others were transferred; the log has all of them. */
export function tellFailed({ log }: Pick<Services, 'log'>, failed: readonly FailedTransfer[]): void {
  const [first] = failed;
  if (first === undefined) return;
  for (const { key, error } of failed) log.error(`${key}: ${error.message}`);
  const why = explain(first.error).message;
  const message =
    failed.length === 1
      ? vscode.l10n.t('{0} failed: {1}', first.key, why)
      : vscode.l10n.t('{0} files failed. The first is {1}: {2}', failed.length, first.key, why);
  tell(message, { label: vscode.l10n.t('Show Log'), run: () => runCommand('showLog') });
}

/**
 * Offers what a reload interrupted on the current connection, one message a transfer: resume, or discard what is there of it. `offered`
 * has the records that this window has offered before.
 */
export async function offerUnfinished(services: Services, offered: Set<string>): Promise<void> {
  const session = await services.openSession();
  for (const folder of await abandonedTransfers(services.storageUri.fsPath, session.connectionId)) {
    const unfinished = await unfinishedTransfers(folder);
    // An unreadable record, or one of a newer version, is kept: nothing else names the parts that S3 bills.
    if (unfinished.length === 0) await rmdir(folder).catch(() => undefined);
    for (const transfer of unfinished.filter(({ record }) => !offered.has(record))) {
      offered.add(transfer.record);
      forUser(services.log, () => offerOne(services, session, transfer));
    }
  }
}

async function offerOne(services: Services, session: Session, transfer: UnfinishedTransfer): Promise<void> {
  const { kind, path, bucket, files, filesDone, totalBytes } = transfer;
  const name = basename(path);
  const facts = [name, bucket, filesDone, files, byteSizeText(totalBytes)] as const;
  const message =
    kind === 'upload'
      ? vscode.l10n.t(
          'The upload of {0} to {1} was interrupted: {2} of {3} files are done, of {4}.',
          ...facts,
        )
      : vscode.l10n.t(
          'The download to {0} from {1} was interrupted: {2} of {3} files are done, of {4}.',
          ...facts,
        );
  const resume = vscode.l10n.t('Resume');
  const discard = vscode.l10n.t('Discard');
  const chosen = await vscode.window.showWarningMessage(message, resume, discard);
  if (chosen === undefined) return;
  const record = await takeTransfer(transfer.record, recordsFolderOf(services, session));
  if (record === undefined) {
    tell(vscode.l10n.t('Another window has already resumed or discarded the transfer of {0}.', name));
    return;
  }
  if (chosen === discard) return session.aws.discardTransfer(record);
  const title =
    kind === 'upload' ? vscode.l10n.t('Uploading {0}', name) : vscode.l10n.t('Downloading {0}', name);
  const { failed } = await transferringFiles<Pick<UploadOutcome, 'failed'>>(
    services,
    session,
    title,
    ({ onRecord, signal, onProgress }) => {
      onRecord(record);
      const options = { signal, onProgress };
      return kind === 'upload'
        ? session.aws.resumeUpload(record, options)
        : session.aws.resumeDownload(record, options);
    },
  );
  if (failed.length > 0) tellFailed(services, failed);
  else tell(kind === 'upload' ? vscode.l10n.t('Uploaded {0}.', name) : vscode.l10n.t('Saved as {0}.', path));
}
