import { costUsd } from '../../aws/costs.ts';
import type { Rate } from '../../aws/costs.ts';
import type { BilledLine, Spending } from './spending.ts';

/** US dollars that may be spent; undefined without a cap. */
export interface SpendCaps {
  readonly runUsd?: number | undefined;
  readonly monthUsd?: number | undefined;
}

type CapKind = 'run' | 'month';

/** What is about to bill, and what counts against the caps already. */
export interface Wanted {
  readonly rate: Rate;
  /** When it ends at the latest; undefined for what runs until deleted. */
  readonly seconds: number | undefined;
  /** The least it has to run; undefined for what cannot be shortened. */
  readonly leastSeconds?: number | undefined;
  readonly run: Spending;
  readonly month: Spending;
}

/** The arithmetic of one cap. */
export interface CapSum {
  readonly cap: CapKind;
  readonly capUsd: number;
  readonly spentUsd: number;
  readonly committedUsd: number;
  /** At least 0. */
  readonly leftUsd: number;
}

export type CapVerdict =
  | { readonly kind: 'within'; readonly seconds: number | undefined }
  /** It fits if it ends after so many seconds. */
  | { readonly kind: 'shortened'; readonly seconds: number; readonly sum: CapSum }
  /** `wantedUsd` is undefined for what has no end. */
  | { readonly kind: 'over'; readonly wantedUsd: number | undefined; readonly sum: CapSum }
  /** Its own rate is unknown. */
  | { readonly kind: 'rate-unknown' }
  /** The price of something that counts against the cap is unknown. */
  | { readonly kind: 'unpriced'; readonly line: BilledLine };

/** Whether the caps allow it; always, without a cap. */
export function verdictOf({ runUsd, monthUsd }: SpendCaps, wanted: Wanted): CapVerdict {
  const { rate, seconds, leastSeconds, run, month } = wanted;
  if (rate.kind === 'free') return { kind: 'within', seconds };
  const capped = [
    ...(runUsd === undefined ? [] : [{ cap: 'run', capUsd: runUsd, spending: run } as const]),
    ...(monthUsd === undefined ? [] : [{ cap: 'month', capUsd: monthUsd, spending: month } as const]),
  ];
  if (capped.length === 0) return { kind: 'within', seconds };
  if (rate.kind === 'unknown') return { kind: 'rate-unknown' };
  const line = capped.flatMap(({ spending }) => spending.unpriced)[0];
  if (line !== undefined) return { kind: 'unpriced', line };
  const tightest = capped
    .map(({ cap, capUsd, spending: { spentUsd, committedUsd } }): CapSum => {
      const leftUsd = Math.max(0, capUsd - spentUsd - committedUsd);
      return { cap, capUsd, spentUsd, committedUsd, leftUsd };
    })
    .reduce((a, b) => (b.leftUsd < a.leftUsd ? b : a));
  const wantedUsd = seconds === undefined ? undefined : costUsd(rate, seconds);
  // Tolerates rounding errors.
  if (wantedUsd !== undefined && wantedUsd <= tightest.leftUsd + 1e-9) return { kind: 'within', seconds };
  const affordable = Math.floor((tightest.leftUsd / rate.usdPerHour) * 3600);
  if (leastSeconds !== undefined && affordable >= leastSeconds)
    return { kind: 'shortened', seconds: affordable, sum: tightest };
  return { kind: 'over', wantedUsd, sum: tightest };
}
