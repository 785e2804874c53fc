import type { EstimatedProgress, Progress } from '../shapes/progress.ts';

/** Five times a second is as much as an eye follows. */
const leastIntervalMs = 200;
/** The first measurements of a phase include its start. */
const estimateAfterMs = 500;

/** Thins progress out to five reports a second and adds an estimate of the time left in the phase. */
export function openProgress(
  send: (progress: EstimatedProgress) => void,
  now: () => number = () => performance.now(),
): (progress: Progress) => void {
  let phase: { readonly name: Progress['phase']; readonly since: number; readonly from: number } | undefined;
  let sentAt = -Infinity;
  return (progress) => {
    const at = now();
    if (phase?.name !== progress.phase) phase = { name: progress.phase, since: at, from: progress.done };
    if (at - sentAt < leastIntervalMs) return;
    sentAt = at;
    const [elapsedMs, gained] = [at - phase.since, progress.done - phase.from];
    if (elapsedMs < estimateAfterMs || gained <= 0) return send(progress);
    const left = Math.max(0, progress.total - progress.done);
    send({ ...progress, secondsLeft: (left * elapsedMs) / gained / 1000 });
  };
}
