import type { EpochMs } from '../../contract/values.ts';
import type { Sql } from './sql.ts';

/** One export: the very bytes that were written, and where. */
export interface StoredBatch {
  number: number;
  preset: string;
  at: EpochMs;
  /** pending: written into the store, its file not proved yet. */
  state: 'pending' | 'live' | 'void';
  rows: number;
  file: string;
  sha256: string;
  voidReason: string | null;
  /** A later live batch that holds bindings of this void one. */
  replacedBy: number | null;
}

export interface NewBatch extends Omit<StoredBatch, 'state' | 'voidReason' | 'replacedBy'> {
  content: Uint8Array;
  /** Ids of the bindings in it; each must be free of any other batch. */
  members: readonly number[];
}

export interface BatchesTable {
  /** Numbers have no gaps: one more than the highest there is. */
  nextNumber(): number;
  add(batch: NewBatch): void;
  /** Void batches whose bindings it holds know it from now on. */
  makeLive(number: number): void;
  /** Takes back a pending batch as if it had never been; its number is free again. */
  withdraw(number: number): void;
  /** Its live bindings are open again; the batch and its members stay on record. */
  makeVoid(number: number, reason: string, at: EpochMs): void;
  /** By number. */
  list(): StoredBatch[];
  get(number: number): StoredBatch | null;
  content(number: number): Uint8Array | null;
}

const COLUMNS = `number, preset, at, state, row_count AS "rows", file, sha256, void_reason AS voidReason,
  replaced_by AS replacedBy`;

export function batchesTable(sql: Sql): BatchesTable {
  const highest = sql.prepare<{ n: number | null }>('SELECT max(number) AS n FROM batches');
  const add = sql.prepare(
    `INSERT INTO batches (number, preset, at, state, row_count, file, sha256, content)
     VALUES (?, ?, ?, 'pending', ?, ?, ?, ?)`,
  );
  const addMember = sql.prepare('INSERT INTO batch_members (batch, binding) VALUES (?, ?)');
  const claim = sql.prepare(
    'UPDATE bindings SET batch = ? WHERE id = ? AND batch IS NULL AND ended_as IS NULL',
  );
  const makeLive = sql.prepare(
    "UPDATE batches SET state = 'live' WHERE number = ? AND state = 'pending'",
  );
  const replace = sql.prepare(
    `UPDATE batches SET replaced_by = ? WHERE state = 'void' AND replaced_by IS NULL AND number IN (
       SELECT former.batch FROM batch_members m
         JOIN batch_members former ON former.binding = m.binding
       WHERE m.batch = ?)`,
  );
  const replaceNone = sql.prepare('UPDATE batches SET replaced_by = NULL WHERE replaced_by = ?');
  const markVoided = sql.prepare(
    `UPDATE bindings SET was_voided = 1
     WHERE id IN (SELECT binding FROM batch_members WHERE batch = ?)`,
  );
  const freeAll = sql.prepare('UPDATE bindings SET batch = NULL WHERE batch = ?');
  const freeLive = sql.prepare(
    'UPDATE bindings SET batch = NULL WHERE batch = ? AND ended_as IS NULL',
  );
  const removeMembers = sql.prepare('DELETE FROM batch_members WHERE batch = ?');
  const remove = sql.prepare("DELETE FROM batches WHERE number = ? AND state = 'pending'");
  const makeVoid = sql.prepare(
    "UPDATE batches SET state = 'void', void_reason = ?, voided_at = ? WHERE number = ?",
  );
  const list = sql.prepare<StoredBatch>(`SELECT ${COLUMNS} FROM batches ORDER BY number`);
  const get = sql.prepare<StoredBatch>(`SELECT ${COLUMNS} FROM batches WHERE number = ?`);
  const content = sql.prepare<{ content: Uint8Array }>(
    'SELECT content FROM batches WHERE number = ?',
  );

  return {
    nextNumber: () => (highest.get()?.n ?? 0) + 1,
    add: (b) => {
      add.run(b.number, b.preset, b.at, b.rows, b.file, b.sha256, b.content);
      for (const id of b.members) {
        if (claim.run(b.number, id).changes !== 1) throw new Error(`binding ${id} is not open`);
        addMember.run(b.number, id);
      }
    },
    makeLive: (number) => {
      makeLive.run(number);
      replace.run(number, number);
    },
    withdraw: (number) => {
      freeAll.run(number);
      removeMembers.run(number);
      remove.run(number);
    },
    makeVoid: (number, reason, at) => {
      markVoided.run(number);
      replaceNone.run(number);
      freeLive.run(number);
      makeVoid.run(reason, at, number);
    },
    list: () => list.all(),
    get: (number) => get.get(number) ?? null,
    content: (number) => content.get(number)?.content ?? null,
  };
}
