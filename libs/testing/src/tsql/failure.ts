/** An error of SQL Server, by its number in sys.messages. */
export class TsqlFailure extends Error {
  constructor(
    readonly number: number,
    message: string,
    readonly level = 16,
  ) {
    super(message);
    this.name = 'TsqlFailure';
  }
}

/** What this stand-in does not know. It is refused, never guessed. */
export const unknownHere = (what: string): TsqlFailure => new TsqlFailure(50_000, `This stand-in does not know ${what}.`);

export const nearFailure = (text: string): TsqlFailure => new TsqlFailure(102, `Incorrect syntax near '${text}'.`, 15);
