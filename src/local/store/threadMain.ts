// The thread of the database: runs its writes one after the other, many in one transaction, so that they share one sync.
import { parentPort, workerData } from 'node:worker_threads';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ThreadData, ThreadReply, ThreadRequest } from './messages.ts';
import { openDatabaseFile } from './openDatabaseFile.ts';
import { storeFailureOf } from './sqliteFailure.ts';
import { statements } from './statements.ts';
import type { StatementName, Step } from './statements.ts';

type Write = Extract<ThreadRequest, { kind: 'write' }>;

// SAFETY: database.ts starts this thread, and gives it ThreadData.
const { path, backupFolder } = workerData as ThreadData;
const reply = (message: ThreadReply) => parentPort?.postMessage(message);

main();

function main(): void {
  let database: DatabaseSync;
  try {
    database = openDatabaseFile(path, backupFolder);
  } catch (error) {
    reply({ kind: 'failed', id: 'open', failure: storeFailureOf(error, path) });
    parentPort?.close();
    return;
  }
  const run = openRunner(database);
  let waiting: Write[] = [];
  const flush = () => {
    const writes = waiting;
    waiting = [];
    if (writes.length > 0) writeAll(database, run, writes);
  };
  parentPort?.on('message', (message: ThreadRequest) => {
    switch (message.kind) {
      case 'write':
        // The writes of all messages that have arrived share one transaction.
        if (waiting.length === 0) setImmediate(flush);
        waiting.push(message);
        break;
      case 'close':
        flush();
        database.close();
        parentPort?.close();
    }
  });
  reply({ kind: 'opened', notes: [] });
}

/** Runs a step with its prepared statement. */
function openRunner(database: DatabaseSync): (step: Step) => void {
  const prepared = new Map<StatementName, StatementSync>();
  return ([name, ...values]) => {
    let statement = prepared.get(name);
    if (statement === undefined) {
      statement = database.prepare(statements[name]);
      prepared.set(name, statement);
    }
    statement.run(...values);
  };
}

/** Runs every write in one transaction; one that fails leaves the others alone, unless the database itself fails. */
function writeAll(database: DatabaseSync, run: (step: Step) => void, writes: readonly Write[]): void {
  const failed: Extract<ThreadReply, { kind: 'failed' }>[] = [];
  try {
    database.exec('BEGIN IMMEDIATE');
    for (const { id, steps } of writes) {
      database.exec('SAVEPOINT one');
      try {
        for (const step of steps) run(step);
      } catch (error) {
        const failure = storeFailureOf(error, path);
        if (failure.kind !== 'other') throw error;
        database.exec('ROLLBACK TO one');
        failed.push({ kind: 'failed', id, failure });
      }
      database.exec('RELEASE one');
    }
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    const failure = storeFailureOf(error, path);
    for (const { id } of writes) reply({ kind: 'failed', id, failure });
    return;
  }
  for (const failure of failed) reply(failure);
  const refused = new Set(failed.map(({ id }) => id));
  reply({ kind: 'written', ids: writes.map(({ id }) => id).filter((id) => !refused.has(id)) });
}

/** SQLite has already rolled back after some errors, a full disk among them. */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // nothing to roll back
  }
}
