import { describe, expect, it } from '@jest/globals';
import { type ErdTable, namesIn } from '@orrery/contracts';
import type { Api } from '../../core/api';
import { aColumn, aRelation, aTable } from './a-diagram';
import { DiagramData } from './diagram-data';
import type { ErdRelation } from './diagram/geometry';

/** A server with these tables and relations, which can be others later. */
class FakeServer {
  tables: readonly ErdTable[] = [];
  relations: readonly ErdRelation[] = [];
  /** How many tables it tells at once. */
  most = Infinity;

  readonly api = {
    call: (_operation: unknown, request: { readonly tables?: string }) => {
      const names = request.tables === undefined ? undefined : new Set(namesIn(request.tables));
      const tables = this.tables.filter(({ table }) => names?.has(table) ?? true);
      return Promise.resolve({
        tables: tables.slice(0, this.most),
        relations: this.relations,
        cut: tables.length > this.most,
      });
    },
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

describe('what a diagram knows', () => {
  it('is told of a table whose name holds a comma', async () => {
    const server = new FakeServer();
    server.tables = [aTable('a,b'), aTable('a'), aTable('b')];
    const data = new DiagramData(server.api, 'c1');
    expect(await data.loadAround(['public.a,b'], 0)).toEqual(['public.a,b']);
  });

  it('is the first tables where there are more than one answer holds, and says so', async () => {
    const server = new FakeServer();
    server.tables = [aTable('a'), aTable('b'), aTable('c')];
    server.most = 2;
    const data = new DiagramData(server.api, 'c1');
    expect(await data.loadWhole()).toBe(true);
    expect([data.whole(), data.cut()]).toEqual([false, true]);
    expect([...data.tables().keys()]).toEqual(['public.a', 'public.b']);
    // They are in a group all the same: the start screen has something to begin with.
    expect(data.clusters().flatMap(({ tables }) => tables)).toEqual(['public.a', 'public.b']);
    server.most = 3;
    await data.loadWhole();
    expect([data.whole(), data.cut()]).toEqual([true, false]);
  });
});
