import type { S3Location } from './s3Uri.ts';

/** One object, or all objects whose keys begin with `key`; a key that ends in '/' can be either. */
export interface S3Target extends S3Location {
  readonly kind: 'object' | 'prefix';
}

/** What a right that is missing leaves open. */
export type Known<T> = T | 'unknown';

export interface RegionalBucket {
  readonly name: string;
  /** milliseconds since 1970 */
  readonly createdAt: number | undefined;
  readonly region: Known<string>;
}

export interface ListedObject {
  readonly key: string;
  /** bytes */
  readonly size: number;
  readonly etag: string;
  /** milliseconds since 1970 */
  readonly modifiedAt: number | undefined;
  readonly storageClass: string;
}

/** A version of an object, or the marker of its deletion. */
export interface ObjectVersion {
  readonly key: string;
  /** 'null' for one from before versioning. */
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  /** bytes */
  readonly size: number;
  readonly etag: string;
  /** milliseconds since 1970 */
  readonly modifiedAt: number | undefined;
}

export interface ObjectCount {
  /** Current objects. */
  readonly objects: number;
  readonly bytes: number;
  /** All versions, the current ones included. */
  readonly versions: Known<VersionCount>;
}

export interface VersionCount {
  readonly count: number;
  readonly bytes: number;
  readonly deleteMarkers: number;
}

/** Of a transfer, a copy or a deletion; speed is for the caller to derive. */
export interface TransferProgress {
  /** Files or objects that are done. */
  readonly files: number;
  readonly totalFiles: number | undefined;
  readonly bytes: number;
  readonly totalBytes: number | undefined;
  /** The key that was worked on last. */
  readonly key: string;
}

export interface TransferOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
}

/** What happens to a key that exists already; decided once for all of them. */
export type ConflictPolicy = 'replace' | 'skip' | 'keepBoth';

/** One file or object that failed, while the others went on. */
export interface FailedTransfer {
  readonly key: string;
  /** A `Failure` that names the object. */
  readonly error: Error;
}

// --- Uploads ---

export interface UploadRequest {
  readonly bucket: string;
  /** '' or ending in '/'. */
  readonly prefix: string;
  /** Files and folders, absolute. A folder's name becomes part of its keys. */
  readonly paths: readonly string[];
  /** Default 'skip'. A link to a folder that contains it is never followed. */
  readonly links?: 'skip' | 'follow';
}

/** A file as it was when it was planned; one that has changed since is uploaded anew. */
export interface PlannedUpload {
  readonly path: string;
  readonly key: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

export interface UploadPlan {
  readonly bucket: string;
  readonly files: readonly PlannedUpload[];
  readonly totalBytes: number;
  /** Keys of `files` that exist in the bucket. */
  readonly conflicts: readonly string[];
  /** Paths that are not uploaded: links, and what is neither file nor folder. */
  readonly skipped: readonly string[];
}

export interface UploadOptions extends TransferOptions {
  readonly conflicts: ConflictPolicy;
  /** A folder of ours on this machine; what it records lets an upload go on after a reload. */
  readonly recordsFolder: string;
  /** Called with the record before anything is sent. */
  readonly onRecord?: (record: string) => void;
  /** Whether a cancelled upload stays on record, as when the window closes; by default its parts are removed. */
  readonly keepsWhenCancelled?: boolean;
}

export interface UploadOutcome {
  readonly uploaded: number;
  readonly bytes: number;
  readonly skipped: number;
  readonly failed: readonly FailedTransfer[];
}

/** An upload or download that a reload interrupted. */
export interface UnfinishedTransfer {
  readonly kind: 'upload' | 'download';
  /** Its record, as `resumeUpload`, `resumeDownload` and `discardTransfer` take it. */
  readonly record: string;
  readonly bucket: string;
  /** The folder on this machine, or the first file. */
  readonly path: string;
  readonly files: number;
  readonly filesDone: number;
  readonly totalBytes: number;
}

// --- Downloads ---

/** An object and the file that it becomes. */
export interface PlannedDownload {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  /** Below the folder of the download, with this system's separators. */
  readonly file: string;
}

export interface DownloadPlan {
  readonly bucket: string;
  readonly target: S3Target;
  readonly files: readonly PlannedDownload[];
  readonly totalBytes: number;
  /** Keys that no file can be named by, or not here: their files have other names. */
  readonly renamed: readonly string[];
}

export interface DownloadManyOptions extends TransferOptions {
  /** The folder that gets the file, or the new folder of a prefix. Nothing in it is overwritten. */
  readonly folder: string;
  readonly recordsFolder: string;
  readonly onRecord?: (record: string) => void;
  readonly keepsWhenCancelled?: boolean;
}

export interface DownloadOutcome {
  /** The file of an object, or the folder of a prefix. */
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
  readonly failed: readonly FailedTransfer[];
}

// --- Copies ---

export interface CopyRequest {
  readonly from: S3Target;
  /** The new key of an object, or the new prefix that takes the place of the old. */
  readonly to: S3Location;
  /** Default 'skip'. */
  readonly conflicts?: ConflictPolicy;
}

export interface CopyOutcome {
  readonly copied: number;
  readonly bytes: number;
  /** Already there and equal, by an earlier attempt: only the source was left to delete. */
  readonly alreadyThere: number;
  readonly skipped: number;
  readonly failed: readonly FailedTransfer[];
}

// --- Deletion ---

export interface DeleteRequest {
  readonly target: S3Target;
  /** Whether all versions go for good; otherwise a bucket with versions keeps them. */
  readonly versions: boolean;
}

export interface DeleteOutcome {
  /** Objects, or versions where all go. */
  readonly objects: number;
  readonly deleteMarkers: number;
  readonly bytes: number;
}

// --- Properties ---

export interface ObjectProperties {
  readonly location: S3Location;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: number | undefined;
  readonly contentType: string | undefined;
  /** Content-Encoding, Cache-Control and the like, by header name; only those that are set. */
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly storageClass: string;
  readonly versionId: string | undefined;
  readonly encryption: Encryption;
  readonly checksums: readonly {
    readonly algorithm: string;
    readonly value: string;
    readonly type: string;
  }[];
  /** Of an object that was uploaded in parts. */
  readonly parts: number | undefined;
  readonly tags: Known<Readonly<Record<string, string>>>;
  /** Newest first; at most 1,000. */
  readonly versions: Known<readonly ObjectVersion[]>;
}

export interface Encryption {
  /** 'AES256', 'aws:kms', 'aws:kms:dsse' or 'none'. */
  readonly algorithm: string;
  readonly kmsKeyId: string | undefined;
  readonly bucketKey: boolean;
}

export interface BucketProperties {
  readonly bucket: string;
  readonly region: Known<string>;
  /** Account id. */
  readonly owner: Known<string>;
  readonly versioning: Known<'enabled' | 'suspended' | 'off'>;
  readonly encryption: Known<Encryption>;
  readonly publicAccessBlock: Known<'all' | 'some' | 'none'>;
  readonly objectOwnership: Known<string>;
}

export interface PresignedGet {
  /** A secret for as long as it works: never logged. */
  readonly url: string;
  /** When it really ends: the earlier of the time requested and the session's end. Milliseconds since 1970. */
  readonly endsAtMs: number;
  readonly endsWithSession: boolean;
}
