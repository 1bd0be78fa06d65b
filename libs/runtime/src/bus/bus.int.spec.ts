import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Actor,
  connectionsConnectionGet,
  connectionsSecretGet,
  connectionsSecretSweep,
  driverList,
  Fault,
  inboxOf,
  type PeerName,
  queryCancel,
  queryRun,
  type RequestOf,
  services,
} from '@orrery/contracts';
import { startNats, type NatsPasswords, type NatsServer } from '@orrery/servers';
import { Controller, type INestMicroservice, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { throwError } from 'rxjs';
import { ActorSigner, ActorVerifier } from '../actor-token.js';
import type { Call } from '../call.js';
import { createLogger } from '../log.js';
import { Bus } from './bus.js';
import { BusServer } from './bus-server.js';
import { Handles } from './handles.js';
import { ByteStream, StreamHub } from './stream-hub.js';
import { header } from './wire.js';

const passwords: NatsPasswords = {
  admin: 'a-secret',
  peers: Object.fromEntries([...services, 'gateway'].map((peer) => [peer, `${peer}-secret`])) as Record<PeerName, string>,
};
const keys = generateKeyPairSync('ed25519');
const privateKey = keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicKey = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const ada: Actor = { userId: randomUUID(), sessionId: 's', via: 'session', scopes: ['read', 'write'] };

/** What the stand-in runner produced and how its streams ended. */
const seen = { produced: 0, returned: 0, params: 0 };

class Counting implements AsyncIterable<Uint8Array> {
  constructor(
    private readonly pieces: number,
    private readonly bytes: number,
    private readonly failAt = Infinity,
  ) {}
  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    let at = 0;
    return {
      next: () => {
        if (at === this.failAt) return Promise.reject(new Fault('query_error', 'It broke.'));
        if (at === this.pieces) return Promise.resolve({ done: true, value: undefined });
        seen.produced++;
        const text = String(at++).padEnd(this.bytes - 1, '.');
        return Promise.resolve({ done: false, value: Buffer.from(`${text}\n`) });
      },
      return: () => {
        seen.returned++;
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }
}

@Controller()
class StandIn {
  @Handles(queryRun)
  async run({ text, params }: RequestOf<typeof queryRun>): Promise<ByteStream> {
    seen.params = String(params?.[0] ?? '').length;
    const [pieces = 0, bytes = 0, failAt = Infinity] = text.split(' ').map(Number);
    return Promise.resolve(new ByteStream(new Counting(pieces, bytes, failAt)));
  }

  @Handles(queryCancel)
  async cancel({ id }: { id: string }): Promise<{ id: string; status: 'running' }> {
    if (id.startsWith('00000000')) throw new Fault('query_not_found', 'There is no such query.', { details: { id } });
    if (id.startsWith('11111111')) throw new TypeError('a secret detail');
    return Promise.resolve({ id, status: 'running' });
  }

  @Handles(driverList)
  async list() {
    return Promise.resolve({
      items: [{ type: 'x'.repeat(1_100_000), label: '', defaultPort: 1, available: true, extraOptionsSchema: {} }],
    });
  }
}
@Module({ controllers: [StandIn] })
class StandInModule {}

let nats: NatsServer;
let app: INestMicroservice;
let gateway: Bus;
let call: Call;
const connections: NatsConnection[] = [];

async function as(peer: PeerName): Promise<NatsConnection> {
  const nc = await connect({
    servers: nats.url,
    user: peer,
    pass: passwords.peers[peer],
    inboxPrefix: inboxOf(peer),
    reconnect: false,
  });
  connections.push(nc);
  return nc;
}

async function read(text: string): Promise<string[]> {
  const stream = await gateway.stream(queryRun, { connectionId: randomUUID(), text }, { call });
  let all = '';
  for await (const chunk of stream.chunks) all += Buffer.from(chunk).toString();
  return all.split('\n').slice(0, -1);
}

/** The next call is answered by the same process, after it has heard what was told before. */
async function settled(): Promise<void> {
  await gateway.nc.flush();
  await gateway.call(queryCancel, { id: `2${randomUUID().slice(1)}` }, { call });
}

beforeAll(async () => {
  nats = await startNats({ passwords });
  const log = createLogger('test', 'silent', '0');
  const runner = await as('query-runner');
  const hub: StreamHub = new StreamHub('one', (error) => server.toFault(error));
  const server: BusServer = new BusServer(runner, 'query-runner', await ActorVerifier.of(publicKey), hub, log, () =>
    Promise.resolve({ ok: true }),
  );
  app = await NestFactory.createMicroservice(StandInModule, { strategy: server, logger: false });
  app.useGlobalFilters({ catch: (error: unknown) => throwError(() => error) });
  await app.listen();
  await runner.flush();
  gateway = new Bus(await as('gateway'), 'gateway');
  call = { requestId: 'request-1', actor: ada, actorToken: await (await ActorSigner.of(privateKey)).sign(ada) };
});

afterAll(async () => {
  await app.close();
  await Promise.all(connections.map((nc) => nc.close()));
  await nats.stop();
});

describe('a call', () => {
  it('answers what the handler answers', async () => {
    const id = randomUUID();
    await expect(gateway.call(queryCancel, { id: `2${id.slice(1)}` }, { call })).resolves.toMatchObject({ status: 'running' });
  });

  it('carries a fault with its code, sentence, details and request id', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    await expect(gateway.call(queryCancel, { id }, { call })).rejects.toMatchObject({
      code: 'query_not_found',
      kind: 'missing',
      message: 'There is no such query.',
      details: { id },
      requestId: 'request-1',
    });
  });

  it('tells an unexpected error as a fixed sentence', async () => {
    const failure: unknown = await gateway
      .call(queryCancel, { id: '11111111-0000-4000-8000-000000000000' }, { call })
      .catch((e: unknown) => e);
    expect(failure).toMatchObject({ code: 'internal' });
    expect(JSON.stringify(failure)).not.toContain('secret detail');
  });

  it('names each bad field of a request', async () => {
    await expect(gateway.call(queryCancel, { id: 'x' }, { call })).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ path: 'id' }],
    });
  });

  it('is refused without an actor, and with one signed by another key', async () => {
    const other = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const forged = { ...call, actorToken: await (await ActorSigner.of(other)).sign(ada) };
    const { actorToken: _left, ...anonymous } = call;
    for (const bad of [forged, anonymous, { ...call, actorToken: 'x.y.z' }])
      await expect(gateway.call(queryCancel, { id: randomUUID() }, { call: bad })).rejects.toMatchObject({
        code: 'unauthenticated',
      });
  });

  it('is refused where a token lacks the scope', async () => {
    const reader: Actor = { ...ada, via: 'token', scopes: ['read'] };
    const token = await (await ActorSigner.of(privateKey)).sign(reader);
    await expect(gateway.call(queryCancel, { id: randomUUID() }, { call: { ...call, actorToken: token } })).rejects.toMatchObject(
      {
        code: 'scope_missing',
      },
    );
  });

  it('answers service_unavailable at once where nobody listens', async () => {
    await expect(gateway.call(connectionsConnectionGet, { id: randomUUID() }, { call })).rejects.toMatchObject({
      code: 'service_unavailable',
    });
  });

  it('does not wait past the caller’s deadline', async () => {
    const late = { ...call, deadline: Date.now() - 1 };
    await expect(gateway.call(queryCancel, { id: randomUUID() }, { call: late })).rejects.toMatchObject({ code: 'timeout' });
  });

  it('passes a request on that is larger than a message, packed', async () => {
    const request = { connectionId: randomUUID(), text: '3 10', params: ['y'.repeat(1_900_000)] };
    const stream = await gateway.stream(queryRun, request, { call });
    let all = '';
    for await (const chunk of stream.chunks) all += Buffer.from(chunk).toString();
    expect(all.split('\n').filter((line) => line !== '')).toHaveLength(3);
    expect(seen.params).toBe(1_900_000);
  });

  it('refuses a request that does not fit even packed', async () => {
    const request = { connectionId: randomUUID(), text: '3 10', params: [randomBytes(1_200_000).toString('base64')] };
    await expect(gateway.stream(queryRun, request, { call })).rejects.toMatchObject({ code: 'payload_too_large' });
  });

  it('answers reply_too_large instead of losing the reply', async () => {
    const bus = new Bus(await as('connections'), 'connections');
    await expect(bus.call(driverList, {}, { call })).rejects.toMatchObject({ code: 'reply_too_large' });
  });
});

