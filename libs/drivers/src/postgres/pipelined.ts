import { type DriverFault, type RunOptions, type ShortAnswer } from '../driver.js';
import type { Bound } from '../pipelined.js';
import { isFatal, postgresFault } from './faults.js';
import { bind, columnsOf, describe, execute, fieldsOf, Kind, parse, sync, textOf } from './messages.js';
import { RowEncoder } from './row-encoder.js';
import type { PostgresSession } from './session.js';

/**
 * Statements with one Sync behind all of them: after an error the server skips what follows. One text is parsed once, however many times
 * in a row it is bound.
 */
export async function runPipelined(
  session: PostgresSession,
  statements: readonly Bound[],
  { maxCellBytes }: Pick<RunOptions, 'maxCellBytes'>,
): Promise<ShortAnswer[]> {
  const { wire } = session;
  const encoder = new RowEncoder(64 * 1024, maxCellBytes ?? 1024 * 1024);
  const { batch } = encoder;
  wire.cellLimit = batch.maxCellBytes;
  const messages = statements.flatMap(({ text, params }, at) =>
    text === statements[at - 1]?.text ? [bind(params), execute(0)] : [parse(text), bind(params), describe, execute(0)],
  );
  wire.socket.write(Buffer.concat([...messages, sync]));
  const answers: ShortAnswer[] = [];
  let fault: DriverFault | undefined;
  for (;;) {
    while (!wire.frame()) await wire.socket.more();
    const { type, buffer, start, end } = wire;
    if (type === Kind.dataRow) encoder.row(buffer, start, end);
    else if (type === Kind.rowDescription)
      encoder.describe(columnsOf(buffer, start, end).map(({ oid, modifier }) => session.types.typeOf(oid, modifier)));
    else if (type === Kind.commandComplete) {
      const affected = Number(/\d+$/.exec(textOf(buffer, start, end))?.[0] ?? 0);
      answers.push({ json: batch.bytes.toString('utf8'), affected, cut: batch.cut.length > 0 });
      batch.clear();
    } else if (type === Kind.error) {
      const fields = fieldsOf(buffer, start, end);
      fault ??= postgresFault(fields, statements[answers.length]?.text);
      if (isFatal(fields)) wire.socket.refuse(fault);
    } else if (type === Kind.ready) {
      session.status = String.fromCharCode(buffer[start] as number);
      break;
    }
  }
  if (fault) throw fault;
  return answers;
}
