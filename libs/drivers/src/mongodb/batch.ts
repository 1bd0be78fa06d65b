import { BSON } from 'mongodb';
import { DriverFault } from '../driver.js';
import type { Document } from './plan.js';

/** The documents of a reply's batch as bytes, and the cursor they come from. */
export interface Batch {
  readonly documents: readonly Buffer[];
  /** As it is asked for again; undefined where the rows have ended. */
  readonly cursor: unknown;
  readonly ns: string;
}

/** Reads the cursor of a raw reply. */
export const batchOf = (reply: Document): Batch => {
  const bytes: unknown = reply['cursor'];
  if (!(bytes instanceof Uint8Array)) throw new DriverFault('unsupported', 'The server answered without a cursor.');
  const { id, ns, firstBatch, nextBatch } = BSON.deserialize(bytes, {
    promoteLongs: false,
    fieldsAsRaw: { firstBatch: true, nextBatch: true },
  }) as { id: { isZero(): boolean }; ns: string; firstBatch?: Uint8Array[]; nextBatch?: Uint8Array[] };
  const documents = (firstBatch ?? nextBatch ?? []).map((document) =>
    Buffer.from(document.buffer, document.byteOffset, document.byteLength),
  );
  return { documents, cursor: id.isZero() ? undefined : id, ns };
};
