import { describe, expect, it } from '@jest/globals';
import { FakeDriverTypes } from '../type/fake-driver-types.js';
import { ConnectionService } from './connection.service.js';
import { aConnection, FakeConnectionStore, plainSeals } from './fake-connection.store.js';

const [ada, grace] = ['01890a5d-ac96-774b-bcce-b302099a8057', '01890a5d-ac96-774b-bcce-b302099a8058'];
const idOf = (n: number): string => `01890a5d-ac96-774b-bcce-b302099a80${String(n).padStart(2, '0')}`;
const draft = { name: 'Mine', type: 'postgres', host: 'db', dbName: 'shop', username: 'app', password: 'p', extraOptions: {} };

function scene(...rows: ReturnType<typeof aConnection>[]) {
  const store = new FakeConnectionStore(...rows);
  const stale: string[] = [];
  const offered: string[] = [];
  const service = new ConnectionService(
    store,
    plainSeals,
    new FakeDriverTypes(),
    {
      offerTo: (userId) => {
        offered.push(userId);
        return Promise.resolve();
      },
    },
    { tell: (id) => stale.push(id) },
  );
  return { store, stale, offered, service };
}

describe('the list of connections', () => {
  it('is read in pages, the newest first, each one once', async () => {
    const { service } = scene(...[1, 2, 3, 4, 5].map((n) => aConnection({ id: idOf(n), name: String(n) })));
    const names: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await service.list(ada, { limit: 2, cursor });
      names.push(page.items.map(({ name }) => name));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(names).toEqual([['5', '4'], ['3', '2'], ['1']]);
  });

  it('ends where the last page is full', async () => {
    const { service } = scene(aConnection({ id: idOf(1) }), aConnection({ id: idOf(2) }));
    expect((await service.list(ada, { limit: 2 })).nextCursor).toBeNull();
  });

  it('offers the sample before its first page, and only there', async () => {
    const { service, offered } = scene(aConnection());
    await service.list(ada, { limit: 10 });
    await service.list(ada, { limit: 10, cursor: 'AYkKXayWd0u8zrMCCZqAAQ' });
    expect(offered).toEqual([ada]);
  });

  it('holds nothing of anybody else', async () => {
    expect((await scene(aConnection()).service.list(grace, { limit: 10 })).items).toEqual([]);
  });
});

describe('a connection', () => {
  it('is made with a sealed password, untested', async () => {
    const { service, store } = scene();
    const made = await service.create(ada, { ...draft, port: 5433 });
    expect(made).toMatchObject({ name: 'Mine', port: 5433, hasPassword: true, isValid: null, lastTestedAt: null });
    expect(store.rows.get(made.id)?.passwordEnc).toBe('password p for app@db prefer');
    expect(JSON.stringify(made)).not.toContain('password p');
  });

  it('has its type’s port where none was given', async () => {
    const { service } = scene();
    expect((await service.create(ada, { ...draft, type: 'mysql', port: undefined })).port).toBe(3306);
  });

  it('may have no password', async () => {
    const { service, store } = scene();
    const made = await service.create(ada, { ...draft, port: 1, password: '' });
    expect(made.hasPassword).toBe(false);
    expect(store.rows.get(made.id)?.passwordEnc).toBe('');
  });

  it('is of a type that there is', async () => {
    const { service } = scene(aConnection());
    await expect(service.create(ada, { ...draft, port: 1, type: 'oracle' })).rejects.toMatchObject({ code: 'unknown_type' });
    await expect(service.update(ada, { id: idOf(1), type: 'oracle', password: 'p' })).rejects.toMatchObject({
      code: 'unknown_type',
    });
  });

  it('tells the runners when it changes and when it goes, before anybody has the answer', async () => {
    const { service, stale } = scene(aConnection());
    await service.update(ada, { id: idOf(1), name: 'Other' });
    await service.delete(ada, idOf(1));
    expect(stale).toEqual([idOf(1), idOf(1)]);
  });

  it('stays as it is where nothing is asked', async () => {
    const { service, store, stale } = scene(aConnection());
    expect(await service.update(ada, { id: idOf(1) })).toMatchObject({ name: 'Production' });
    expect(store.rows.get(idOf(1))?.version).toBe(1);
    expect(stale).toEqual([]);
  });

  it('stays as it is where its password is required and not given', async () => {
    const { service, store, stale } = scene(aConnection());
    await expect(service.update(ada, { id: idOf(1), host: 'evil' })).rejects.toMatchObject({ code: 'password_required' });
    expect(store.rows.get(idOf(1))).toEqual(aConnection());
    expect(stale).toEqual([]);
  });

  it('of somebody else is not there, whatever is asked of it', async () => {
    const { service, store } = scene(aConnection());
    const missing = { code: 'connection_not_found' };
    await expect(service.get(grace, idOf(1))).rejects.toMatchObject(missing);
    await expect(service.update(grace, { id: idOf(1), name: 'Mine now' })).rejects.toMatchObject(missing);
    await expect(service.update(grace, { id: idOf(1) })).rejects.toMatchObject(missing);
    await expect(service.delete(grace, idOf(1))).rejects.toMatchObject(missing);
    expect(store.rows.get(idOf(1))).toEqual(aConnection());
  });
});
