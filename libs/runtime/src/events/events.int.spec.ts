import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  deadLetterStream,
  inboxOf,
  type PeerName,
  services,
  subjectOfEvent,
  userDeleted,
  userRegistered,
} from '@orrery/contracts';
import { type NatsPasswords, type NatsServer, provisionNats, startNats } from '@orrery/servers';
import { type Metadata, startMetadata } from '@orrery/testing';
import { Migration } from '@mikro-orm/migrations';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '../log.js';
import { type Delivery, Inbox } from './inbox.js';
import { eventTables, OutboxEvent } from './outbox.entity.js';
import { Outbox } from './outbox.js';

class Migration0001Events extends Migration {
  override up(): void {
    this.addSql(`${eventTables} create table effects (user_id uuid not null);`);
  }
}

const passwords: NatsPasswords = {
  admin: 'a-secret',
  peers: Object.fromEntries([...services, 'gateway'].map((peer) => [peer, `${peer}-secret`])) as Record<PeerName, string>,
};
const log = createLogger('connections', 'silent', 'test');
const folder = mkdtempSync(join(tmpdir(), 'orrery-events-'));
const storeDir = join(folder, 'store');
let metadata: Metadata;
let nats: NatsServer;
/** The one that tells, and the one that listens: each with the rights of its service and no more. */
let auth: NatsConnection;
let connections: NatsConnection;
let inbox: Inbox;

const as = (peer: PeerName): Promise<NatsConnection> =>
  connect({
    servers: nats.url,
    user: peer,
    pass: passwords.peers[peer],
    inboxPrefix: inboxOf(peer),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 50,
  });

