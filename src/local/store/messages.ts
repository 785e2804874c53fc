import type { Step } from './statements.ts';

export interface ThreadData {
  /** Holds the database and, in folders, its copies from before a migration, damaged ones, and the reserve. */
  readonly stateFolder: string;
}

export type ThreadRequest =
  /** Runs the steps, all or none. An essential write may use the disk space that is kept in reserve. */
  | {
      readonly kind: 'write';
      readonly id: number;
      readonly steps: readonly Step[];
      readonly isEssential: boolean;
    }
  | { readonly kind: 'close' };

export type ThreadReply =
  /** `notes` report what was repaired on the way. */
  | { readonly kind: 'opened'; readonly notes: readonly string[] }
  /** Durable: a power cut loses none of these writes. */
  | { readonly kind: 'written'; readonly ids: readonly number[] }
  | { readonly kind: 'failed'; readonly id: number | 'open'; readonly failure: StoreFailure };

export interface StoreFailure {
  readonly kind: 'disk-full' | 'damaged' | 'other';
  readonly message: string;
}
