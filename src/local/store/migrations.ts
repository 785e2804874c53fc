/**
 * The database's schema: migration N takes it from version N to N+1. One that has shipped never changes; a new one is added.
 *
 * Texts are compared by their UTF-8 bytes, which is S3's order of keys and CloudWatch Logs' order of names.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
  );
  INSERT INTO meta (name, value) VALUES ('store-id', lower(hex(randomblob(6))));
  CREATE TABLE resources (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at REAL NOT NULL,
    modified_at REAL NOT NULL,
    status TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (kind, name)
  );
  CREATE INDEX resources_by_time ON resources (kind, created_at, name, modified_at, status);
  CREATE TABLE objects (
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    blob TEXT NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (bucket, key)
  ) WITHOUT ROWID;
  CREATE INDEX objects_by_blob ON objects (blob);
  CREATE TABLE uploads (
    id TEXT NOT NULL PRIMARY KEY,
    bucket TEXT NOT NULL,
    key TEXT NOT NULL,
    created_at TEXT NOT NULL,
    completed_etag TEXT,
    completed_at TEXT,
    body TEXT NOT NULL
  );
  CREATE INDEX uploads_by_key ON uploads (bucket, key, id);
  CREATE TABLE parts (
    upload TEXT NOT NULL,
    number INTEGER NOT NULL,
    blob TEXT NOT NULL,
    size INTEGER NOT NULL,
    last_modified TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (upload, number)
  );
  CREATE INDEX parts_by_blob ON parts (blob);
  CREATE TABLE log_segments (
    log_group TEXT NOT NULL,
    stream TEXT NOT NULL,
    start INTEGER NOT NULL,
    file TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (log_group, stream, start)
  );
  CREATE INDEX log_segments_by_file ON log_segments (file);
  CREATE INDEX log_segments_by_time ON log_segments (last_at);
  CREATE TABLE set_aside (
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL,
    content TEXT NOT NULL
  );
  `,
];
