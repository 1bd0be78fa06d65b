import type { Data } from './data.js';
import type { Document } from './document.js';
import type { FailPoint, OpenCursor, Operation } from './operations.js';
import type { Message } from './wire.js';

/** What a command works with. */
export interface Scope {
  readonly data: Data;
  readonly db: string;
  /** With JavaScript values. */
  readonly command: Document;
  /** With BSON types. */
  readonly exact: Document;
  /** As it came. */
  readonly message: Pick<Message, 'bytes' | 'beside'>;
  readonly operation: Operation;
  readonly operations: ReadonlyMap<number, Operation>;
  readonly cursors: Map<number, OpenCursor>;
  readonly failPoints: Set<FailPoint>;
  readonly nextId: () => number;
}
export type Handler = (scope: Scope) => Promise<Document> | Document;

/** The collection that a command names. */
export const ownNs = (scope: Scope, name: string): string => String(scope.command[name]);
