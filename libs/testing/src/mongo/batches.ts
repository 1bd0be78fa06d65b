import { calculateObjectSize, Long } from 'bson';
import type { Document } from './document.js';
import type { Operation } from './operations.js';
import type { Scope } from './scope.js';

/** Bytes of a batch or a document at the most. */
export const most = 16 * 1024 * 1024;

/** Up to so many rows, at most 16 MB of them, and whether the rows have ended. */
export const batchOf = (rows: Iterator<Document>, size: number, operation: Operation): { batch: Document[]; ended: boolean } => {
  const batch: Document[] = [];
  let bytes = 0;
  while (batch.length < size && bytes < most) {
    operation.checkInterrupted();
    const next = rows.next();
    if (next.done === true) return { batch, ended: true };
    bytes += calculateObjectSize(next.value);
    batch.push(next.value);
  }
  return { batch, ended: false };
};

/** The first reply of a cursor, which stays open where there is more. */
export const firstBatch = (scope: Scope, name: string, rows: Iterator<Document>, size: number): Document => {
  const ns = `${scope.db}.${name}`;
  const { batch, ended } = batchOf(rows, size, scope.operation);
  const id = ended || scope.command['singleBatch'] === true ? 0 : scope.nextId();
  if (id !== 0) scope.cursors.set(id, { id, ns, rows, command: scope.command });
  return { cursor: { firstBatch: batch, id: Long.fromNumber(id), ns } };
};

/** How many rows a batch may have. */
export const sizeOf = (command: Document): number => {
  const cursor = command['cursor'] as Document | undefined;
  return Number(command['batchSize'] ?? cursor?.['batchSize'] ?? 101);
};
