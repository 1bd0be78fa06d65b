import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HeldOutbox, type Metadata, startMetadata } from '@orrery/testing';
import { OutboxEvent } from '@orrery/runtime';
import pg from 'pg';
import { migrations } from '../../migrations/index.js';
import { entities } from '../app.module.js';
import { SessionStore } from '../session/session.store.js';
import { newToken } from '../token/token.js';
import { TokenStore } from '../token/token.store.js';
import { aUser } from './fake-user.store.js';
import { UserRow } from './user.entity.js';
import { UserStore } from './user.store.js';

let metadata: Metadata;
let users: UserStore;
let sessions: SessionStore;
let tokens: TokenStore;
const ada = aUser();
const grace = aUser({ id: '01890a5d-ac96-774b-bcce-b302099a8058', email: 'grace@example.org', username: 'grace' });

beforeAll(async () => {
  metadata = await startMetadata('auth', migrations, { entities: [...entities, OutboxEvent] });
  users = new UserStore(metadata.database, new HeldOutbox());
  sessions = new SessionStore(metadata.database);
  tokens = new TokenStore(metadata.database);
}, 60_000);
afterAll(() => metadata.stop(), 60_000);
beforeEach(async () => {
  await metadata.database.asSystem(async (em) => {
    await em.execute('delete from users');
    await em.execute('delete from outbox');
  });
});

const told = () => metadata.database.asSystem((em) => HeldOutbox.waiting(em));
const startSession = (userId: string, id: string) =>
  sessions.begin({ id, userId, refreshToken: id, agent: null, network: null, lifetimes: { idle: 60, absolute: 600 } });
const addToken = (userId: string, id: string) =>
  tokens.add({
    id,
    userId,
    name: 'ci',
    ...newToken(),
    scopes: ['read', 'write'],
    expiresAt: null,
    lastUsedAt: null,
    createdAt: new Date(),
  });

describe('the users', () => {
  it('are found as they were added, and the others hear of them', async () => {
    await users.add(ada);
    expect(await users.byEmail('ada@example.org')).toEqual(ada);
    expect(await users.byId(ada.id)).toEqual(ada);
    expect(await told()).toEqual([{ name: 'auth.user.registered', payload: { userId: ada.id } }]);
  });

  it.each([
    ['address', { email: 'ADA@example.org' }, 'email_taken'],
    ['name', { username: 'Ada' }, 'username_taken'],
  ])('never share an %s, whatever its case', async (_what, change, code) => {
    await users.add(ada);
    await expect(users.add({ ...grace, ...change })).rejects.toMatchObject({ code });
    await users.add(grace);
    await expect(users.change(grace.id, change)).rejects.toMatchObject({ code });
    expect(await users.byId(grace.id)).toEqual(grace);
  });

  it('are added once, also when asked twice at the same moment', async () => {
    const twins = Array.from({ length: 5 }, (_, n) =>
      aUser({ id: `01890a5d-ac96-774b-bcce-b302099a805${String(n)}`, username: null }),
    );
    const added = await Promise.allSettled(twins.map((twin) => users.add(twin)));
    expect(added.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await told()).toHaveLength(1);
  });

  it('may go without a name, any number of them', async () => {
    await users.add({ ...ada, username: null });
    await users.add({ ...grace, username: null });
    expect((await users.byId(grace.id))?.username).toBeNull();
  });

  it('change what is asked and when', async () => {
    await users.add(ada);
    const after = await users.change(ada.id, { profileUrl: 'https://example.org/ada' });
    expect(after).toMatchObject({ email: ada.email, profileUrl: 'https://example.org/ada' });
    expect(after?.updatedAt.getTime()).toBeGreaterThan(ada.updatedAt.getTime());
  });

  it('get a better hash only in place of the one that was looked at', async () => {
    await users.add(ada);
    await users.rehash(ada.id, 'some other hash', 'better');
    expect((await users.byId(ada.id))?.passwordHash).toBe(ada.passwordHash);
    await users.rehash(ada.id, ada.passwordHash, 'better');
    expect(await users.byId(ada.id)).toEqual({ ...ada, passwordHash: 'better' });
  });

  it('leave nothing behind, and the others hear of it', async () => {
    await users.add(ada);
    await users.add(grace);
    const [session, token, others] = [
      '01890a5d-ac96-774b-bcce-b302099a8001',
      '01890a5d-ac96-774b-bcce-b302099a8002',
      '01890a5d-ac96-774b-bcce-b302099a8003',
    ] as const;
    await startSession(ada.id, session);
    await addToken(ada.id, token);
    await startSession(grace.id, others);

    expect((await users.remove(ada.id)).sort()).toEqual([session, token]);
    expect((await told()).at(-1)).toEqual({ name: 'auth.user.deleted', payload: { userId: ada.id } });
    for (const table of ['sessions', 'refresh_tokens', 'access_tokens']) {
      const left = await metadata.database.asSystem((em) =>
        em.execute<{ user_id: string }[]>(`select user_id from ${table} where user_id = ?`, [ada.id]),
      );
      expect(left).toEqual([]);
    }
    expect(await users.byId(grace.id)).toEqual(grace);
  });

  it('are told to be gone once, however often they are removed', async () => {
    await users.add(ada);
    await Promise.all([users.remove(ada.id), users.remove(ada.id)]);
    expect((await told()).filter(({ name }) => name === 'auth.user.deleted')).toHaveLength(1);
  });
});

describe('row-level security', () => {
  const tables = ['users', 'sessions', 'refresh_tokens', 'access_tokens'] as const;

  async function counts(userId: string | undefined): Promise<number[]> {
    const client = new pg.Client({ connectionString: metadata.url });
    await client.connect();
    try {
      if (userId !== undefined) await client.query("select set_config('app.user_id', $1, false)", [userId]);
      const found: number[] = [];
      for (const table of tables)
        found.push(Number((await client.query<{ n: string }>(`select count(*) as n from ${table}`)).rows[0]?.n));
      return found;
    } finally {
      await client.end();
    }
  }

  it('shows each user their own rows, and nothing to who says nothing', async () => {
    for (const [at, user] of [ada, grace].entries()) {
      await users.add(user);
      await startSession(user.id, `01890a5d-ac96-774b-bcce-b302099a800${String(at)}`);
      await addToken(user.id, `01890a5d-ac96-774b-bcce-b302099a801${String(at)}`);
    }
    expect(await counts(undefined)).toEqual([0, 0, 0, 0]);
    expect(await counts(ada.id)).toEqual([1, 1, 1, 1]);
    expect(await counts('system')).toEqual([2, 2, 2, 2]);
  });

  it('lets nobody write for somebody else', async () => {
    await users.add(ada);
    await users.add(grace);
    const forged = metadata.database.asOwner(ada.id, (em) =>
      em.execute(
        `insert into access_tokens (id, user_id, name, token_hash, scopes) values (gen_random_uuid(), ?, 'x', 'x', '{read}')`,
        [grace.id],
      ),
    );
    await expect(forged).rejects.toThrow(/row-level security/);
  });

  it('holds for the service’s own statements too: its filter needs an owner', async () => {
    await users.add(ada);
    await expect(metadata.database.asOwner(grace.id, (em) => em.count(UserRow))).resolves.toBe(0);
  });
});
