import { sessionCreate, queryRun } from '@orrery/contracts';
import { freePort, startNats } from '@orrery/servers';
import { ByteStream } from '@orrery/runtime';
import { answering } from '@orrery/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type House, json, openHouse, problemIn } from '../test/house.js';

const connectionId = '0190b0a0-0000-7000-8000-000000000001';
let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const login = (): Promise<Response> => house.fetch('/api/auth/login', json('POST', { email: 'a@example.org', password: 'x' }));

describe('a gateway whose bus is away', () => {
  it('answers 503 at once, lives, and is there again when the bus is', async () => {
    const lines = ['{"type":"start"}\n', '{"type":"rows"}\n', '{"type":"done"}\n'].map((text) => Buffer.from(text));
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    await house.service(
      'query-runner',
      answering(
        queryRun,
        () =>
          new ByteStream(
            (async function* () {
              yield lines[0] ?? Buffer.alloc(0);
              await held;
              yield lines[1] ?? Buffer.alloc(0);
              yield lines[2] ?? Buffer.alloc(0);
            })(),
          ),
      ),
    );
    let answerNever: Promise<never> | undefined;
    await house.service(
      'auth',
      answering(sessionCreate, () => (answerNever ??= new Promise<never>(() => undefined))),
    );
    const headers = await house.signedIn();
    const stream = await house.fetch('/api/queries', json('POST', { connectionId, text: 'select 1' }, headers));
    const underWay = login();

    await house.nats.stop();
    // What was under way does not wait for an answer that can't come.
    expect((await underWay).status).toBe(503);
    const asked = performance.now();
    const refused = await login();
    expect(performance.now() - asked).toBeLessThan(1_000);
    expect([refused.status, (await problemIn(refused)).code]).toEqual([503, 'service_unavailable']);
    expect((await house.fetch('/api/health/live')).status).toBe(200);
    const ready = await house.fetch('/api/health/ready');
    expect([ready.status, await ready.json()]).toMatchObject([503, { dependencies: [{ name: 'nats', ok: false }] }]);

    const nats = await startNats({ port: house.nats.port });
    try {
      goOn();
      // A stream that was open goes on where it stood: the bytes are all there, once.
      expect(await stream.text()).toBe(lines.map(String).join(''));
    } finally {
      await nats.stop();
    }
  }, 30_000);
});

describe('a gateway that starts before its bus', () => {
  it('listens, says that it is starting, and finds the bus when it comes', async () => {
    const port = await freePort();
    const early = await openHouse({ NATS_URL: `nats://127.0.0.1:${String(port)}` }, false);
    const ask = (): Promise<Response> => early.fetch('/api/auth/login', json('POST', { email: 'a@example.org', password: 'x' }));
    const response = await ask();
    expect([response.status, await problemIn(response)]).toMatchObject([503, { code: 'service_unavailable' }]);
    const nats = await startNats({ port });
    await early.gateway.connected;
    const state = await (await early.fetch('/api/health/ready')).json();
    expect(state).toMatchObject({ dependencies: [{ name: 'nats', ok: true }] });
    await early.close();
    await nats.stop();
  }, 20_000);
});
