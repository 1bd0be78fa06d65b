import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Fault, type Operation, type ResponseOf } from '@orrery/contracts';
import { type Metadata, startMetadata } from '@orrery/testing';
import { migrations } from '../../migrations/index.js';
import { entities } from '../app.module.js';
import { ExplorerStateService } from './explorer-state.service.js';
import { ExplorerStateStore, type TableOf } from './explorer-state.store.js';

const [ada, grace] = ['01890a5d-ac96-774b-bcce-b302099a8057', '01890a5d-ac96-774b-bcce-b302099a8058'];
const connectionId = '01890a5d-ac96-774b-bcce-b302099a8001';
const orders: TableOf = { userId: ada, connectionId, table: 'public.orders' };
const state = {
  filter: { and: [{ column: 'total', operator: '>' as const, value: 10 }] },
  sort: [{ column: 'id', direction: 'desc' as const }],
  pagination: { page: 3, limit: 50 },
  viewPrefs: { hidden: ['note'], widths: { id: 80 } },
};

let metadata: Metadata;
let service: ExplorerStateService;
let owned = true;
beforeAll(async () => {
  metadata = await startMetadata('dashboards', migrations, { entities });
  const call = <O extends Operation>(): Promise<ResponseOf<O>> =>
    owned
      ? Promise.resolve({} as ResponseOf<O>)
      : Promise.reject(new Fault('connection_not_found', 'There is no such connection.'));
  service = new ExplorerStateService(new ExplorerStateStore(metadata.database), { call });
}, 60_000);
afterAll(() => metadata.stop(), 60_000);
beforeEach(async () => {
  owned = true;
  await metadata.database.asSystem((em) => em.execute('delete from data_explorer_states'));
});

describe('how a table is looked at', () => {
  it('is plain until somebody looked', async () => {
    expect(await service.get(orders)).toEqual({
      filter: null,
      sort: [],
      pagination: { page: 1, limit: 100 },
      viewPrefs: {},
      updatedAt: null,
    });
  });

  it('is found as it was left, by its user, in its table', async () => {
    await service.put(orders, state);
    await service.put(orders, { ...state, filter: null });
    const put = await service.put(orders, state);
    expect(put).toMatchObject(state);
    expect(await service.get(orders)).toEqual(put);
    expect((await service.get({ ...orders, table: 'public.other' })).updatedAt).toBeNull();
    expect((await service.get({ ...orders, userId: grace })).updatedAt).toBeNull();
  });

  it('keeps the later of many that come at once', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, n) => service.put(orders, { ...state, pagination: { page: n + 1, limit: 10 } })),
    );
    const rows = await metadata.database.asSystem((em) => em.execute<unknown[]>('select 1 from data_explorer_states'));
    expect(rows).toHaveLength(1);
  });

  it('is nobody’s where the connection is not theirs', async () => {
    owned = false;
    await expect(service.get(orders)).rejects.toMatchObject({ code: 'connection_not_found' });
    await expect(service.put(orders, state)).rejects.toMatchObject({ code: 'connection_not_found' });
    await expect(service.views(orders)).rejects.toMatchObject({ code: 'connection_not_found' });
  });
});

describe('named views', () => {
  it('are kept beside the state, by name, and removed', async () => {
    await service.put(orders, state);
    await service.putView(orders, { ...state, name: 'Unpaid' });
    await service.putView(orders, { ...state, name: 'Late', filter: null });
    await service.putView(orders, { ...state, name: 'Late', sort: [] });
    expect((await service.views(orders)).map(({ name, filter, sort }) => [name, filter, sort])).toEqual([
      ['Late', state.filter, []],
      ['Unpaid', state.filter, state.sort],
    ]);
    await service.removeView(orders, 'Late');
    await expect(service.removeView(orders, 'Late')).rejects.toMatchObject({ code: 'view_not_found' });
    await expect(service.removeView({ ...orders, userId: grace }, 'Unpaid')).rejects.toMatchObject({ code: 'view_not_found' });
    expect((await service.get(orders)).updatedAt).not.toBeNull();
  });

  it('are two hundred at most', async () => {
    await metadata.database.asSystem((em) =>
      em.execute(
        "insert into data_explorer_states (id, user_id, connection_id, table_name, name) select gen_random_uuid(), ?, ?, ?, 'v' || n from generate_series(1, 200) n",
        [ada, connectionId, orders.table],
      ),
    );
    await expect(service.putView(orders, { ...state, name: 'more' })).rejects.toMatchObject({ code: 'too_many_views' });
    await service.putView(orders, { ...state, name: 'v7' });
  });
});
