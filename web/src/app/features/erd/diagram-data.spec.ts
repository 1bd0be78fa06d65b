import { describe, expect, it } from '@jest/globals';
import type { ErdTable } from '@orrery/contracts';
import type { Api } from '../../core/api';
import { aColumn, aRelation, aTable } from './a-diagram';
import { DiagramData } from './diagram-data';
import type { ErdRelation } from './diagram/geometry';

/** A server with these tables and relations, which can be others later. */
class FakeServer {
  tables: readonly ErdTable[] = [];
  relations: readonly ErdRelation[] = [];

  readonly api = {
    call: (_operation: unknown, request: { readonly tables?: readonly string[] }) =>
      Promise.resolve({
        tables: this.tables.filter(({ table }) => request.tables?.includes(table) ?? true),
        relations: this.relations,
        cut: false,
      }),
  } as unknown as Api;
}

describe('what a diagram knows, asked for anew', () => {
  const begin = (): FakeServer => {
    const server = new FakeServer();
    server.tables = [
      aTable('orders', { columns: [aColumn('id'), aColumn('customer_id')] }),
      aTable('customers'),
      aTable('stock'),
    ];
    server.relations = [aRelation('orders.customer_id', 'customers.id')];
    return server;
  };

  it('is what stands now, where only some tables were asked for', async () => {
    const server = begin();
    const data = new DiagramData(server.api, 'c1');
    await data.loadAround(['public.orders', 'public.customers'], 0);
    server.tables = [aTable('orders')];
    server.relations = [];
    expect(await data.loadAnew(['public.orders', 'public.customers'])).toBe(true);
    expect([...data.tables().keys()]).toEqual(['public.orders']);
    // A column that was dropped is gone, though more of them were known before.
    expect(
      data
        .tables()
        .get('public.orders')
        ?.columns.map(({ name }) => name),
    ).toEqual(['id']);
    expect(data.relations()).toEqual([]);
  });

  it('is everything, where everything was told', async () => {
    const server = begin();
    const data = new DiagramData(server.api, 'c1');
    await data.loadWhole();
    server.tables = [...server.tables, aTable('returns')];
    expect(await data.loadAnew(['public.orders'])).toBe(true);
    expect(data.tables().size).toBe(4);
  });
});
