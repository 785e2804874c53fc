import * as z from 'zod/mini';
import type { EstimatedProgress } from '../../data/shapes/progress.ts';
import type { ArtifactFacts, RecordFileFacts, RecordRow } from '../../data/shapes/recordFiles.ts';
import { sharedRequests } from '../contract/messages.ts';
import type { Answers, FailureMessage, SharedRequests } from '../contract/messages.ts';

const ownRequests = {
  /** Reads the file again; the states follow as pushes. */
  readAgain: z.object({}),
  /** Stops reading. */
  cancel: z.object({}),
  /** Records from a 1-based number on; fewer at the end. */
  records: z.object({
    from: z.int().check(z.positive()),
    count: z.int().check(z.positive(), z.maximum(200)),
  }),
};

/** The viewer of RecordIO-protobuf files and model artifacts. */
export const viewerRequests = { ...sharedRequests, ...ownRequests };

export type ViewerContract = {
  readonly requests: SharedRequests &
    Answers<
      typeof ownRequests,
      { readAgain: void; cancel: void; records: { readonly rows: readonly RecordRow[] } }
    >;
  readonly pushes: { readonly state: ViewerState };
};

export interface ViewedFile {
  readonly fileName: string;
  /** Of the object that it is a copy of. */
  readonly s3Uri?: string;
  readonly sizeBytes?: number;
}

/** Of a file that was read. */
interface ReadFile extends ViewedFile {
  /** ISO 8601 */
  readonly readAt: string;
  /** The file on disk has changed since it was read. */
  readonly stale?: 'changed' | 'deleted';
}

/** What is known of the file; each push replaces the last. */
export type ViewerState =
  | (ViewedFile & { readonly kind: 'loading' | 'cancelled'; readonly progress?: EstimatedProgress })
  | (ViewedFile & { readonly kind: 'failed'; readonly failure: FailureMessage })
  | RecordsShown
  | ArtifactShown;

export interface RecordsShown extends ReadFile {
  readonly kind: 'records';
  readonly facts: RecordFileFacts;
}

export interface ArtifactShown extends ReadFile {
  readonly kind: 'artifact';
  readonly facts: ArtifactFacts;
}

/** What the user chose on this page; restored after a reload. */
export type ViewerChoices = {
  /** The first record that is listed. */
  from?: number;
};
