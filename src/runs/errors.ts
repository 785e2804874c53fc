import { Failure } from '../learner/errors.ts';

/** What can be wrong with a run, or with an endpoint, as this machine knows them. */
export type RunFailure =
  /** `names` and the reason of the first of them, in the user's words. */
  | Failure<'endpoints-not-deleted', { readonly names: string; readonly reason: string }>
  | Failure<'endpoint-gone', { readonly endpointName: string }>
  /** It carries no training job of ours, so its columns are unknown. */
  | Failure<'endpoint-not-ours', { readonly endpointName: string }>
  | Failure<'run-of-another-machine', { readonly trainingJobName: string }>
  | Failure<'no-held-out-rows', { readonly trainingJobName: string }>
  /** `label` is that of the connection it belongs to. */
  | Failure<'other-connection', { readonly label: string }>
  /** The table of an experiment is in neither its folder nor the workspace; `file` is the experiment. */
  | Failure<'table-outside', { readonly file: string; readonly table: string }>
  /** Nobody has confirmed where the data of the experiment `file` goes. */
  | Failure<'output-unconfirmed', { readonly file: string; readonly s3Uri: string; readonly label: string }>
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
