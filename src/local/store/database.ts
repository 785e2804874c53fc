import { mkdir, writeFile } from 'node:fs/promises';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { fileFailure } from '../../files/errors.ts';
import type { StoreFailure, ThreadData, ThreadReply, ThreadRequest } from './messages.ts';
import { damagedMark, databasePath } from './paths.ts';
import { storeFailureOf } from './sqliteFailure.ts';
import type { Step, Value } from './statements.ts';

/** A row by its columns, as SQLite has it: the caller parses it. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * The server's database. A thread of its own writes, since a write waits for the disk. Reads are on the caller's thread, by a
 * connection that cannot write: SQLite answers them from its cache or the system's, and they never wait for a write.
 */
export interface Database {
  /** Of this database alone: a copy or a repaired one has another. */
  readonly storeId: string;
  /** Runs the steps, all or none. Resolves once they are durable; only then reads see them. Rejects with 'disk-full' among others. */
  write(steps: readonly Step[], options?: WriteOptions): Promise<void>;
  get(sql: string, ...values: readonly Value[]): Row | undefined;
  all(sql: string, ...values: readonly Value[]): readonly Row[];
  /** Maps each row, without having all rows in memory. */
  map<T>(make: (row: Row) => T, sql: string, ...values: readonly Value[]): readonly T[];
  /** Resolves when all pending writes are done and the file is closed. */
  close(): Promise<void>;
}

export interface WriteOptions {
  /** Whether the write may use the disk space that is kept in reserve: for what must not fail, such as the end of a job. */
  readonly isEssential?: boolean;
}

export interface DatabaseOptions {
  readonly folder: string;
  /** Module of the thread. */
  readonly modulePath: string | URL;
  /** What was repaired, and the failure of the thread. */
  readonly onError: (error: unknown) => void;
  /** The thread has ended: nothing can be written any more. */
  readonly onLost?: () => void;
}

/** Opens the database of a state folder, and makes it when there is none. Rejects with 'disk-full' among others. */
export async function openDatabase({
  folder,
  modulePath,
  onError,
  onLost = () => undefined,
}: DatabaseOptions): Promise<Database> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = databasePath(folder);
  const data: ThreadData = { stateFolder: folder };
  const thread = new Worker(modulePath, { workerData: data });
  /** The error for a failure; of a damaged database the next start repairs what it can. */
  const failed = (failure: StoreFailure) => {
    if (failure.kind === 'damaged') void writeFile(damagedMark(folder), '').catch(() => undefined);
    return asError(path, failure);
  };
  const pending = openPending(path, failed);
  let isClosing = false;
  thread.on('message', (message: ThreadReply) => {
    if (message.kind === 'opened') for (const note of message.notes) onError(new Error(note));
    pending.settle(message);
  });
  thread.on('error', onError);
  const exited = new Promise<void>((resolve) => {
    thread.once('exit', () => {
      pending.end();
      if (!isClosing) onLost();
      resolve();
    });
  });
  await pending.opened;
  const sqlite = await import('node:sqlite');
  const connection = new sqlite.DatabaseSync(path, { readOnly: true });
  connection.exec('PRAGMA busy_timeout = 5000');
  const reader = openReader(connection, (error) => failed(storeFailureOf(error, path)));
  const found = reader.run("SELECT value FROM meta WHERE name = 'store-id'", (statement) => statement.get());
  return {
    storeId: String(found?.['value']),
    write: (steps, { isEssential = false } = {}) =>
      pending.add((id) => post(thread, { kind: 'write', id, steps, isEssential })),
    get: (sql, ...values) => reader.run(sql, (statement) => statement.get(...values)),
    all: (sql, ...values) => reader.run(sql, (statement) => statement.all(...values)),
    map: (make, sql, ...values) =>
      reader.run(sql, (statement) => Array.from(statement.iterate(...values), make)),
    async close() {
      isClosing = true;
      // The last connection to close tidies the file up, and only the thread's can write.
      reader.close();
      post(thread, { kind: 'close' });
      await exited;
    },
  };
}

const post = (thread: Worker, request: ThreadRequest) => thread.postMessage(request);

function openReader(connection: DatabaseSync, failed: (error: unknown) => unknown) {
  const prepared = new Map<string, StatementSync>();
  return {
    /** Throws the store's failure, named. */
    run<T>(sql: string, use: (statement: StatementSync) => T): T {
      try {
        let statement = prepared.get(sql);
        if (statement === undefined) {
          statement = connection.prepare(sql);
          prepared.set(sql, statement);
        }
        return use(statement);
      } catch (error) {
        throw failed(error);
      }
    },
    close: () => connection.close(),
  };
}

/** The requests that the thread has not answered yet. */
function openPending(path: string, failed: (failure: StoreFailure) => unknown) {
  const writes = new Map<number, { resolve(): void; reject(error: unknown): void }>();
  let nextId = 0;
  let isEnded = false;
  let settleOpened: { resolve(): void; reject(error: unknown): void } | undefined;
  const opened = new Promise<void>((resolve, reject) => {
    settleOpened = { resolve, reject };
  });
  const ended = () => new Error(`the thread of ${path} has ended`);
  return {
    opened,
    add: (send: (id: number) => void) =>
      new Promise<void>((resolve, reject) => {
        if (isEnded) return reject(ended());
        nextId += 1;
        writes.set(nextId, { resolve, reject });
        send(nextId);
      }),
    settle(message: ThreadReply) {
      switch (message.kind) {
        case 'opened':
          settleOpened?.resolve();
          break;
        case 'written':
          for (const id of message.ids) {
            writes.get(id)?.resolve();
            writes.delete(id);
          }
          break;
        case 'failed': {
          const error = failed(message.failure);
          if (message.id === 'open') settleOpened?.reject(error);
          else {
            writes.get(message.id)?.reject(error);
            writes.delete(message.id);
          }
        }
      }
    },
    end() {
      isEnded = true;
      settleOpened?.reject(ended());
      for (const write of writes.values()) write.reject(ended());
      writes.clear();
    },
  };
}

function asError(path: string, { kind, message }: StoreFailure): unknown {
  switch (kind) {
    case 'disk-full':
      return fileFailure(path, Object.assign(new Error(message), { code: 'ENOSPC' }));
    case 'damaged':
      return new Error(
        `${path} is damaged (${message}): the server repairs what it can when it starts again`,
      );
    case 'other':
      return new Error(`${path}: ${message}`);
  }
}
