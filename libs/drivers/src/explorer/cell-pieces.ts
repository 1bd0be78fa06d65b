import { readBinary } from '@orrery/dialects';
import { sql } from 'kysely';
import { DriverFault, type RunOptions, type Session } from '../driver.js';
import type { CellRead } from './access.js';
import { rawRows } from './raw-json.js';
import { textOfCell } from './sql-flavor.js';
import { type Fragment, joined, whole } from './sql-text.js';

/** Bytes of a value that one row of a statement brings. */
export const pieceBytes = 192 * 1024;
/** More than any value that comes in one row: a document of MongoDB has 16 MiB, its JSON a few times that. */
const wholeCell = 256 * 1024 * 1024;

const digits = joined(
  Array.from({ length: 16 }, (_, digit) => sql`select ${whole(digit)} as d`),
  sql` union all `,
);
/** The numbers of 65,536 pieces, for kinds that have no way to count: 12 GiB. */
export const pieceNumbers: Fragment = sql`(select a.d * 4096 + b.d * 256 + c.d * 16 + d.d as n from (${digits}) a cross join (${digits}) b cross join (${digits}) c cross join (${digits}) d)`;

/**
 * The bytes of one cell, piece by piece as they are pulled: nothing at all where its row is gone, at least one piece, if an empty one, where
 * it is there. `written`: bytes are written as rows have them, `\x` and hex digits. Throws DriverFault.
 */
export async function* cellPieces(
  session: Pick<Session, 'run'>,
  { statement, pieces }: CellRead,
  written: boolean,
  options: Pick<RunOptions, 'signal'>,
): AsyncGenerator<Buffer, void, undefined> {
  const utf16 = new TextDecoder('utf-16le', { ignoreBOM: true });
  let isFirst = true;
  for await (const event of session.run(statement, { ...options, readOnly: true, maxCellBytes: wholeCell })) {
    if (event.type !== 'rows') continue;
    for (const [cell = 'null', isThere] of rawRows(event.json.toString('utf8'))) {
      if (cell === 'null' && isThere === '1')
        throw new DriverFault('unsupported', 'This value is longer than the server can hand out: raise its max_allowed_packet.');
      const text = textOfCell(cell) ?? '';
      const bytes = pieces === 'shown' ? undefined : readBinary(text);
      if (!bytes) yield Buffer.from(text);
      else if (pieces === 'utf16') yield Buffer.from(utf16.decode(Buffer.from(bytes.hex, 'hex'), { stream: true }));
      else if (pieces === 'utf8' || !written) yield Buffer.from(bytes.hex, 'hex');
      else yield Buffer.from(isFirst ? text : bytes.hex);
      isFirst = false;
    }
  }
  const rest = utf16.decode();
  if (rest !== '') yield Buffer.from(rest);
}