describe('a stream', () => {
  it('arrives whole and in order', async () => {
    const lines = await read('400 20000');
    expect(lines.map((line) => Number.parseInt(line, 10))).toEqual(Array.from({ length: 400 }, (_, i) => i));
  });

  it('carries pieces that are longer than a message', async () => {
    const long = 3_000_000;
    const lines = await read(`2 ${String(long)}`);
    expect(lines.map(({ length }) => length)).toEqual([long - 1, long - 1]);
  });

  it('comes with the first answer when it is short', async () => {
    const stream = await gateway.stream(queryRun, { connectionId: randomUUID(), text: '3 10' }, { call });
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream.chunks) chunks.push(chunk);
    expect(chunks).toHaveLength(1);
  });

  it('makes nothing that was not asked for', async () => {
    seen.produced = 0;
    const stream = await gateway.stream(queryRun, { connectionId: randomUUID(), text: '10000 200000' }, { call });
    const reader = stream.chunks[Symbol.asyncIterator]();
    for (let i = 0; i < 5; i++) await reader.next();
    await gateway.nc.flush();
    // What was read, and the few requests that are kept under way.
    expect(seen.produced).toBeLessThan(12);
    await reader.return?.();
    await settled();
  });

  it('tells the producer when the reader leaves', async () => {
    seen.returned = 0;
    const stream = await gateway.stream(queryRun, { connectionId: randomUUID(), text: '10000 200000' }, { call });
    for await (const _ of stream.chunks) break;
    await settled();
    expect(seen.returned).toBe(1);
  });

  it('carries a failure in the middle as a fault', async () => {
    const stream = await gateway.stream(queryRun, { connectionId: randomUUID(), text: '10 200000 4' }, { call });
    const reading = (async () => {
      let count = 0;
      for await (const chunk of stream.chunks) count += chunk.length > 0 ? 1 : 0;
      return count;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'query_error', message: 'It broke.' });
  });

  it('answers a part again when its reply was lost', async () => {
    const stream = await gateway.nc.request(
      'query-runner.query.run',
      JSON.stringify({ connectionId: randomUUID(), text: '10 200000' }),
      {
        timeout: 2_000,
        headers: (() => {
          const h = headers();
          h.set(header.actor, call.actorToken ?? '');
          return h;
        })(),
      },
    );
    const ask = (sequence: number) => {
      const h = headers();
      h.set(header.stream, stream.headers?.get(header.stream) ?? '');
      h.set(header.sequence, String(sequence));
      return gateway.nc.request('stream.query-runner.one', undefined, { timeout: 2_000, headers: h });
    };
    const once = await ask(1);
    const again = await ask(1);
    expect(Buffer.from(again.data).equals(once.data)).toBe(true);
    expect((await ask(2)).data.subarray(0, 2).toString()).not.toBe(once.data.subarray(0, 2).toString());
  });

  it('is told lost where nobody holds it any more', async () => {
    const h = headers();
    h.set(header.stream, randomUUID());
    h.set(header.sequence, '1');
    const reply = await gateway.nc.request('stream.query-runner.one', undefined, { timeout: 2_000, headers: h });
    expect(reply.headers?.get(header.fault)).toBe('query_lost');
  });
});

describe('the bus’s rights', () => {
  it('keep a service from what its contracts do not need', async () => {
    const ai = await as('ai');
    const refused: string[] = [];
    void (async () => {
      for await (const status of ai.status()) if (status.type === 'error') refused.push(String(status.error));
    })();
    for (const subject of [
      connectionsSecretGet.name,
      connectionsSecretSweep.name,
      'events.auth.user.deleted',
      '$JS.API.STREAM.DELETE.EVENTS',
    ])
      await expect(ai.request(subject, '{}', { timeout: 500 })).rejects.toThrow();
    for (const subject of ['_INBOX_gateway.>', 'auth.session.create']) {
      const failed = new Promise((resolve) =>
        ai.subscribe(subject, {
          queue: 'auth',
          callback: (error) => {
            resolve(error);
          },
        }),
      );
      expect(String(await failed)).toMatch(/permissions/i);
    }
    await ai.flush();
    expect(refused.join('\n')).toMatch(/permissions violation/i);
  });
});