beforeAll(async () => {
  metadata = await startMetadata('connections', [Migration0001Events], { entities: [OutboxEvent] });
  nats = await startNats({ passwords, storeDir });
  await provisionNats(nats.url, { password: passwords.admin });
  auth = await as('auth');
  connections = await as('connections');
}, 60_000);
afterAll(async () => {
  await auth.close();
  await connections.close();
  await nats.stop();
  await metadata.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);
beforeEach(() => {
  inbox = new Inbox('connections', metadata.database, connections, log);
});
afterEach(() => {
  inbox.stop();
});

/** Waits for what a handler is told, in order. */
class Heard {
  readonly users: string[] = [];
  private wake: () => void = () => undefined;

  add(userId: string): void {
    this.users.push(userId);
    this.wake();
  }

  async until(test: (users: readonly string[]) => boolean): Promise<readonly string[]> {
    while (!test(this.users)) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return this.users;
  }
}

const effectsOf = async (userId: string): Promise<number> =>
  (await metadata.database.asSystem((em) => em.execute<unknown[]>('select 1 from effects where user_id = ?', [userId]))).length;
const waiting = async (): Promise<number> =>
  (await metadata.database.asSystem((em) => em.execute<unknown[]>('select 1 from outbox'))).length;
const say = (id: string, userId: string, messageId = randomUUID()): Promise<unknown> =>
  jetstream(auth).publish(subjectOfEvent(userDeleted.name), JSON.stringify({ id, name: userDeleted.name, payload: { userId } }), {
    msgID: messageId,
  });

/** An inbox whose handler leaves an effect for each user. */
function listening(before: (userId: string) => void = () => undefined): Heard {
  const heard = new Heard();
  inbox.on(userDeleted, async (em, { userId }) => {
    await em.execute('insert into effects (user_id) values (?)', [userId]);
    before(userId);
    heard.add(userId);
  });
  inbox.start();
  return heard;
}

async function dead(): Promise<string[]> {
  const admin = await connect({ servers: nats.url, user: 'admin', pass: passwords.admin, inboxPrefix: '_INBOX_admin' });
  try {
    const manager = await jetstreamManager(admin);
    const { state } = await manager.streams.info(deadLetterStream);
    const found: string[] = [];
    for (let seq = state.first_seq; seq <= state.last_seq && state.messages > 0; seq++)
      found.push((await manager.streams.getMessage(deadLetterStream, { seq }))?.string() ?? '');
    return found;
  } finally {
    await admin.close();
  }
}

describe('an event', () => {
  it('is told after the transaction of what happened, to whoever listens', async () => {
    const userId = randomUUID();
    const heard = listening();
    const outbox = new Outbox(metadata.database, auth, log);
    await metadata.database.asSystem((em) => {
      outbox.add(em, userDeleted, { userId });
      return Promise.resolve();
    });
    outbox.flush();
    await heard.until((users) => users.includes(userId));
    await outbox.stop();
    expect(await waiting()).toBe(0);
    expect(await effectsOf(userId)).toBe(1);
  });

  it('never happened where its transaction failed', async () => {
    const outbox = new Outbox(metadata.database, auth, log);
    const failing = metadata.database.asSystem(async (em) => {
      outbox.add(em, userDeleted, { userId: randomUUID() });
      await em.flush();
      throw new Error('rolled back');
    });
    await expect(failing).rejects.toThrow('rolled back');
    expect(await waiting()).toBe(0);
  });

  it('has its effect once, however often it is delivered', async () => {
    const [id, userId, last] = [randomUUID(), randomUUID(), randomUUID()];
    const heard = listening();
    for (let time = 0; time < 5; time++) await say(id, userId);
    await say(randomUUID(), last);
    await heard.until((users) => users.includes(last));
    expect(heard.users.filter((user) => user === userId)).toHaveLength(1);
    expect(await effectsOf(userId)).toBe(1);
  });

  it('is tried again after a failure, of which nothing stays', async () => {
    const userId = randomUUID();
    let fails = 1;
    const heard = listening((user) => {
      if (user === userId && fails-- > 0) throw new Error('not yet');
    });
    await say(randomUUID(), userId);
    await heard.until((users) => users.includes(userId));
    await say(randomUUID(), randomUUID());
    await heard.until((users) => users.at(-1) !== userId);
    expect(await effectsOf(userId)).toBe(1);
  }, 20_000);

  it('that nobody here listens to is passed over', async () => {
    const last = randomUUID();
    const heard = listening();
    const payload = { userId: randomUUID() };
    await jetstream(auth).publish(
      subjectOfEvent(userRegistered.name),
      JSON.stringify({ id: randomUUID(), name: userRegistered.name, payload }),
    );
    await say(randomUUID(), last);
    await heard.until((users) => users.includes(last));
  });

  it('that can’t be read is put aside, and the others go on', async () => {
    const before = await dead();
    const heard = listening();
    const subject = subjectOfEvent(userDeleted.name);
    const last = randomUUID();
    await jetstream(auth).publish(subject, 'not JSON');
    await jetstream(auth).publish(subject, '{"name":"no id"}');
    const wrong = JSON.stringify({ id: randomUUID(), name: userDeleted.name, payload: { userId: 7 } });
    await jetstream(auth).publish(subject, wrong);
    await say(randomUUID(), last);
    await heard.until((users) => users.includes(last));
    expect((await dead()).slice(before.length)).toEqual(['not JSON', '{"name":"no id"}', wrong]);
  });

  it('that fails again and again is put aside in the end', async () => {
    const before = await dead();
    inbox.on(userDeleted, () => Promise.reject(new Error('always')));
    const text = JSON.stringify({ id: randomUUID(), name: userDeleted.name, payload: { userId: randomUUID() } });
    const delivery = (deliveryCount: number) => new FakeDelivery(text, deliveryCount);
    const [early, final] = [delivery(14), delivery(15)];
    await inbox.receive(early);
    expect(early.answers).toEqual(['nak']);
    await inbox.receive(final);
    expect(final.answers).toEqual(['term']);
    expect((await dead()).slice(before.length)).toEqual([text]);
  });

  it('waits for the metadata database, which is no fault of its own', async () => {
    let away = 2;
    const flaky = new Inbox(
      'connections',
      {
        asSystem: (work) =>
          away-- > 0
            ? Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
            : metadata.database.asSystem(work),
      },
      connections,
      log,
    );
    const userId = randomUUID();
    flaky.on(userDeleted, async (em) => {
      await em.execute('insert into effects (user_id) values (?)', [userId]);
    });
    const delivery = new FakeDelivery(JSON.stringify({ id: randomUUID(), name: userDeleted.name, payload: { userId } }), 15);
    await flaky.receive(delivery);
    expect(delivery.answers).toEqual(['working', 'working', 'ack']);
    expect(await effectsOf(userId)).toBe(1);
  });
});

describe('who was away', () => {
  it('catches up', async () => {
    const users = Array.from({ length: 200 }, () => randomUUID());
    await Promise.all(users.map((userId) => say(randomUUID(), userId)));
    const heard = listening();
    await heard.until((seen) => users.every((userId) => seen.includes(userId)));
    for (const userId of users) expect(heard.users.filter((user) => user === userId)).toHaveLength(1);
  }, 30_000);

  it('hears what happened while the bus itself was away', async () => {
    const userId = randomUUID();
    const heard = listening();
    const outbox = new Outbox(metadata.database, auth, log);
    const { port } = nats;
    await nats.stop();
    await metadata.database.asSystem((em) => {
      outbox.add(em, userDeleted, { userId });
      return Promise.resolve();
    });
    outbox.start();
    expect(await waiting()).toBe(1);
    nats = await startNats({ passwords, storeDir, port });
    await heard.until((users) => users.includes(userId));
    await outbox.stop();
    expect(await waiting()).toBe(0);
    expect(await effectsOf(userId)).toBe(1);
  }, 60_000);
});

/** A delivery that notes how it was answered. */
class FakeDelivery implements Delivery {
  readonly answers: string[] = [];
  readonly data: Uint8Array;
  readonly info: Delivery['info'];

  constructor(
    private readonly text: string,
    deliveryCount: number,
  ) {
    this.data = Buffer.from(text);
    this.info = {
      stream: 'EVENTS',
      consumer: 'connections',
      deliveryCount,
      deliverySequence: 1,
      streamSequence: 1,
      redelivered: deliveryCount > 1,
      timestampNanos: 0,
      pending: 0,
      domain: '',
    };
  }

  readonly json: Delivery['json'] = () => JSON.parse(this.text) as never;

  ack(): void {
    this.answers.push('ack');
  }
  nak(): void {
    this.answers.push('nak');
  }
  term(): void {
    this.answers.push('term');
  }
  working(): void {
    this.answers.push('working');
  }
}
