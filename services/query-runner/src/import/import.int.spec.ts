import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ImportLine, type Kind, parseExact } from '@orrery/contracts';
import { connectionId, explore, type Explored, type Product, products, userId } from '../../test/explored.js';

type Rows = readonly (Record<string, unknown> | null)[];

/** An import as a client makes it: a stream that is read, and batches that are sent meanwhile. */
class Importing {
  readonly lines: ImportLine[] = [];
  readonly iterator: AsyncIterator<Uint8Array>;
  sequence = 0;
  #sent = 0;
  #reading: Promise<void> | undefined;

  constructor(
    readonly of: Explored,
    table: string,
    dryRun = false,
  ) {
    this.iterator = of.importing.run(userId, { id: connectionId, table, dryRun })[Symbol.asyncIterator]();
  }

  async line(): Promise<ImportLine | undefined> {
    const next = await this.iterator.next();
    if (next.done === true) return undefined;
    const line = JSON.parse(Buffer.from(next.value).toString()) as ImportLine;
    this.lines.push(line);
    return line;
  }

  get id(): string {
    const [ready] = this.lines;
    if (ready?.type !== 'ready') throw new Error('not ready');
    return ready.importId;
  }

  async begin(): Promise<this> {
    await this.line();
    this.#reading = (async () => {
      while (await this.line());
    })();
    return this;
  }

  async send(rows: Rows, last = false): Promise<void> {
    const first = this.#sent + 1;
    this.#sent += rows.length;
    const batch = { importId: this.id, sequence: this.sequence++, first, rows: [...rows], last };
    while (!(await this.of.importing.rows(userId, batch)).accepted);
  }

  async end(): Promise<ImportLine | undefined> {
    await this.#reading;
    return this.lines.at(-1);
  }

  get errors() {
    return this.lines.flatMap((line) => (line.type === 'error' ? [line.error] : []));
  }
}

const many = (count: number, from = 1): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, at) => ({ id: from + at, name: `row ${String(from + at)}`, price: `${String(at % 90)}.50` }));

const withKind = (kind: Kind, product?: Product) => {
  let db: Explored | undefined;
  return {
    start: async () => {
      db = await explore(kind, product);
      return db;
    },
    stop: async () => db?.stop(),
    it: (name: string, work: (db: Explored) => Promise<void>): void => {
      it(
        name,
        async () => {
          if (db) await work(db);
          else process.stdout.write(`NOT RUN: ${product ?? kind}, ${name}\n`);
        },
        60_000,
      );
    },
    get db() {
      return db;
    },
  };
};

