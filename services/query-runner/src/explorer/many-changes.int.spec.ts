import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RowChange } from '@orrery/contracts';
import { ask } from '@orrery/drivers';
import { explore, type Explored, products } from '../../test/explored.js';

describe.each(products)('many changes at once of $product', ({ kind, product }) => {
  const pg = kind === 'postgres';
  /** More than are sent on one round trip. A stand-in takes its time. */
  const many = kind === 'mssql' ? 600 : 1_200;
  /** One of those that are sent last. */
  const late = many - 50;
  const half = many / 2;
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

  beforeAll(async () => {
    db = await explore(kind, product);
    await db?.sql(
      'create table items (id int primary key, n int not null check (n >= 0), label varchar(20) unique, note varchar(40))',
    );
  }, 90_000);
  afterAll(async () => db?.stop(), 60_000);
  beforeEach(async () => {
    if (!db) return;
    await db.sql('delete from items');
    for (let from = 0; from < many; from += 600) {
      const rows = Array.from({ length: 600 }, (_, at) => String(from + at));
      await db.sql(`insert into items values ${rows.map((id) => `(${id}, ${id}, 'l${id}', null)`).join(', ')}`);
    }
  });

  const update = (id: number, values: Record<string, unknown>, before: Record<string, unknown> = { n: id }): RowChange => ({
    op: 'update',
    key: { id },
    before,
    values,
  });
  const sums = async (of: Explored): Promise<unknown[][]> => of.sql('select count(*), sum(n) from items');
  const all = (many * (many - 1)) / 2;

  it_('are made of one row each, answered in their order, and undone', async (of) => {
    const changes = Array.from({ length: many }, (_, id): RowChange => {
      if (id % 3 === 0) return { op: 'delete', key: { id }, before: { n: id } };
      if (id % 3 === 1) return update(id, id % 2 === 0 ? { n: id + 1 } : { n: id + 1, note: null }, { n: id, note: null });
      return { op: 'insert', values: { id: many + id, n: 0, label: `x${String(id)}`, note: `beside ${String(id)}` } };
    });
    const sent = of.messages();
    const answer = await of.change('items', changes);
    // One message for hundreds of them: as many as there are to lock, to make and to read again.
    if (sent !== undefined) expect((of.messages() ?? 0) - sent).toBeLessThan(60);
    expect(answer.results.map(({ op }) => op)).toEqual(changes.map(({ op }) => op));
    expect(answer.results.slice(0, 3).map(({ key, row }) => [key, row])).toEqual([
      [{ id: 0 }, null],
      [{ id: 1 }, { id: 1, n: 2, label: 'l1', note: null }],
      [{ id: many + 2 }, { id: many + 2, n: 0, label: 'x2', note: 'beside 2' }],
    ]);
    expect(answer.results.at(-1)?.key).toEqual({ id: many + many - 1 });
    expect(answer.statements).toHaveLength(many);
    const third = many / 3;
    expect(Number((await sums(of))[0]?.[0])).toBe(many);
    expect(await of.sql(`select count(*) from items where note like 'beside %'`)).toEqual([[third]]);
    await of.undo('items', answer.changeSetId);
    expect((await sums(of)).map((row) => row.map(Number))).toEqual([[many, all]]);
  });

  it_('name the one that is refused among them, and change nothing', async (of) => {
    const changes = Array.from({ length: many }, (_, id) => update(id, { n: id === late ? -1 : id + 1 }));
    await expect(of.change('items', changes)).rejects.toMatchObject({ code: 'change_refused', details: { index: late } });
    const twins = Array.from({ length: many }, (_, id) =>
      update(id, { label: id === late ? 'l3' : `new${String(id)}` }, { label: `l${String(id)}` }),
    );
    // what came before it took the name away: it is free
    await of.change('items', twins);
    const again = twins.map(({ key }, id) =>
      update(Number(key?.['id']), { label: 'same' }, { label: id === late ? 'l3' : `new${String(id)}` }),
    );
    await expect(of.change('items', again)).rejects.toMatchObject({ code: 'change_refused', details: { index: 1 } });
    expect((await sums(of)).map((row) => row.map(Number))).toEqual([[many, all]]);
  });

  it_('name every row that was changed or deleted meanwhile', async (of) => {
    await of.sql(`update items set n = 5000 where id in (3, ${String(late)})`);
    await of.sql(`delete from items where id = ${String(half)}`);
    const changes = Array.from({ length: many }, (_, id) => update(id, { n: id + 1 }));
    await expect(of.change('items', changes)).rejects.toMatchObject({
      code: 'row_changed',
      details: { conflictCount: 3, conflicts: [{ index: 3 }, { index: half, current: null }, { index: late }] },
    });
    expect((await sums(of)).map((row) => row.map(Number))).toEqual([[many - 1, all - 3 - half - late + 10_000]]);
  });

  it_('name the one whose value can’t be converted, which ends the transaction of some kinds', async (of) => {
    const odd = kind === 'mysql' ? 'a longer label than there is room for' : 'abc';
    const wrong = kind === 'mysql' ? { label: odd } : { n: odd };
    const changes = Array.from({ length: many }, (_, id) => update(id, id === late ? wrong : { n: id + 1 }));
    await expect(of.change('items', changes)).rejects.toMatchObject({ details: { index: late } });
    expect((await sums(of)).map((row) => row.map(Number))).toEqual([[many, all]]);
    // The transaction that it ended was not gone on with.
    const made = await of.change('items', [update(1, { n: 2 }), update(2, { n: 3 })]);
    expect(made.results.map(({ row }) => row?.['n'])).toEqual([2, 3]);
  });

  it_('that store what the database calls the same are made all the same', async (of) => {
    const answer = await of.change('items', [
      update(1, { label: 'L1' }, { label: 'l1' }),
      update(2, { n: 2 }, { n: 2 }),
      update(3, { note: 'x' }, { note: null }),
    ]);
    expect(answer.results.map(({ row }) => row)).toMatchObject([{ label: 'L1' }, { n: 2 }, { note: 'x' }]);
    expect(await of.sql('select label from items where id = 1')).toEqual([['L1']]);
  });

  it_('are numbered by the server, told by their numbers, and numbered again by an undo', async (of) => {
    await of.sql('drop table if exists numbered');
    const number = { postgres: 'generated by default as identity', mysql: 'auto_increment', mssql: 'identity' }[kind];
    await of.sql(`create table numbered (id int ${number} primary key, label varchar(20))`);
    const rows = Array.from({ length: 50 }, (_, at): RowChange => ({ op: 'insert', values: { label: `row ${String(at)}` } }));
    const before = of.messages();
    const { results } = await of.change('numbered', rows);
    expect(results.map(({ key, row }) => [key, row])).toEqual(
      rows.map((_, at) => [{ id: at + 1 }, { id: at + 1, label: `row ${String(at)}` }]),
    );
    if (before !== undefined) expect((of.messages() ?? 0) - before).toBeLessThan(25);
    const gone = await of.change(
      'numbered',
      results.map(({ key, row }): RowChange => ({ op: 'delete', key: key ?? {}, before: { label: row?.['label'] } })),
    );
    expect(await of.sql('select count(*) from numbered')).toEqual([[0]]);
    await of.undo('numbered', gone.changeSetId);
    expect((await of.sql('select min(id), max(id), count(*) from numbered')).map((row) => row.map(Number))).toEqual([
      [1, 50, 50],
    ]);
    const next = await of.change('numbered', [{ op: 'insert', values: { label: 'a new one' } }]);
    expect(next.results[0]?.key).toEqual({ id: 51 });
  });

  it_('are one transaction, also where the server ends it half-way for another', async (of) => {
    if (kind === 'mssql') {
      process.stdout.write(`NOT RUN: ${product}, which has no triggers, is one transaction half-way for another\n`);
      return;
    }
    await of.sql('drop table if exists slots');
    await of.sql('create table slots (id int primary key, n int not null)');
    await of.sql('insert into slots values (1, 0), (2, 0)');
    const slot = `update slots set n = n + 1 where id = case when new.id < ${String(half)} then 1 else 2 end`;
    if (pg) {
      await of.sql(
        `create or replace function counted() returns trigger language plpgsql as $$ begin ${slot}; return new; end $$`,
      );
      await of.sql('create trigger counts after update on items for each row execute function counted()');
    } else await of.sql(`create trigger counts after update on items for each row ${slot}`);
    const other = await of.session();
    try {
      const run = (text: string) => ask(other, { language: 'sql', text });
      // more rows than ours has changed by then: it is ours that must give way
      const weight = Array.from({ length: 2_000 }, (_, at) => `(${String(at + 10)}, 0)`).join(', ');
      await run('start transaction');
      await run(`insert into slots values ${weight}`);
      await run('update slots set n = n + 100 where id = 2');
      const ours = of.change(
        'items',
        Array.from({ length: many }, (_, id) => update(id, { n: id + 1 })),
      );
      const theirs = waits(of, kind).then(() => run('update items set note = null where id = 1'));
      const outcome = Promise.allSettled([ours, theirs.then(() => run('commit'))]);
      const [made, committed] = await outcome;
      if (committed.status === 'rejected') await run('rollback');
      expect(made.status).toBe('fulfilled');
      expect((await sums(of)).map((row) => row.map(Number))).toEqual([[many, all + many]]);
      const lost = committed.status === 'rejected' ? 0 : 100;
      const theirCount = committed.status === 'rejected' ? half : half + 1;
      expect(await of.sql('select n from slots where id < 3 order by id')).toEqual([[theirCount], [half + lost]]);
    } finally {
      await other.close();
      await of.sql(pg ? 'drop trigger counts on items' : 'drop trigger counts');
    }
  });
});

/** Resolves once somebody waits for a lock. */
async function waits(of: Explored, kind: string): Promise<void> {
  const question =
    kind === 'postgres'
      ? 'select count(*) from pg_locks where not granted'
      : "show global status like 'Innodb_row_lock_current_waits'";
  for (;;) if (Number((await of.sql(question))[0]?.at(-1)) > 0) return;
}
