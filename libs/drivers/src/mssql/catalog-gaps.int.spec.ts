import { afterEach, describe, expect, it } from '@jest/globals';
import { entered, tidyUp } from '../../test/tds-bench.js';
import { type Answers, gapsIn, read, scripted, shop, tablesIn } from '../../test/tds-catalog.js';
import * as queries from './catalog-queries.js';

afterEach(tidyUp);

describe('the catalog of a server that has not all of it', () => {
  it('tells what it can where a server lacks a view, and what it could not', async () => {
    const answers: Record<string, Answers[string]> = { ...shop };
    for (const lacking of [queries.checksQuery, queries.sizesQuery, queries.routinesQuery]) {
      Reflect.deleteProperty(answers, lacking);
    }
    const { session } = await entered(scripted(answers));
    const parts = await read(session);
    expect(tablesIn(parts)[0]).toMatchObject({
      name: 'orders',
      checks: [],
      statistics: { rowEstimate: 100_000, sizeBytes: null },
    });
    expect(gapsIn(parts)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^checks could not be read/), expect.stringMatching(/^Routines could not/)]),
    );
  });

  it('leaves out what came with SQL Server 2016 where a server is older, and says so', async () => {
    const { [queries.tablesQueries[0]]: full = [], ...older } = shop;
    const rows = full.map((row) => row.with(6, null).with(7, null).with(8, null));
    const { session } = await entered(scripted({ ...older, [queries.tablesQueries[1][0]]: rows }));
    const parts = await read(session);
    expect(tablesIn(parts)[0]).toMatchObject({ name: 'orders', comment: 'What was bought', columns: expect.any(Array) });
    expect(tablesIn(parts)[0]).not.toHaveProperty('variant');
    expect(gapsIn(parts)).toContainEqual(expect.stringMatching(/^sys\.objects does not tell here: which tables are temporal/));
  });

  it('reads tables and columns alone where a server lacks the views beside them', async () => {
    const { session } = await entered(
      scripted({
        [queries.databaseQuery]: [['shop', 'dbo']],
        [queries.schemasQuery]: [['dbo']],
        [queries.tablesQueries[2][0]]: [[1, 'dbo', 'orders', 'U', null, null, null, null, null, null]],
        [queries.columnsQueries[1][0]]: [
          [1, 'id', 'int', 4, 10, 0, false, null, true, null, null, null, null, null, null, null, null, null, null],
        ],
        [queries.indexesQuery]: [[1, 'PK_orders', 'CLUSTERED', true, true, false, null, false, 'id', false, false]],
      }),
    );
    const parts = await read(session);
    const [orders] = tablesIn(parts);
    expect(orders).toMatchObject({ name: 'orders', kind: 'table', primaryKey: { columns: ['id'] } });
    // Where an identity begins is not made up.
    expect(orders?.ddl).toContain('[id] int IDENTITY NOT NULL');
    expect(gapsIn(parts)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^sys\.objects does not tell here: comments/),
        expect.stringMatching(/^sys\.columns does not tell here: defaults/),
        expect.stringMatching(/^foreignKeys could not be read/),
        expect.stringMatching(/^sizes could not be read/),
      ]),
    );
    expect(JSON.stringify(parts)).not.toContain('You have no SELECT');
  });

  it.each([
    { number: 208, text: "Invalid object name 'INFORMATION_SCHEMA.TABLES'." },
    { number: 33_557_097, text: 'relation "sys.objects" does not exist' },
    { number: 40_515, text: 'Reference to database and/or server name is not supported in this version of SQL Server.' },
    { number: 99_999, text: 'no idea what that is' },
  ])('says that tables can’t be listed where a server answers $number of all that tells of them', async (lack) => {
    const { session } = await entered(scripted({}, lack));
    const parts = await read(session);
    expect(parts[0]).toMatchObject({ type: 'database', name: 'shop', schemas: [] });
    expect(tablesIn(parts)).toEqual([]);
    expect(gapsIn(parts)).toContainEqual(expect.stringMatching(/^This server has neither sys\.objects nor INFORMATION_SCHEMA/));
    expect(session.alive).toBe(true);
  });

  it('takes a refusal for no lack', async () => {
    const denied = { number: 229, text: "The SELECT permission was denied on the object 'TABLES'." };
    const { session } = await entered(scripted({}, denied));
    await expect(read(session)).rejects.toMatchObject({ kind: 'denied' });
  });

  it('reads INFORMATION_SCHEMA where a server has no catalog of SQL Server, and says so', async () => {
    const { session } = await entered(
      scripted({
        [queries.standard.tables]: [['dbo', 'customers', 'BASE TABLE']],
        [queries.standard.columns]: [
          ['dbo', 'customers', 'id', 'int', null, 10, 0, 'NO', null],
          ['dbo', 'customers', 'name', 'nvarchar', 50, null, null, 'YES', "(N'')"],
        ],
        [queries.standard.keys]: [['dbo', 'customers', 'PK_customers', 'PRIMARY KEY', 'id']],
      }),
    );
    const parts = await read(session);
    expect(parts[0]).toMatchObject({ name: 'shop', schemas: ['dbo'] });
    expect(tablesIn(parts)).toMatchObject([
      {
        name: 'customers',
        primaryKey: { name: 'PK_customers', columns: ['id'] },
        columns: [
          { name: 'id', dataType: 'int', isPrimaryKey: true },
          { name: 'name', dataType: 'nvarchar(50)', maxLength: 50, nullable: true, default: "(N'')" },
        ],
        ddl: null,
      },
    ]);
    expect(JSON.stringify(parts)).toContain('Told by INFORMATION_SCHEMA');
  });
});