describe.each(products)('an import into $product', ({ kind, product }) => {
  const pg = kind === 'postgres';
  const ms = kind === 'mssql';
  const server = withKind(kind, product);
  const it_ = server.it;
  beforeAll(async () => {
    const db = await server.start();
    await db?.sql(
      `create table items (id int primary key, name varchar(20) not null, price decimal(10,2) check (price >= 0), doc ${ms ? 'nvarchar(max)' : 'json'}, note varchar(50) default 'none')`,
    );
  }, 90_000);
  afterAll(server.stop, 60_000);
  beforeEach(async () => {
    await server.db?.sql('delete from items');
  });
  const count = async (of: Explored): Promise<number> => Number((await of.sql('select count(*) from items'))[0]?.[0]);

  it_('is one transaction: nobody sees a row before the last one is in', async (of) => {
    const run = await new Importing(of, 'items').begin();
    await run.send(many(1_200));
    await run.send(many(1_200, 1_201));
    expect(await count(of)).toBe(0);
    await run.send([{ id: 5_000, name: 'last' }], true);
    expect(await run.end()).toMatchObject({ type: 'done', status: 'success', rows: 2_401, changeSetId: run.id });
    expect(await count(of)).toBe(2_401);
    expect(await of.sql('select price, note from items where id = 5000')).toEqual([[null, 'none']]);
  });

  it_('leaves nothing where its last row but one is refused, and names that row and its column', async (of) => {
    const run = await new Importing(of, 'items').begin();
    for (let at = 0; at < 3; at += 1) await run.send(many(1_000, 1 + at * 1_000));
    const rows = many(1_000, 3_001);
    rows[998] = { id: 3_999, name: 'too long for this column, by far', price: '1' };
    await run.send(rows, true);
    expect(await run.end()).toMatchObject({ status: 'error', rows: 0, changeSetId: null });
    expect(run.errors).toMatchObject([{ row: 3_999, code: 'change_invalid' }]);
    if (!pg) expect(run.errors[0]?.column).toBe('name');
    expect(await count(of)).toBe(0);
    expect(await of.sets.get(userId, run.id)).toBeUndefined();
  });

  it_('names the column of a value that does not fit', async (of) => {
    const run = await new Importing(of, 'items').begin();
    await run.send([...many(400), { id: 401, name: 'x', price: 'much' }], true);
    await run.end();
    expect(run.errors).toMatchObject([{ row: 401, column: 'price' }]);
  });

  it_('tried first names every row that is refused, and changes nothing', async (of) => {
    await of.sql("insert into items (id, name) values (7, 'seven')");
    const run = await new Importing(of, 'items', true).begin();
    const rows = [...many(50), null, { id: 60, name: 'negative', price: '-1' }];
    await run.send(rows, true);
    expect(await run.end()).toMatchObject({ status: 'success', rows: 49, changeSetId: null });
    expect(run.errors.map(({ row }) => row)).toEqual([7, 52]);
    expect(await count(of)).toBe(1);
  });

  it_('tried first names the rows behind one whose value can’t be converted, too', async (of) => {
    const run = await new Importing(of, 'items', true).begin();
    const rows = [
      ...many(20),
      { id: 30, name: 'no number', price: 'x' },
      ...many(20, 40),
      { id: 70, name: 'negative', price: '-1' },
    ];
    await run.send(rows, true);
    expect(await run.end()).toMatchObject({ status: 'success', changeSetId: null });
    expect(run.errors.map(({ row, column }) => [row, column])).toEqual([
      [21, 'price'],
      [42, run.errors[1]?.column],
    ]);
    expect(await count(of)).toBe(0);
  });

  it_('is rolled back when its reader leaves, whatever it is at', async (of) => {
    const run = new Importing(of, 'items');
    await run.line();
    await run.send(many(2_000));
    await run.line();
    await run.iterator.return?.();
    expect(await count(of)).toBe(0);
    await expect(run.send(many(1))).rejects.toMatchObject({ code: 'import_not_found' });
    await of.sql('delete from items');
  });

  it_('takes a batch once, however often it is sent, and none out of turn', async (of) => {
    const run = await new Importing(of, 'items').begin();
    await run.send(many(10));
    run.sequence -= 1;
    await run.send(many(10));
    run.sequence += 1;
    await expect(run.send(many(10, 50))).rejects.toMatchObject({ code: 'invalid_request' });
    run.sequence -= 2;
    await run.send([], true);
    expect(await run.end()).toMatchObject({ status: 'success', rows: 10 });
  });

  it_('is nobody else’s to feed', async (of) => {
    const run = await new Importing(of, 'items').begin();
    const theirs = '01890a5d-ac96-774b-bcce-b302099a8099';
    const batch = { importId: run.id, sequence: 0, first: 1, rows: many(1), last: true };
    await expect(of.importing.rows(theirs, batch)).rejects.toMatchObject({ code: 'import_not_found' });
    await run.send([], true);
    await run.end();
  });

  it_('can be undone while its rows are few', async (of) => {
    const run = await new Importing(of, 'items').begin();
    await run.send(many(100), true);
    expect(await run.end()).toMatchObject({ undoable: true, undoNotes: [] });
    await of.undo('items', run.id);
    expect(await count(of)).toBe(0);
  });

  it_('says why it can not be undone where the server does not tell the keys that it gave', async (of) => {
    const numbered = { postgres: 'int generated by default as identity', mysql: 'int auto_increment', mssql: 'int identity' }[
      kind
    ];
    await of.sql(`create table numbered (id ${numbered} primary key, n int)`);
    const run = await new Importing(of, 'numbered').begin();
    await run.send([{ n: 1 }], true);
    const untold = { undoable: false, undoNotes: [expect.stringMatching(/keys .* can’t be told/u)] };
    expect(await run.end()).toMatchObject(product === 'MySQL' || ms ? untold : { undoable: true });
    await of.sql('drop table numbered');
  });

  it_('keeps the digits of numbers in documents', async (of) => {
    const run = await new Importing(of, 'items').begin();
    await run.send([{ id: 1, name: 'x', doc: parseExact('{"n": 12345678901234567890.5, "m": 1.10}') }], true);
    await run.end();
    const [[text]] = (await of.sql(
      `select ${{ postgres: 'doc::text', mysql: 'cast(doc as char)', mssql: 'doc' }[kind]} from items`,
    )) as [[string]];
    // MySQL computes with what a document says, and keeps the result.
    const kept = product === 'MySQL' ? '{"m":1.1,"n":1.2345678901234567e19}' : '{"n":12345678901234567890.5,"m":1.10}';
    expect(text.replaceAll(' ', '')).toBe(kept);
  });

  it_('is refused where the connection is read-only', async (of) => {
    of.options({ readOnly: true });
    await expect(new Importing(of, 'items').line()).rejects.toMatchObject({ code: 'read_only' });
    of.options({});
    await expect(new Importing(of, 'nothing').line()).rejects.toMatchObject({ code: 'table_not_found' });
  });
});

