import { isFailure } from '../../learner/errors.ts';
import type { FailedTransfer, TransferOptions } from './types.ts';

interface Totals {
  readonly files: number | undefined;
  readonly bytes: number | undefined;
}

export interface Tally {
  /** Bytes of a file that is still in progress; negative when they have to be sent again. */
  bytes(count: number, key: string): void;
  /** A file or object is done. */
  file(key: string): void;
  readonly done: { readonly files: number; readonly bytes: number };
}

/** Adds up what is done and reports it. */
export function openTally(onProgress: TransferOptions['onProgress'], totals: Totals): Tally {
  const done = { files: 0, bytes: 0 };
  const report = (key: string) =>
    onProgress?.({ ...done, totalFiles: totals.files, totalBytes: totals.bytes, key });
  return {
    done,
    bytes(count, key) {
      done.bytes += count;
      report(key);
    },
    file(key) {
      done.files += 1;
      report(key);
    },
  };
}

/** What fails for one object would fail for all others too. */
const fatal =
  /^(credentials-(expired|missing|rejected)|network-unreachable|local-server-(gone|not-started)|clock-skewed|throttled|storage-full|disk-full|bucket-in-other-region)$/;
/** A missing right would be reported once for each of 10,000 objects. */
const mostFailures = 100;

/** Collects failures of single objects, so that the others go on. */
export function openFailures() {
  const failed: FailedTransfer[] = [];
  return {
    failed,
    /** Rethrows what ends everything. */
    add(key: string, error: unknown): void {
      if (!isFailure(error) || fatal.test(error.code) || failed.length >= mostFailures) throw error;
      failed.push({ key, error });
    },
  };
}
