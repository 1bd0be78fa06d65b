import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventStream, inboxOf, type PeerName } from '@orrery/contracts';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { natsAdmin, type NatsPasswords, peers } from './nats-config.js';
import { type NatsServer, startNats } from './nats.js';
import { provisionNats } from './provision-nats.js';

const passwords: NatsPasswords = {
  peers: Object.fromEntries(peers.map((peer) => [peer, `password of ${peer}`])) as Record<PeerName, string>,
  admin: 'password of admin',
};
let server: NatsServer;
const open: NatsConnection[] = [];

async function as(peer: PeerName): Promise<NatsConnection> {
  const connection = await connect({
    servers: server.url,
    user: peer,
    pass: passwords.peers[peer],
    inboxPrefix: inboxOf(peer),
    timeout: 3000,
  });
  open.push(connection);
  return connection;
}

beforeAll(async () => {
  server = await startNats({ passwords });
  await provisionNats(server.url, { password: passwords.admin });
});
afterAll(async () => {
  await Promise.all(open.map((connection) => connection.close()));
  await server.stop();
});

describe('the bus', () => {
  it('takes nobody without a password', async () => {
    await expect(connect({ servers: server.url, reconnect: false })).rejects.toThrow(/Authorization Violation/i);
  });

  it('carries a question to a service and its answer back', async () => {
    const auth = await as('auth');
    auth.subscribe('auth.service.health', {
      callback: (error, message) => {
        if (error === null) message.respond('well');
      },
    });
    await auth.flush();
    const gateway = await as('gateway');
    expect((await gateway.request('auth.service.health', '', { timeout: 3000 })).string()).toBe('well');
  });

  it('carries a durable event to the service that listens for it', async () => {
    const auth = await as('auth');
    await jetstream(auth).publish('events.auth.user.deleted', '{}', { msgID: 'one' });
    const ai = await as('ai');
    const consumer = await jetstream(ai, { checkAPI: false }).consumers.get(eventStream, 'ai');
    const message = await consumer.next({ expires: 3000 });
    expect(message?.subject).toBe('events.auth.user.deleted');
    await message?.ackAck();
  });

  it.each([
    ['ask for what is not its business', 'connections.secret.get'],
    ['announce what another service announces', 'events.auth.user.deleted'],
    ['remove the stream of events', `$JS.API.STREAM.DELETE.${eventStream}`],
    ['make a stream', '$JS.API.STREAM.CREATE.MINE'],
  ])('does not let a service %s', async (_what, subject) => {
    const ai = await as('ai');
    await expect(ai.request(subject, '', { timeout: 1000 })).rejects.toThrow(/permission/i);
  });

  it.each([
    ["read another's answers", '_INBOX.>'],
    ["read the gateway's answers", `${inboxOf('gateway')}.>`],
    ["take another's questions", 'connections.>'],
  ])('does not let a service %s', async (_what, subject) => {
    const ai = await as('ai');
    const refused = new Promise<Error | undefined>((resolve) => {
      const subscription = ai.subscribe(subject, { queue: 'connections' });
      void subscription.closed.then((end) => {
        resolve(end instanceof Error ? end : undefined);
      });
    });
    await ai.flush();
    expect(String(await refused)).toMatch(/permission/i);
  });

  it('can be prepared again', async () => {
    await provisionNats(server.url, { password: passwords.admin });
    const admin = await connect({
      servers: server.url,
      user: natsAdmin.user,
      pass: passwords.admin,
      inboxPrefix: natsAdmin.inboxPrefix,
    });
    open.push(admin);
    const manager = await jetstreamManager(admin);
    const { config } = await manager.streams.info(eventStream);
    expect(config).toMatchObject({ discard: 'new', deny_delete: true, subjects: ['events.>'] });
    const consumers = await manager.consumers.list(eventStream).next();
    expect(consumers.map(({ name }) => name).sort()).toEqual(['ai', 'connections', 'dashboards', 'query-runner', 'schema']);
  });

  it('leaves no temporary folder behind', async () => {
    const other = await startNats();
    const connection = await connect({ servers: other.url });
    expect(connection.info?.jetstream).toBe(true);
    await connection.close();
    await other.stop();
    expect(existsSync(`/proc/${String(other.pid)}`)).toBe(false);
  });
});
