import { afterEach, describe, expect, it } from '@jest/globals';
import { tds } from '@orrery/testing';
import { collect, connect, oneRow, rowsOf, start, tidyUp } from '../../test/tds-bench.js';

afterEach(tidyUp);

describe('running', () => {
  it('tells several result sets, messages and counts in their order', async () => {
    const server = await start(async (_request, reply) => {
      reply.info({ number: 0, text: 'hello' });
      reply.columns([tds.int('a'), tds.nvarchar(10)('b')]);
      await reply.row(1, 'x');
      await reply.compactRow(null, 'y');
      reply.done({ selected: 2 });
      reply.info({ number: 3621, text: 'careful', level: 10 });
      reply.done({ changed: 3 });
      reply.done({ changed: 2 });
      reply.columns([tds.bit('c')]);
      await reply.compactRow(true);
      reply.done({ selected: 1 });
    });
    const session = await connect(server);
    const events = await collect(session, 'EXEC p');
    expect(events.map((event) => (event.type === 'rows' ? event.json.toString() : event))).toEqual([
      { type: 'notice', message: 'hello', severity: 'INFO' },
      {
        type: 'columns',
        columns: [
          { name: 'a', dataType: 'int', kind: 'number' },
          { name: 'b', dataType: 'nvarchar(10)', kind: 'string' },
        ],
      },
      '[1,"x"],[null,"y"]',
      { type: 'notice', message: 'careful', severity: 'WARNING' },
      { type: 'columns', columns: [{ name: 'c', dataType: 'bit', kind: 'boolean' }] },
      '[true]',
      { type: 'end', command: 'EXEC', rowCount: 3, affectedRows: 5, truncated: false },
    ]);
  });

  it('reads rows that come in pieces of a few bytes', async () => {
    const many = Array.from({ length: 19 }, (_, index) => index % 3);
    const server = await start(
      async (_request, reply) => {
        reply.columns([
          tds.decimal(38, 4)('d'),
          tds.nvarcharMax('m'),
          tds.text('t'),
          ...many.map((n) => tds.int(`n${String(n)}`)),
        ]);
        for (let n = 0; n < 20; n += 1) {
          await reply.row(-12_345_678_901_234_567_890n, 'm'.repeat(n * 7), Buffer.from('text'), ...many);
          await reply.compactRow(null, null, null, ...many.map((value) => (value === 0 ? null : value)));
        }
        reply.done({ selected: 40 });
      },
      { packetSize: 23 },
    );
    const rows = rowsOf(await collect(await connect(server), 'SELECT * FROM t'));
    expect(rows).toHaveLength(40);
    expect(rows[38]).toEqual(['-1234567890123456.7890', 'm'.repeat(133), 'text', ...many]);
    expect(rows[39]).toEqual([null, null, null, ...many.map((value) => (value === 0 ? null : value))]);
  });

  it('sends parameters apart from the text, each as what it is', async () => {
    const server = await start(oneRow);
    const session = await connect(server);
    const params = [1, 2 ** 40, 1.5, true, null, 'ü', 'x'.repeat(5_000)];
    for await (const event of session.run({ language: 'sql', text: 'SELECT @p1', params })) expect(event).toBeDefined();
    const request = server.requests.at(-1);
    expect(request).toMatchObject({ kind: 'rpc', text: 'SELECT @p1' });
    expect(
      [...(request?.params ?? [])].map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
    ).toEqual(params.map((value, index) => [`@p${String(index + 1)}`, value]));
  });

  it('ends a MERGE with the semicolon that it needs', async () => {
    const server = await start(oneRow);
    await collect(await connect(server), 'MERGE t USING s ON 1 = 1 WHEN MATCHED THEN DELETE');
    expect(server.requests.at(-1)?.text).toBe('MERGE t USING s ON 1 = 1 WHEN MATCHED THEN DELETE\n;');
  });

  it('says in every request which transaction it belongs to', async () => {
    const server = await start(async (request, reply) => {
      if (request.text === 'COMMIT') reply.committed(request.transaction);
      else reply.begun(77n);
      await Promise.resolve();
    });
    const session = await connect(server);
    await collect(session, 'BEGIN TRAN');
    expect(session.inTransaction).toBe(true);
    await collect(session, 'COMMIT');
    expect(server.requests.at(-1)?.transaction).toBe(77n);
    expect(session.inTransaction).toBe(false);
  });

  it('cuts a cell of 50 MB, in characters of two bytes', async () => {
    const server = await start(async (_request, reply) => {
      reply.columns([tds.nvarcharMax('long'), tds.varbinaryMax('bytes'), tds.int('after')]);
      await reply.row('ü'.repeat(25 * 1024 * 1024), Buffer.alloc(1024 * 1024, 0xab), 7);
      reply.done({ selected: 1 });
    });
    const session = await connect(server);
    let cut = 0;
    let row: unknown[] = [];
    for await (const event of session.run({ language: 'sql', text: 'SELECT long' }, { maxCellBytes: 100_000 })) {
      if (event.type !== 'rows') continue;
      cut += event.cut.length;
      row = (JSON.parse(`[${event.json.toString()}]`) as unknown[][])[0] ?? [];
    }
    expect(cut).toBe(2);
    expect(row).toEqual([`${'ü'.repeat(50_000)}…`, `\\x${'ab'.repeat(50_000)}…`, 7]);
  });
});
