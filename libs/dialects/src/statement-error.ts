/** A statement's text can't be understood, before any database has seen it. */
export class StatementError extends Error {
  constructor(
    message: string,
    /** 1-based, in characters of the statement's text. */
    readonly position: number,
  ) {
    super(message);
    this.name = 'StatementError';
  }
}
