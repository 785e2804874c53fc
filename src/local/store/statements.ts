/** Every write there is, by name: the thread of the database runs these and no other SQL. */
export const statements = {
  putResource: `
    INSERT INTO resources (kind, name, created_at, modified_at, status, body) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (kind, name) DO UPDATE SET created_at = excluded.created_at, modified_at = excluded.modified_at,
      status = excluded.status, body = excluded.body`,
  importResource: `
    INSERT OR IGNORE INTO resources (kind, name, created_at, modified_at, status, body) VALUES (?, ?, ?, ?, ?, ?)`,
  removeResource: 'DELETE FROM resources WHERE kind = ? AND name = ?',
  setResourceAside: `
    INSERT INTO set_aside (source, name, reason, at, content)
    SELECT kind, name, ?, ?, body FROM resources WHERE kind = ? AND name = ?`,
  putObject: `
    INSERT INTO objects (bucket, key, blob, size, etag, last_modified, body) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (bucket, key) DO UPDATE SET blob = excluded.blob, size = excluded.size, etag = excluded.etag,
      last_modified = excluded.last_modified, body = excluded.body`,
  importObject: `
    INSERT OR IGNORE INTO objects (bucket, key, blob, size, etag, last_modified, body) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  removeObject: 'DELETE FROM objects WHERE bucket = ? AND key = ?',
  setObjectAside: `
    INSERT INTO set_aside (source, name, reason, at, content)
    SELECT 'object', bucket || '/' || key, ?, ?, json_object('blob', blob, 'size', size, 'etag', etag, 'body', body)
    FROM objects WHERE bucket = ? AND key = ?`,
  putUpload: 'INSERT INTO uploads (id, bucket, key, created_at, body) VALUES (?, ?, ?, ?, ?)',
  completeUpload: 'UPDATE uploads SET completed_etag = ?, completed_at = ? WHERE id = ?',
  forgetCompletedUploads: 'DELETE FROM uploads WHERE completed_at < ?',
  removeUpload: 'DELETE FROM uploads WHERE id = ?',
  putPart: `
    INSERT INTO parts (upload, number, blob, size, last_modified, body)
    SELECT id, ?, ?, ?, ?, ? FROM uploads WHERE id = ? AND completed_etag IS NULL
    ON CONFLICT (upload, number) DO UPDATE SET blob = excluded.blob, size = excluded.size,
      last_modified = excluded.last_modified, body = excluded.body`,
  removeParts: 'DELETE FROM parts WHERE upload = ?',
  putLogSegment: `
    INSERT INTO log_segments (log_group, stream, start, file, bytes, first_at, last_at) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (log_group, stream, start) DO UPDATE SET bytes = excluded.bytes, last_at = excluded.last_at`,
  importLogSegment: `
    INSERT OR IGNORE INTO log_segments (log_group, stream, start, file, bytes, first_at, last_at)
    VALUES (?, ?, 0, ?, ?, ?, ?)`,
  removeLogSegment: 'DELETE FROM log_segments WHERE log_group = ? AND stream = ? AND start = ?',
} as const;

export type StatementName = keyof typeof statements;
export type Value = string | number | null;

/** A statement with the values of its parameters, in order. */
export type Step = readonly [statement: StatementName, ...values: readonly Value[]];
