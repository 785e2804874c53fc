// The thread of the database: runs its writes one after the other, many in one transaction, so that they share one sync.
import { parentPort, workerData } from 'node:worker_threads';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { StoreFailure, ThreadData, ThreadReply, ThreadRequest } from './messages.ts';
import { openStore } from './openStore.ts';
import { databasePath } from './paths.ts';
import { fillReserve, releaseReserve } from './reserve.ts';
import { storeFailureOf } from './sqliteFailure.ts';
import { statements } from './statements.ts';
import type { StatementName, Step } from './statements.ts';

type Write = Extract<ThreadRequest, { kind: 'write' }>;

// SAFETY: database.ts starts this thread, and gives it ThreadData.
const { stateFolder } = workerData as ThreadData;
const path = databasePath(stateFolder);
const reply = (message: ThreadReply) => parentPort?.postMessage(message);

main();

function main(): void {
  let database: DatabaseSync;
  let notes: readonly string[];
  try {
    ({ database, notes } = openStore(stateFolder));
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
  reply({ kind: 'opened', notes });
  fillReserve(stateFolder);
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

/** Runs the writes; where the disk is full, the essential ones take from the reserve. */
function writeAll(database: DatabaseSync, run: (step: Step) => void, writes: readonly Write[]): void {
  let left = writes;
  for (;;) {
    const failure = transact(database, run, left);
    if (failure === undefined) return;
    const essential = failure.kind === 'disk-full' ? left.filter(({ isEssential }) => isEssential) : [];
    const refused = left.filter((write) => !essential.includes(write));
    for (const { id } of refused) reply({ kind: 'failed', id, failure });
    left = essential;
    if (left.length === 0) return;
    // What is not essential goes first, then the reserve.
    if (refused.length > 0 || releaseReserve(stateFolder)) continue;
    for (const { id } of left) reply({ kind: 'failed', id, failure });
    return;
  }
}

/** Runs every write in one transaction; one that fails leaves the others alone. Returns the failure of the database itself. */
function transact(
  database: DatabaseSync,
  run: (step: Step) => void,
  writes: readonly Write[],
): StoreFailure | undefined {
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
    return storeFailureOf(error, path);
  }
  for (const failure of failed) reply(failure);
  const refused = new Set(failed.map(({ id }) => id));
  reply({ kind: 'written', ids: writes.map(({ id }) => id).filter((id) => !refused.has(id)) });
  return undefined;
}

/** SQLite has already rolled back after some errors, a full disk among them. */
function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // nothing to roll back
  }
}
