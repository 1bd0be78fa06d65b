import type { Kind } from '@orrery/contracts';
import { classify, type StatementSpan } from '@orrery/dialects';

/** ms after a write during which its author reads from the primary, so that they see what they wrote. */
const readOwnWritesMs = 10_000;
const rememberAtMost = 10_000;

/** Whether a run may go to a read replica: it only reads, and leaves nothing behind in the session. */
export const readsOnly = (kind: Kind, statements: readonly StatementSpan[]): boolean =>
  statements.every(({ text }) => {
    const { reads, writes, transaction, session, traceless } = classify(kind, text);
    return reads && traceless && !writes && !transaction && !session;
  });

/** Remembers who wrote where a moment ago. A replica is behind by an unknown time; nobody should miss their own changes. */
export class RecentWrites {
  private readonly until = new Map<string, number>();

  constructor(private readonly now: () => number = Date.now) {}

  note(userId: string, connectionId: string): void {
    if (this.until.size >= rememberAtMost) this.until.clear();
    this.until.set(`${userId} ${connectionId}`, this.now() + readOwnWritesMs);
  }

  isRecent(userId: string, connectionId: string): boolean {
    return (this.until.get(`${userId} ${connectionId}`) ?? 0) > this.now();
  }
}
