import * as vscode from 'vscode';
import type { TransferProgress } from '../aws/s3/types.ts';
import { byteSizeText } from '../platform/byteSize.ts';
import type { ProgressReport } from '../platform/progress.ts';

/** How far back the speed looks. */
const speedOverMs = 5000;
/** A notification that changes with every part is unreadable. */
const shownEveryMs = 200;

/** Reports a transfer as files, bytes and speed; `now` in milliseconds. */
export function transferReporter(
  report: (progress: ProgressReport) => void,
  now: () => number = Date.now,
): (progress: TransferProgress) => void {
  const seen: { readonly at: number; readonly bytes: number }[] = [];
  let shownAt = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const at = now();
    const isLast = progress.files === progress.totalFiles;
    if (at - shownAt < shownEveryMs && !isLast) return;
    shownAt = at;
    seen.push({ at, bytes: progress.bytes });
    while (seen.length > 2 && at - (seen[1]?.at ?? at) >= speedOverMs) seen.shift();
    const first = seen[0];
    const seconds = first === undefined ? 0 : (at - first.at) / 1000;
    const bytesPerSecond = seconds > 0 ? (progress.bytes - (first?.bytes ?? 0)) / seconds : undefined;
    const fraction = fractionOf(progress);
    report({
      message: transferText(progress, bytesPerSecond),
      ...(fraction === undefined ? {} : { fraction }),
    });
  };
}

/** Files count where there are no bytes, as in a folder of empty files. */
function fractionOf({ files, totalFiles, bytes, totalBytes }: TransferProgress): number | undefined {
  if (totalBytes !== undefined && totalBytes > 0) return Math.min(1, bytes / totalBytes);
  return totalFiles === undefined || totalFiles === 0 ? undefined : files / totalFiles;
}

function transferText(
  { files, totalFiles, bytes, totalBytes }: TransferProgress,
  bytesPerSecond: number | undefined,
): string {
  const number = (value: number) => value.toLocaleString(vscode.env.language);
  return [
    totalFiles === undefined
      ? vscode.l10n.t('{0} files', number(files))
      : vscode.l10n.t('{0} of {1} files', number(files), number(totalFiles)),
    totalBytes === undefined
      ? byteSizeText(bytes)
      : vscode.l10n.t('{0} of {1}', byteSizeText(bytes), byteSizeText(totalBytes)),
    ...(bytesPerSecond === undefined
      ? []
      : [vscode.l10n.t('{0}/s', byteSizeText(Math.round(bytesPerSecond)))]),
  ].join(' · ');
}
