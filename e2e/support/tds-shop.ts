import { keepHouse, startTdsServer, tds, type TdsServer } from '@orrery/testing';
import * as queries from '../../libs/drivers/src/mssql/catalog-queries.js';

type Cell = string | number | boolean | null;
type Rows = readonly (readonly Cell[])[];

const table = (id: number, name: string): Cell[] => [id, 'dbo', name, 'U', null, null, false, false, 0, 1];
const column = (id: number, name: string, type = 'int', length = 4): Cell[] => [
  ...[id, name, type, length, 10, 0, false, null, false, null, null, null, null, null, null, null, 'sys', false, type],
];
const key = (id: number): Cell[] => [id, `PK_${String(id)}`, 'CLUSTERED', true, true, false, null, false, 'id', false, false];
const reference = (from: number, name: string, to: string): Cell[] => [
  ...[from, `FK_${name}`, name, 'dbo', to, 'id', 'NO_ACTION', 'NO_ACTION', false, false],
];

const catalog: Readonly<Record<string, Rows>> = {
  [queries.databaseQuery]: [['shop', 'dbo']],
  [queries.schemasQuery]: [['dbo']],
  [queries.tablesQueries[0]]: [table(1, 'customers'), table(2, 'orders'), table(3, 'order_lines'), table(4, 'products')],
  [queries.columnsQueries[0]]: [
    ...[column(1, 'id'), column(1, 'name', 'nvarchar', 80)],
    ...[column(2, 'id'), column(2, 'customer_id')],
    ...[column(3, 'id'), column(3, 'order_id'), column(3, 'product_id')],
    ...[column(4, 'id'), column(4, 'name', 'nvarchar', 80)],
  ],
  [queries.indexesQuery]: [key(1), key(2), key(3), key(4)],
  [queries.foreignKeysQuery]: [
    reference(2, 'customer_id', 'customers'),
    reference(3, 'order_id', 'orders'),
    reference(3, 'product_id', 'products'),
  ],
};

/** A stand-in of a SQL Server with a shop's catalog. */
export interface TdsShop extends Pick<TdsServer, 'host' | 'port' | 'stop'> {
  /** From now on the columns are not told until whoever asked gives up. */
  hold(): void;
  /** How often somebody asked for what is held, and gave up. */
  givenUp(): number;
}

export async function startTdsShop(): Promise<TdsShop> {
  let holding = false;
  let givenUp = 0;
  const server: TdsServer = await startTdsServer({
    answer: async (request, reply, peer) => {
      if (await keepHouse(request, reply, peer, server.peers)) return;
      const rows = catalog[request.text];
      if (rows === undefined) {
        reply.error({ number: 208, text: "Invalid object name 'sys.something'." });
        reply.done({ failed: true });
        return;
      }
      if (holding && request.text === queries.columnsQueries[0]) {
        await new Promise((resolve) => {
          reply.signal.addEventListener('abort', resolve, { once: true });
        });
        givenUp += 1;
        return;
      }
      reply.columns(
        (rows[0] ?? []).map((_cell, at) => {
          const value = rows.map((row) => row[at] ?? null).find((cell) => cell !== null);
          return typeof value === 'number' ? tds.bigint('') : typeof value === 'boolean' ? tds.bit('') : tds.nvarcharMax('');
        }),
      );
      for (const row of rows) await reply.row(...row);
      reply.done({ selected: rows.length });
    },
  });
  return {
    host: server.host,
    port: server.port,
    hold: () => {
      holding = true;
    },
    givenUp: () => givenUp,
    stop: () => server.stop(),
  };
}
