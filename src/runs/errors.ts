import type { CapSum } from '../guard/spend/caps.ts';
import { Failure } from '../learner/errors.ts';

/** Facts of each failure of a run or an endpoint, by its code. */
export type RunFailure =
  /** `names`: all of them; `reason`: of the first, worded for the user. */
  | Failure<'endpoints-not-deleted', { readonly names: string; readonly reason: string }>
  /** The endpoint is gone; `left`: what of it is not. `reason`: of the first, worded for the user. */
  | Failure<
      'endpoint-partly-deleted',
      {
        readonly endpointName: string;
        readonly left: readonly {
          readonly kind: 'endpoint' | 'config' | 'model' | 'schedule';
          readonly name: string;
        }[];
        readonly reason: string;
      }
    >
  /** `accountId`: of the resource; `found`: of the connection. */
  | Failure<'other-account', { readonly accountId: string; readonly found: string }>
  | Failure<'endpoint-gone', { readonly endpointName: string }>
  /** The endpoint has no training job of ours in its tags, so its columns are unknown. */
  | Failure<'endpoint-not-ours', { readonly endpointName: string }>
  /** The run is not on this machine any more: it was deleted, in this window or another. */
  | Failure<'run-gone', { readonly trainingJobName: string }>
  /** Fewer than `least` different runs, or more than `most`. */
  | Failure<'runs-to-compare', { readonly given: number; readonly least: number; readonly most: number }>
  | Failure<'run-of-another-machine', { readonly trainingJobName: string }>
  | Failure<'no-artifact', { readonly trainingJobName: string }>
  | Failure<'no-held-out-rows', { readonly trainingJobName: string }>
  /** `label`: of the connection that the resource belongs to. */
  | Failure<'other-connection', { readonly label: string }>
  /** The table is neither in the experiment's folder nor in the workspace; `file` is the experiment. */
  | Failure<'table-outside', { readonly file: string; readonly table: string }>
  /** The user has not allowed the experiment `file` to read this table in S3. */
  | Failure<'s3-table-unconfirmed', { readonly file: string; readonly s3Uri: string }>
  /** The user has not confirmed where the data of the experiment `file` goes. */
  | Failure<'output-unconfirmed', { readonly file: string; readonly s3Uri: string; readonly label: string }>
  /** The run cannot be deleted before its training has ended. */
  | Failure<'run-running', { readonly trainingJobName: string }>
  /** The artifact of the run serves an endpoint. */
  | Failure<'run-deployed', { readonly trainingJobName: string; readonly endpointName: string }>
  /** The experiment `file` is being trained already, maybe otherwise. */
  | Failure<'training-starts-already', { readonly file: string }>
  /** It would exceed a spend cap. `wantedUsd` is undefined for what has no end. */
  | Failure<'spend-cap', CapSum & { readonly wantedUsd?: number; readonly arithmetic: string }>
  /** A spend cap is set, and the price of this, in `name` or about to bill, is unknown. */
  | Failure<
      'spend-unpriced',
      { readonly instanceType: string; readonly region: string; readonly name?: string }
    >
  | Failure<'no-image-in-region', { readonly region: string }>;

type Facts<Code extends RunFailure['code']> = Extract<RunFailure, { code: Code }>['facts'];

/** A failure of this folder; the message is for logs. */
export function runFailure<Code extends RunFailure['code']>(
  code: Code,
  facts: Facts<Code>,
  message: string,
): Failure<Code, Facts<Code>> {
  return new Failure(code, facts, message);
}
