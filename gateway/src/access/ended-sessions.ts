/** ms that a session is remembered as ended: longer than any access token of it lives. */
const kept = 15 * 60_000;
/** ms between two clearings of what is over. */
const sweepEvery = 60_000;

/** Sessions and personal access tokens that ended while tokens of theirs are still good by their date. */
export class EndedSessions {
  private readonly until = new Map<string, number>();
  private swept = 0;

  /** @param now ms, monotonic */
  constructor(private readonly now: () => number = () => performance.now()) {}

  add(sessionIds: readonly string[]): void {
    const now = this.now();
    if (now - this.swept > sweepEvery) {
      this.swept = now;
      for (const [id, until] of this.until) if (until <= now) this.until.delete(id);
    }
    for (const id of sessionIds) this.until.set(id, now + kept);
  }

  has(sessionId: string): boolean {
    const until = this.until.get(sessionId);
    return until !== undefined && until > this.now();
  }
}
