import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type explorerCell, Fault, type RequestIn } from '@orrery/contracts';
import { backEnds } from '@orrery/testing';
import { createHash } from 'node:crypto';
import { type Explored, explore, products } from '../../test/explored.js';

/** A text of many lines, no two alike, with all that encoders trip over; about 1.6 MB. */
const seed = Array.from(
  { length: 20_000 },
  (_, n) => `${String(n)}\t"ä€😀"\\ ${createHash('md5').update(String(n)).digest('hex')}  \r\n`,
).join('');
const seedBytes = Buffer.from(seed);
const rawBytes = Buffer.concat(Array.from({ length: 50_001 }, (_, n) => createHash('sha256').update(String(n)).digest()));
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const hex = rawBytes.toString('hex');

/** How a kind writes the values, and what makes them so many times as long. */
const words = {
  postgres: {
    ...{ times: 32, text: 'text', bytes: 'bytea', document: 'jsonb' },
    values: [quoted(seed), `'\\x${hex}'`, `'{"a": [1, "ä"]}'`],
    grow: "words = repeat(words, 32), raw = decode(repeat(encode(raw, 'hex'), 32), 'hex')",
  },
  mysql: {
    ...{ times: 32, text: 'longtext character set utf8mb4', bytes: 'longblob', document: 'json' },
    values: [quoted(seed.replaceAll('\\', '\\\\')), `x'${hex}'`, `'{"a": [1, "ä"]}'`],
    grow: 'words = repeat(words, 32), raw = repeat(raw, 32)',
  },
  // Its stand-in makes UTF-16 of texts by itself, a few MB of them in a second.
  mssql: {
    ...{ times: 2, text: 'nvarchar(max)', bytes: 'varbinary(max)', document: 'xml' },
    values: [`N${quoted(seed)}`, `0x${hex}`, `N'<a at="ä">😀</a>'`],
    grow: 'words = replicate(words, 2), raw = convert(varbinary(max), replicate(convert(varchar(max), raw, 2), 2), 2)',
  },
} as const;
/** Lengths of what is read, of 50 MB where the server itself is there. */
const longNames = { postgres: '50 MB', mysql: '50 MB', mssql: '3 MB' } as const;

interface Read {
  readonly hash: string;
  readonly bytes: number;
  readonly longest: number;
  /** MB that the process grew by at the most meanwhile. */
  readonly grewBy: number;
}
const megabytes = (): number => process.memoryUsage.rss() / 1024 / 1024;

