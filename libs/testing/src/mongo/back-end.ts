import type { Scope } from './scope.js';
import type { Document } from './document.js';

/** Who carries out commands of data in place of this server's memory. */
export interface BackEnd {
  /** How it carries out a command; undefined where that is none of its own. */
  handlerOf(verb: string): ((scope: Scope) => Promise<Document | Buffer>) | undefined;
  /** Puts documents in, with their BSON types. */
  seed(db: string, name: string, documents: readonly Document[]): Promise<void>;
  drop(db: string, name: string): Promise<void>;
  /** Ends what it holds. */
  stop(): Promise<void>;
}
