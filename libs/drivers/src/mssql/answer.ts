import { DriverFault } from '../driver.js';
import type { RowBatch } from '../row-batch.js';
import { Cursor } from './cursor.js';
import { Rows } from './rows.js';
import type { MssqlSession } from './session.js';
import { changeOf, type DoneToken, doneOf, messageOf, skip, Token, type Message } from './tokens.js';
import { type Column, columnsOf, typeOf } from './types.js';

/** More than any token takes that has to come whole: the columns of a result, a value that is not sent in chunks. */
export const mostTokenBytes = 2 * 1024 * 1024;

/** Who is told what an answer says, in its order. */
export interface AnswerReader {
  columns(columns: readonly Column[]): void;
  /** Whether the row that begins is wanted. */
  takesRow(): boolean;
  message(message: Message): void;
  /** A statement, a procedure or the whole has ended, by its token. */
  done(token: number, done: DoneToken): void;
}

/** An answer of the server, token by token. Its rows go into a batch; what it says of the session is taken in. */
export class Answer {
  #rows: Rows | undefined;

  constructor(
    readonly session: MssqlSession,
    readonly batch: RowBatch,
    readonly reader: AnswerReader,
  ) {}

  /** Whether a row has begun that is not whole yet. */
  get inRow(): boolean {
    return this.#rows?.inRow === true;
  }

  /** Reads one token, or more of a row. False where bytes are lacking. What can't be read as what it says it is ends the session. */
  step(): boolean {
    try {
      return this.#readOn();
    } catch (error) {
      throw error instanceof DriverFault ? error : this.session.lose('The server sent a value that is none of its type.');
    }
  }

  #readOn(): boolean {
    const { reader } = this.session;
    const rows = this.#rows;
    if (rows?.inRow === true) return rows.read();
    if (reader.at === reader.end) return false;
    const token = reader.buffer[reader.at] as number;
    if ((token === Token.row || token === Token.compactRow) && rows !== undefined) {
      reader.at += 1;
      rows.begin(token === Token.compactRow, !this.reader.takesRow());
      return rows.read();
    }
    const cursor = new Cursor(reader.buffer, reader.at + 1, reader.end);
    const act = this.#token(token, cursor);
    if (cursor.lacking) return false;
    reader.at = cursor.at;
    act?.();
    return true;
  }

  /** Reads a token; what it means is done when all of it has come. */
  #token(token: number, cursor: Cursor): (() => void) | undefined {
    const { session, reader } = this;
    switch (token) {
      case Token.columns: {
        const columns = columnsOf(cursor);
        return () => {
          if (columns === undefined) return;
          this.#rows = new Rows(session.reader, this.batch, columns);
          reader.columns(columns);
        };
      }
      case Token.error:
      case Token.info: {
        const message = messageOf(cursor, token === Token.error);
        return () => {
          reader.message(message);
        };
      }
      case Token.environment: {
        const change = changeOf(cursor);
        return () => {
          session.changed(change);
        };
      }
      case Token.done:
      case Token.doneProcedure:
      case Token.doneInProcedure: {
        const done = doneOf(cursor);
        return () => {
          reader.done(token, done);
        };
      }
      case Token.returnValue: {
        // An output parameter: told to nobody, but it must be read.
        cursor.u16();
        cursor.shortText();
        cursor.u8();
        const userType = cursor.u32();
        cursor.u16();
        const type = typeOf(cursor, userType);
        return () => {
          this.#rows = new Rows(session.reader, this.batch, [{ name: '', type }]);
          this.#rows.begin(false, true);
        };
      }
      default:
        if (!skip(cursor, token)) throw session.lose('The server sent something that is not its protocol.');
        return undefined;
    }
  }
}
