import type pg from 'pg';

/** A value of a row; undefined and null are NULL, and arrays and objects are given as their own text. */
export type Cell = string | number | boolean | null;

/** Text that COPY reads, in pieces of about 64 KiB. */
function* pieces(rows: Iterable<readonly Cell[]>): Generator<Buffer> {
  let text = '';
  for (const row of rows) {
    text += `${row.map(escaped).join('\t')}\n`;
    if (text.length > 65_536) {
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text);
}

function escaped(cell: Cell): string {
  if (cell === null) return '\\N';
  if (typeof cell !== 'string') return String(cell);
  return /[\\\t\n\r]/.test(cell)
    ? cell.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
    : cell;
}

/** One message of PostgreSQL's protocol: a letter, the length with itself, the content. */
function message(letter: string, content: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(letter, 0, 'latin1');
  head.writeInt32BE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

/** Fills a table by COPY, as fast as the server takes the rows. Answers how many they were. */
export function copyIn(
  client: pg.Client,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly Cell[]>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0;
    let failure: Error | undefined;
    // What pg calls of a query that it runs.
    const query = {
      submit: (connection: pg.Connection): void => {
        connection.query(`COPY ${table} (${columns.join(', ')}) FROM STDIN`);
      },
      handleCopyInResponse: (connection: pg.Connection): void => {
        void send(connection).catch((error: unknown) => {
          connection.stream.write(message('f', Buffer.from(`${String(error)}\0`)));
        });
      },
      handleCommandComplete: ({ text }: { readonly text: string }): void => {
        count = Number(text.split(' ')[1] ?? 0);
      },
      handleError: (error: Error): void => {
        failure = error;
        reject(error);
      },
      handleReadyForQuery: (): void => {
        if (failure === undefined) resolve(count);
      },
    };
    const send = async ({ stream }: pg.Connection): Promise<void> => {
      for (const piece of pieces(rows)) {
        if (failure !== undefined) return;
        if (!stream.write(message('d', piece))) await new Promise((drained) => stream.once('drain', drained));
      }
      stream.write(message('c', Buffer.alloc(0)));
    };
    client.query(query);
  });
}
