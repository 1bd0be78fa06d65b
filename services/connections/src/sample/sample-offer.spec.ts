import { describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeConnectionStore, plainSeals } from '../connection/fake-connection.store.js';
import { SampleOffer } from './sample-offer.js';

const userId = '01890a5d-ac96-774b-bcce-b302099a8057';
const shop = {
  name: 'Sample shop',
  type: 'postgres',
  host: '127.0.0.1',
  port: 5432,
  dbName: 'shop',
  username: 'shop',
  password: 'p',
};

async function scene(
  act: (scene: {
    store: FakeConnectionStore;
    warnings: unknown[];
    offer: () => SampleOffer;
    write: (content: unknown) => void;
  }) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sample-'));
  const file = join(folder, 'sample.json');
  const store = new FakeConnectionStore();
  const warnings: unknown[] = [];
  const log = { warn: (...more: unknown[]) => warnings.push(more) };
  try {
    await act({
      store,
      warnings,
      offer: () => new SampleOffer(store, plainSeals, log, { SAMPLE_CONNECTION_FILE: file }),
      write: (content) => {
        writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
      },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the sample', () => {
  it('is given to a user as a connection of theirs, with its password sealed', () =>
    scene(async ({ store, offer, write }) => {
      write(shop);
      await offer().offerTo(userId);
      expect([...store.rows.values()]).toMatchObject([
        { userId, name: 'Sample shop', passwordEnc: 'password p for shop@127.0.0.1 prefer' },
      ]);
    }));

  it('is given once, also after it was removed, also by another instance', () =>
    scene(async ({ store, offer, write }) => {
      write(shop);
      const first = offer();
      await first.offerTo(userId);
      store.rows.clear();
      await first.offerTo(userId);
      await offer().offerTo(userId);
      expect(store.rows.size).toBe(0);
    }));

  it('is given as soon as it is there', () =>
    scene(async ({ store, offer, write, warnings }) => {
      const waiting = offer();
      await waiting.offerTo(userId);
      expect(store.rows.size).toBe(0);
      write(shop);
      await waiting.offerTo(userId);
      expect(store.rows.size).toBe(1);
      expect(warnings).toEqual([]);
    }));

  it('may be several', () =>
    scene(async ({ store, offer, write }) => {
      write([shop, { ...shop, name: 'Sample shop, read-only', extraOptions: { readOnly: true } }]);
      await offer().offerTo(userId);
      expect([...store.rows.values()].map(({ name }) => name)).toEqual(['Sample shop', 'Sample shop, read-only']);
    }));

  it.each(['', '{', '{"name":"half"}'])('that is broken keeps nobody from their list: “%s”', (content) =>
    scene(async ({ store, offer, write, warnings }) => {
      write(content);
      await offer().offerTo(userId);
      expect(store.rows.size).toBe(0);
      expect(warnings).toHaveLength(1);
    }),
  );

  it('is not given to who is gone', () =>
    scene(async ({ store, offer, write }) => {
      write(shop);
      await store.removeUser(undefined, userId);
      await offer().offerTo(userId);
      expect(store.rows.size).toBe(0);
    }));

  it('is not spoken of where there is none', async () => {
    const store = new FakeConnectionStore();
    await new SampleOffer(store, plainSeals, { warn: () => undefined }, { SAMPLE_CONNECTION_FILE: undefined }).offerTo(userId);
    expect(store.rows.size).toBe(0);
  });
});
