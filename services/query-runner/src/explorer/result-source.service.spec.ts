import { describe, expect, it } from '@jest/globals';
import { Fault, type Kind, type ResultSource, resultSourceFind } from '@orrery/contracts';
import { type ExplorerTable, explorerOf } from '@orrery/drivers';
import { ResultSourceService } from './result-source.service.js';
import type { Tables } from './tables.js';

const id = '01890a5d-ac96-774b-bcce-b302099a8001';

const column = (name: string): ExplorerTable['columns'][number] => ({
  name,
  dataType: 'int',
  kind: 'number',
  nullable: false,
  default: null,
  generated: null,
  baseType: 'int',
  searchable: false,
});
const orders: ExplorerTable = {
  schema: 'dbo',
  name: 'Orders',
  qualified: 'dbo.Orders',
  kind: 'table',
  columns: ['Id', 'Total', 'note'].map(column),
  keys: [['Id']],
  foreignKeys: [],
  sideEffects: [],
  rowEstimate: null,
};

/** Tables of a server whose protocol tells nothing of where a column comes from. */
const tablesOf = (kind: Kind, ...tables: ExplorerTable[]): Tables => {
  const access = explorerOf(kind);
  const connection = { kind, target: { dbName: 'shop', extraOptions: {} } };
  const known: Pick<Tables, 'connection' | 'with'> = {
    connection: () => Promise.resolve({ connection, access } as never),
    with: (_connection, name, signal, work) => {
      const table = tables.find(({ qualified, name: own }) =>
        [qualified, own].some((one) => one.toLowerCase() === name.toLowerCase()),
      );
      if (!table) return Promise.reject(new Fault('table_not_found', `no ${name}`));
      return work({ connection, access, table } as never, undefined as never, signal);
    },
  };
  return known as Tables;
};

const find = async (text: string, names: readonly string[], ...tables: ExplorerTable[]): Promise<ResultSource> => {
  const service = new ResultSourceService(tablesOf('mssql', ...tables), { of: () => undefined as never });
  const request = resultSourceFind.request.parse({ id, text, columns: names.map((name) => ({ name, dataType: 'int' })) });
  return resultSourceFind.response.parse(JSON.parse(await service.find(request, new AbortController().signal)));
};

describe('where a result’s rows are from, by the statement alone', () => {
  it('is the table that it names, in brackets or not', async () => {
    expect(
      await find('select top 5 note as remark, [id], Total * 2 from [dbo].[orders]', ['remark', 'id', ''], orders),
    ).toMatchObject({
      table: 'dbo.Orders',
      columns: ['note', 'Id', null],
      editability: { editable: true, keyColumns: ['Id'] },
    });
    expect(
      (await find('select *, Total + 1 as more from shop.dbo.Orders', ['Id', 'Total', 'note', 'more'], orders)).columns,
    ).toEqual(['Id', 'Total', 'note', null]);
  });

  it('is not another database’s, nor a view’s, nor a synonym’s', async () => {
    const code = async (text: string, ...tables: ExplorerTable[]) => (await find(text, ['Id'], ...tables)).editability.code;
    const locked = { code: 'view' as const, reason: 'This is a view.', hint: 'Open the table.' };
    expect(await code('select Id from other.dbo.Orders', orders)).toBe('not-one-table');
    expect(await code('select Id from Orders', { ...orders, locked })).toBe('view');
    expect(await code('select Id from syn', orders)).toBe('no-such-table');
    expect(await code('select * , Orders.* from Orders', orders)).toBe('not-one-table');
  });

  it('says what to add where the key is missing, quoted where that is needed', async () => {
    const keyed = { ...orders, columns: ['order', 'Total'].map(column), keys: [['order']] };
    const { editability, add } = await find('select Total from Orders', ['Total'], keyed);
    expect(editability).toMatchObject({ editable: false, code: 'key-not-selected' });
    expect(add).toEqual(['[order]']);
  });

  it('takes a name for a column only where it is sure which', async () => {
    const twins = { ...orders, columns: ['Id', 'Note', 'note'].map(column) };
    expect((await find('select id, NOTE from Orders', ['id', 'NOTE'], twins)).columns).toEqual(['Id', null]);
  });
});
