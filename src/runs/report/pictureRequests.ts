import type { ReportPicture } from './document.ts';

/** A run whose pictures are wanted. */
export interface PicturedRun {
  readonly connectionId: string;
  readonly trainingJobName: string;
}

export interface PictureRequest {
  readonly format: ReportPicture['format'];
  /** Aborted when nobody waits for the pictures any more. */
  readonly signal: AbortSignal;
  readonly resolve: (pictures: readonly ReportPicture[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Between a report, which needs pictures, and the page of its run, which alone can draw them. */
export interface PictureRequests {
  /** Resolves when the page of the run has drawn its pictures. Rejects with the signal's reason, or with why the page cannot. */
  request(
    run: PicturedRun,
    format: ReportPicture['format'],
    signal: AbortSignal,
  ): Promise<readonly ReportPicture[]>;
  /** The request that the page of the run should serve next. */
  next(run: PicturedRun): PictureRequest | undefined;
  /** Calls back at each request for a run. */
  onRequest(run: PicturedRun, listener: () => void): { dispose(): void };
}

export function openPictureRequests(): PictureRequests {
  const waiting = new Map<string, PictureRequest[]>();
  const listeners = new Map<string, Set<() => void>>();
  const keyOf = ({ connectionId, trainingJobName }: PicturedRun) =>
    JSON.stringify([connectionId, trainingJobName]);
  return {
    async request(run, format, signal) {
      signal.throwIfAborted();
      const key = keyOf(run);
      return new Promise<readonly ReportPicture[]>((resolve, reject) => {
        const settled = () => {
          signal.removeEventListener('abort', onAbort);
          const left = (waiting.get(key) ?? []).filter((other) => other !== request);
          if (left.length === 0) waiting.delete(key);
          else waiting.set(key, left);
        };
        const onAbort = () => request.reject(signal.reason);
        const request: PictureRequest = {
          format,
          signal,
          resolve: (pictures) => {
            settled();
            resolve(pictures);
          },
          reject: (error) => {
            settled();
            reject(error instanceof Error ? error : new Error(String(error)));
          },
        };
        signal.addEventListener('abort', onAbort);
        waiting.set(key, [...(waiting.get(key) ?? []), request]);
        for (const listener of listeners.get(key) ?? []) listener();
      });
    },
    next: (run) => waiting.get(keyOf(run))?.[0],
    onRequest(run, listener) {
      const key = keyOf(run);
      const known = listeners.get(key) ?? new Set();
      known.add(listener);
      listeners.set(key, known);
      return {
        dispose() {
          known.delete(listener);
          if (known.size === 0) listeners.delete(key);
        },
      };
    },
  };
}
