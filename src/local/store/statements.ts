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
} as const;

export type StatementName = keyof typeof statements;
export type Value = string | number | null;

/** A statement with the values of its parameters, in order. */
export type Step = readonly [statement: StatementName, ...values: readonly Value[]];
