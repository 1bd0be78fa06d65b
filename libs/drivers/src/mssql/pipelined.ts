import { DriverFault, type RunOptions, type ShortAnswer } from '../driver.js';
import type { Bound } from '../pipelined.js';
import { RowBatch } from '../row-batch.js';
import { Answer, mostTokenBytes } from './answer.js';
import { faultOf } from './faults.js';
import type { MssqlSession } from './session.js';
import { Done, type DoneToken, type Message, Token } from './tokens.js';

/**
 * Statements as calls of sp_executesql in one message, each with its own parameters and the plan that is kept for its text. The server
 * goes on after an error, also after one that has ended the transaction: what was to run in it does nothing then.
 */
export class Pipeline {
  readonly #batch: RowBatch;
  readonly #answer: Answer;
  readonly #answers: ShortAnswer[] = [];
  #statements: readonly Bound[] = [];
  #changed = 0;
  #fault: DriverFault | undefined;
  #cancelled: 'no' | 'asked' | 'answered' = 'no';
  #isRead = false;

  constructor(
    readonly session: MssqlSession,
    { maxCellBytes }: Pick<RunOptions, 'maxCellBytes'>,
  ) {
    this.#batch = new RowBatch(64 * 1024, maxCellBytes ?? 1024 * 1024);
    this.#answer = new Answer(session, this.#batch, {
      columns: () => undefined,
      takesRow: () => this.#cancelled === 'no',
      message: (message) => {
        this.#tell(message);
      },
      done: (token, done) => {
        this.#done(token, done);
      },
    });
  }

  /** Asks the server to stop; it answers even then, which `run` waits for. */
  cancel(): Promise<void> {
    // An attention behind the answer would be answered to the next statement.
    if (this.#cancelled === 'no' && !this.#isRead) {
      this.#cancelled = 'asked';
      this.session.attention();
    }
    return Promise.resolve();
  }

  async run(statements: readonly Bound[]): Promise<ShortAnswer[]> {
    const { session } = this;
    if (statements.length === 0) return [];
    this.#statements = statements;
    const guard = session.inTransaction ? 'IF @@TRANCOUNT = 0 RETURN; ' : '';
    session.call(statements.map(({ text, params }) => ({ text: guard + text, params })));
    await this.#read();
    if (this.#cancelled !== 'no') throw new DriverFault('cancelled', 'The statements were cancelled.');
    if (this.#fault) throw this.#fault;
    if (this.#answers.length === statements.length) return this.#answers;
    throw new DriverFault(
      'unknown',
      `The server answered ${String(this.#answers.length)} of ${String(statements.length)} statements that were sent together.`,
    );
  }

  async #read(): Promise<void> {
    const { reader } = this.session;
    for (;;) {
      if (!this.#answer.inRow && reader.ended) {
        this.#isRead = this.#cancelled !== 'asked';
        if (this.#isRead) return;
        // The answer to an attention may come in a message of its own.
        reader.begin();
      }
      if (this.#answer.step()) continue;
      if (reader.end - reader.at > mostTokenBytes) throw this.session.lose('The server sends a token without end.');
      if (reader.fill()) continue;
      if (reader.whole && !reader.ended) throw this.session.lose('The answer of the server breaks off.');
      if (!reader.whole) await reader.socket.more();
    }
  }

  #tell(message: Message): void {
    // The first error is the cause; what follows tells more of it.
    if (message.isError) this.#fault ??= faultOf(message, this.#statements[this.#answers.length]?.text);
  }

  #done(token: number, { status, changed }: DoneToken): void {
    if ((status & Done.attention) !== 0) this.#cancelled = 'answered';
    if (changed !== undefined) this.#changed += changed;
    // A procedure that a trigger calls ends as well, but not as one of the calls.
    const endsCall = token === Token.doneProcedure && ((status & Done.inCalls) !== 0 || (status & Done.more) === 0);
    if (!endsCall) return;
    const { bytes, count, cut } = this.#batch;
    this.#answers.push({ json: bytes.toString('utf8'), affected: count > 0 ? count : this.#changed, cut: cut.length > 0 });
    this.#batch.clear();
    this.#changed = 0;
  }
}
