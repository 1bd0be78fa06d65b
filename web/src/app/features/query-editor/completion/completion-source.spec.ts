import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection, TableSummary } from '@orrery/contracts';
import { Api } from '../../../core/api';
import { type SchemaListing, Schemas } from '../../../core/schemas';
import type { Completions } from '../../../ui/sql-input/completion';
import { CompletionSource } from './completion-source';

type Reached = Pick<Connection, 'id' | 'type'>;
const connection: Reached = { id: 'c1', type: 'postgres' };
const summary = (name: string): TableSummary => ({
  ...{ table: `public.${name}`, name, schema: 'public', kind: 'table' },
  ...{ columnCount: 1, rowEstimate: null, sizeBytes: null, comment: null },
});
const listing = (names: readonly string[], version: number): SchemaListing => ({
  tables: names.map(summary),
  ...{ nextCursor: null, total: names.length, schemas: ['public'], defaultSchema: 'public', gaps: [] },
  ...{ lastFetchedAt: null, version, refreshing: false, lastError: null },
});
const relation = (more: object) => ({
  ...{ tableFrom: 'public.orders', columnsFrom: ['customer_id'], tableTo: 'public.customers', columnsTo: ['id'] },
  ...{ relationType: 'one-to-many', state: 'accepted' },
  ...more,
});

/** Answers of the API, and what was asked of it. */
class FakeApi {
  readonly asked: string[] = [];
  broken = false;
  relations: object[] = [relation({})];

  call(_operation: unknown, { table }: { readonly table: string }): Promise<unknown> {
    this.asked.push(table);
    if (this.broken) return Promise.reject(new Error('unreachable'));
    const columns = [{ name: 'id', dataType: 'int4', isPrimaryKey: true }];
    return Promise.resolve({ columns, relations: this.relations });
  }
}

describe('completion of a query', () => {
  let api: FakeApi;
  let source: CompletionSource;
  const at = async (text: string, to: Reached | null = connection): Promise<Completions | null> =>
    source.at(to, text, text.length);
  const texts = async (text: string): Promise<string[]> =>
    ((await at(text))?.items ?? []).filter(({ kind }) => kind !== 'keyword' && kind !== 'function').map((item) => item.text);
  const know = (names: readonly string[], version = 1): void => {
    const { listing: remote } = TestBed.inject(Schemas).of(connection.id);
    remote.set(listing(names, version));
  };

  beforeEach(() => {
    api = new FakeApi();
    TestBed.configureTestingModule({ providers: [{ provide: Api, useValue: api }] });
    source = TestBed.inject(CompletionSource);
  });

  it('names the tables that are known, and asks for columns once', async () => {
    know(['orders', 'customers']);
    expect(await texts('select * from ')).toEqual(['orders', 'customers']);
    expect(api.asked).toEqual([]);
    expect(await texts('select * from orders o where o.')).toEqual(['id']);
    expect(await texts('select * from orders o where o.i')).toEqual(['id']);
    expect(api.asked).toEqual(['public.orders']);
  });

  it('asks anew when the schema was read anew', async () => {
    know(['orders']);
    await texts('select * from orders o where o.');
    know(['orders'], 2);
    await texts('select * from orders o where o.');
    expect(api.asked).toEqual(['public.orders', 'public.orders']);
  });

  it('goes without the columns of a table that can’t be told of, and asks again', async () => {
    know(['orders']);
    api.broken = true;
    expect(await texts('select * from orders o where o.')).toEqual([]);
    api.broken = false;
    expect(await texts('select * from orders o where o.')).toEqual(['id']);
  });

  it('joins by relations that nobody rejected, and not through a third table', async () => {
    know(['orders', 'customers']);
    expect(await texts('select * from orders o join ')).toContain('customers on customers.id = o.customer_id');
    api.relations = [
      relation({ state: 'rejected' }),
      relation({ relationType: 'many-to-many' }),
      relation({ tableTo: 'public.gone' }),
    ];
    know(['orders', 'customers'], 2);
    expect(await texts('select * from orders o join ')).toEqual(['orders', 'customers']);
  });

  it('has words where there is no connection, and nothing inside of text', async () => {
    const found = await at('sel', null);
    expect(found).toMatchObject({ start: 0, end: 3, isIncomplete: false });
    expect(found?.items.map(({ text }) => text)).toContain('SELECT');
    expect(await at("select '")).toBeNull();
    expect(await at('x'.repeat(200_001))).toBeNull();
  });
});