async function read(pieces: AsyncIterable<Uint8Array>): Promise<Read> {
  const hash = createHash('sha256');
  const before = megabytes();
  let [bytes, longest, most] = [0, 0, before];
  for await (const piece of pieces) {
    hash.update(piece);
    bytes += piece.length;
    longest = Math.max(longest, piece.length);
    most = Math.max(most, megabytes());
  }
  return { hash: hash.digest('hex'), bytes, longest, grewBy: most - before };
}
const repeated = (part: Buffer, times: number): Pick<Read, 'hash' | 'bytes'> => {
  const hash = createHash('sha256');
  for (let turn = 0; turn < times; turn += 1) hash.update(part);
  return { hash: hash.digest('hex'), bytes: part.length * times };
};
async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(piece);
  return Buffer.concat(parts);
}
async function faultOf(pieces: AsyncIterable<Uint8Array>): Promise<Fault> {
  try {
    await whole(pieces);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('It went well, although a fault was expected.');
}

process.stdout.write('NOT RUN: SQL Server itself, one cell whole; a stand-in that executes what is sent to it takes its place\n');

describe.each(products)('one cell of $product', ({ kind, product }) => {
  let db: Explored | undefined;
  const it_ = (name: string, work: (db: Explored) => Promise<void>): void => {
    it(
      name,
      async () => {
        if (db) await work(db);
        else process.stdout.write(`NOT RUN: ${product}, ${name}\n`);
      },
      60_000,
    );
  };
  const { times, text: textType, bytes: bytesType, document, values, grow } = words[kind];
  const of = (db_: Explored, asked: Partial<RequestIn<typeof explorerCell>>): AsyncIterable<Uint8Array> =>
    db_.cell('long_ones', { key: { id: 1 }, column: 'words', ...asked });

  beforeAll(async () => {
    db = await explore(kind, product);
    if (!db) return;
    if (kind === 'mysql') await db.sql('set global max_allowed_packet = 134217728');
    const own = await db.session();
    const run = async (text: string): Promise<void> => {
      for await (const _ of own.run({ language: 'sql', text }));
    };
    await run(
      `create table long_ones (id int primary key, words ${textType}, raw ${bytesType}, doc ${document}, fixed char(8), note varchar(20))`,
    );
    await run(`insert into long_ones values (1, ${values.join(', ')}, 'ab', null), (2, '', null, null, null, '\\x41')`);
    await run(`update long_ones set ${grow} where id = 1`);
    await own.close();
  }, 120_000);
  afterAll(async () => db?.stop(), 60_000);

  it_('is said to be cut where it was, and is cut nowhere else', async (on) => {
    const page = await on.rows('long_ones', {});
    expect(page.cutCells).toEqual([
      [0, 1],
      [0, 2],
    ]);
    // From now on no answer can carry such a value: it has to come in pieces.
    if (kind === 'mysql') {
      await on.sql('set global max_allowed_packet = 1048576');
      on.options({});
    }
  });

  it_(`of ${longNames[kind]} of text comes byte for byte, in short pieces, and is never all in memory`, async (on) => {
    const { longest, grewBy, ...told } = await read(of(on, {}));
    expect(told).toEqual(repeated(seedBytes, times));
    expect(longest).toBeLessThanOrEqual(192 * 1024);
    expect(grewBy).toBeLessThan(120);
  });

  it_(`of ${longNames[kind]} of bytes comes byte for byte`, async (on) => {
    const { longest, grewBy, ...told } = await read(of(on, { column: 'raw', as: 'binary' }));
    expect(told).toEqual(repeated(rawBytes, times));
    expect(longest).toBeLessThanOrEqual(192 * 1024);
    expect(grewBy).toBeLessThan(120);
  });

  it_('is written as rows write it, where it is wanted as text', async (on) => {
    const bytes = await whole(of(on, { column: 'raw' }));
    expect(bytes.length).toBe(2 + rawBytes.length * times * 2);
    expect(bytes.toString('latin1', 0, 66)).toBe(`\\x${rawBytes.toString('hex', 0, 32)}`);
    const told = async (id: number, column: string): Promise<string> => (await whole(of(on, { key: { id }, column }))).toString();
    if (kind === 'mssql') expect(await told(1, 'doc')).toBe('<a at="ä">😀</a>');
    else expect(JSON.parse(await told(1, 'doc'))).toEqual({ a: [1, 'ä'] });
    expect(await told(1, 'fixed')).toBe(kind === 'mysql' ? 'ab' : 'ab      ');
    expect(await told(2, 'note')).toBe(kind === 'mysql' ? 'x41' : '\\x41');
    expect([await told(2, 'words'), await told(2, 'raw'), await told(1, 'note'), await told(2, 'id')]).toEqual(['', '', '', '2']);
  });

  // What its length says of a text is not always its length in UTF-16, and that of XML is measured to the byte.
  if (kind === 'mssql')
    it_('is whole where it ends with a piece, and where each of its characters is one byte', async (on) => {
      await on.sql('create table edges (id int primary key, narrow varchar(max), tree xml)');
      const lengths = [98_304 * 2 - 7, 98_304 * 2 - 6, 98_304 - 8];
      for (const [id, length] of lengths.entries())
        await on.sql(
          `insert into edges values (${String(id)}, replicate(cast('é' as varchar(max)), ${String(length)}), cast(N'<a>' + replicate(cast(N'x' as nvarchar(max)), ${String(length)}) + N'</a>' as xml))`,
        );
      for (const [id, length] of lengths.entries()) {
        const told = async (column: string): Promise<string> =>
          (await whole(on.cell('edges', { key: { id }, column }))).toString();
        expect((await told('narrow')) === 'é'.repeat(length)).toBe(true);
        expect((await told('tree')) === `<a>${'x'.repeat(length)}</a>`).toBe(true);
      }
    });

  it_('is refused with what is the matter: a row that is gone, a column that is none, a key that is none', async (on) => {
    expect(await faultOf(of(on, { key: { id: 3 } }))).toMatchObject({ code: 'row_not_found', kind: 'missing' });
    expect(await faultOf(of(on, { column: 'nope' }))).toMatchObject({ code: 'column_not_found' });
    expect(await faultOf(of(on, { key: { note: 'x' } }))).toMatchObject({ code: 'invalid_request' });
    expect(await faultOf(of(on, { key: { id: { $gt: 0 } } }))).toMatchObject({ code: 'invalid_request' });
    expect(await faultOf(of(on, { key: { id: 'one' } }))).toMatchObject({ kind: 'invalid' });
    expect(await faultOf(on.cell('nowhere', { key: { id: 1 }, column: 'a' }))).toMatchObject({ code: 'table_not_found' });
  });

  it_('that its reader leaves gives the session back, ready for the next', async (on) => {
    for (let turn = 0; turn < 9; turn += 1) for await (const piece of of(on, { column: 'raw' })) if (piece.length > 0) break;
    expect((await whole(of(on, { key: { id: 2 }, column: 'id' }))).toString()).toBe('2');
  });

  it_('keeps to the connection’s time limit', async (on) => {
    on.options({ timeouts: { statementMs: 1 } });
    expect(await faultOf(of(on, {}))).toMatchObject({ code: 'query_timeout' });
    on.options({});
  });
});

describe.each(backEnds())('one cell of MongoDB $name', ({ start }) => {
  const text = 'Zeile ä€ "quoted" \\ 😀 | '.repeat(100_000);
  let db: Explored | undefined;
  beforeAll(async () => {
    db = await explore('mongodb', await start());
    await db?.sql(
      `db.long_ones.insertOne({ _id: 1, words: ${JSON.stringify(text)}, deep: { list: [1, "ä"] }, raw: BinData(0, "AP9B") })`,
    );
  }, 90_000);
  afterAll(async () => db?.stop(), 60_000);

  it('comes as it is shown, and bytes as the bytes they are', async () => {
    const on = db;
    if (!on) throw new Error('the test server of MongoDB did not start');
    const page = await on.rows('long_ones', {});
    const place = page.columns.findIndex(({ name }) => name === 'words');
    expect(page.cutCells).toEqual([[0, place]]);
    const [key] = page.rowKeys;
    if (!key) throw new Error('the document has no key');
    const told = (column: string, as: 'text' | 'binary'): Promise<Buffer> => whole(on.cell('long_ones', { key, column, as }));
    expect((await told('words', 'text')).toString() === text).toBe(true);
    expect((await told('raw', 'binary')).toString('hex')).toBe('00ff41');
    expect((await told('raw', 'text')).toString()).toBe('\\x00ff41');
    expect(JSON.parse((await told('deep.list', 'text')).toString())).toEqual([1, 'ä']);
    expect(await faultOf(on.cell('long_ones', { key: { _id: 2 }, column: 'words' }))).toMatchObject({ code: 'row_not_found' });
  });
});