describe('an import into mongodb', () => {
  const server = withKind('mongodb');
  const it_ = server.it;
  beforeAll(async () => {
    const db = await server.start();
    await db?.sql('db.items.insertOne({ _id: 7, name: "seven" })');
  }, 90_000);
  afterAll(server.stop, 60_000);
  const names = async (of: Explored) => (await of.rows('items')).rows.length;

  it_('puts documents in', async (of) => {
    const before = await names(of);
    const run = await new Importing(of, 'items').begin();
    expect(run.lines[0]).toMatchObject({ type: 'ready', transactional: false });
    await run.send([{ name: 'a' }, { name: 'b', at: { x: 1 } }], true);
    expect(await run.end()).toMatchObject({ status: 'success', rows: 2, undoable: false });
    expect(await names(of)).toBe(before + 2);
  });

  it_('brings fields that no document had, which are columns at once', async (of) => {
    await of.rows('items');
    const run = await new Importing(of, 'items').begin();
    await run.send([{ name: 'c', 'place.zip': '007' }], true);
    expect(await run.end()).toMatchObject({ status: 'success', rows: 1 });
    expect((await of.rows('items')).columns.map(({ name }) => name)).toContain('place.zip');
  });

  it_('removes what went in before a document that is refused, and nobody else’s', async (of) => {
    const before = await names(of);
    const run = await new Importing(of, 'items').begin();
    await run.send([{ name: 'x' }, { name: 'y' }, { _id: 8, name: 'eight' }, { _id: 7, name: 'again' }], true);
    expect(await run.end()).toMatchObject({ status: 'error', rows: 0 });
    expect(run.errors).toMatchObject([{ row: 4 }]);
    expect(await names(of)).toBe(before);
    expect((await of.rows('items', { filter: { column: '_id', operator: '=', value: 7 } })).rows).toHaveLength(1);
  });

  it_('can’t be tried: there is no transaction to try it in', async (of) => {
    await expect(new Importing(of, 'items', true).line()).rejects.toMatchObject({ code: 'query_unsupported' });
  });
});
